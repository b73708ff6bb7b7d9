"""The models: a draft is trained, its report read, it is published, or an older one comes back."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from sanic.exceptions import NotFound
from sanic.response import HTTPResponse

from bot.content.trial import MOST_SHARE
from storage.replicas import Instance, instances
from workbench.errors import Refused
from workbench.models.bank import KEPT
from workbench.models.progress import STAGES
from workbench.models.trials import MOST_DAYS
from workbench.pages import reports, settled
from workbench.pages.cards import Titles
from workbench.pages.doors import Doors, Visit
from workbench.pages.forms import FRESH, Form, refused_form
from workbench.pages.links import to
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench

PUBLICATIONS = 50
LONGEST_REASON = 300


def add(doors: Doors, bench: Bench) -> None:
    """The models, training one, and putting one into service."""

    async def page(visit: Visit, form: Form = FRESH) -> HTTPResponse:
        return await models_page(bench, visit, form)

    async def one(visit: Visit, name: str, form: Form = FRESH) -> HTTPResponse:
        return await report_page(bench, visit, name, form)

    @doors.get("/modeles", needs=Role.reader)
    async def listed(visit: Visit) -> HTTPResponse:
        return await page(visit)

    @doors.get("/modeles/progres", needs=Role.reader)
    async def progress(visit: Visit) -> HTTPResponse:
        drawn = await asyncio.to_thread(_training, bench)
        if drawn["training"].status == "running":
            return bench.view.page("progress.html", visit, **drawn)
        # It is over: the whole page has something new.
        made = await page(visit)
        made.headers["HX-Refresh"] = "true"
        return made

    @doors.get("/modeles/instances", needs=Role.reader)
    async def instances_now(visit: Visit) -> HTTPResponse:
        return bench.view.page("instances.html", visit, serving=await _serving(bench))

    @doors.post("/modeles/entrainement", needs=Role.editor)
    async def train(visit: Visit) -> HTTPResponse:
        real = await settled.measuring(bench)
        try:
            await asyncio.to_thread(bench.models.training.start, visit.author, real)
        except Refused as error:
            return await page(visit, refused_form(visit, "entrainement", error))
        await bench.note(visit.me.person.name, "entraînement commencé")
        return to("/modeles")

    @doors.post("/modeles/arret", needs=Role.editor)
    async def cancel(visit: Visit) -> HTTPResponse:
        await asyncio.to_thread(bench.models.training.cancel, visit.author)
        await bench.note(visit.me.person.name, "entraînement annulé")
        return to("/modeles")

    @doors.get("/modeles/rapport/<name:str>", needs=Role.reader)
    async def read(visit: Visit, name: str) -> HTTPResponse:
        return await one(visit, name)

    @doors.post("/modeles/rapport/<name:str>/publication", needs=Role.publisher)
    async def publish(visit: Visit, name: str) -> HTTPResponse:
        why = visit.field("raison")[:LONGEST_REASON]
        override = why if visit.field("malgre") else ""
        try:
            if not why:
                raise Refused("Dites en quelques mots pourquoi ce modèle est mis en service.")
            await asyncio.to_thread(
                bench.models.bank.publish, name, visit.author, why, override, seen(visit)
            )
        except Refused as error:
            return await one(visit, name, refused_form(visit, "raison", error))
        act = "modèle mis en service malgré le contrôle" if override else "modèle mis en service"
        await bench.note(visit.me.person.name, act, f"{name} : {why}")
        return to("/modeles")

    @doors.post("/modeles/retour", needs=Role.publisher)
    async def roll_back(visit: Visit) -> HTTPResponse:
        name, why = visit.field("modele"), visit.field("raison")[:LONGEST_REASON]
        try:
            if not why:
                raise Refused("Dites en quelques mots pourquoi vous revenez à ce modèle.")
            await asyncio.to_thread(
                bench.models.bank.roll_back, name, visit.author, why, seen(visit)
            )
        except Refused as error:
            return await page(visit, refused_form(visit, f"retour-{name}", error))
        await bench.note(visit.me.person.name, "retour à un modèle", f"{name} : {why}")
        return to("/modeles")


async def models_page(bench: Bench, visit: Visit, form: Form = FRESH) -> HTTPResponse:
    """All models, and training one.

    Args:
        form: one of its forms that was refused.
    """
    return bench.view.page(
        "models.html",
        visit,
        form.status,
        form=form,
        may_publish=may_publish(visit),
        **await asyncio.to_thread(_drawn, bench),
        serving=await _serving(bench),
    )


async def report_page(bench: Bench, visit: Visit, name: str, form: Form = FRESH) -> HTTPResponse:
    """The report of a model, and what may be done with it; `form` as for `models_page`."""
    drawn = await asyncio.to_thread(_report, bench, name)
    return bench.view.page(
        "report.html", visit, form.status, form=form, may_publish=may_publish(visit), **drawn
    )


def may_publish(visit: Visit) -> bool:
    """If who looks may put a model into service."""
    return visit.role is not None and visit.role >= Role.publisher


def seen(visit: Visit) -> str | None:
    """What was live on the page that the person decided on."""
    return visit.field("en_service") or None


def _training(bench: Bench) -> dict[str, Any]:
    training = bench.models.training
    progress = training.progress()
    is_running = progress.status == "running"
    return {
        "training": progress,
        "stages": [(name, title) for name, (title, _) in STAGES.items()],
        "share": training.share() if is_running else 0.0,
        "left": left_in_french(training.left()) if is_running else "",
    }


def left_in_french(seconds: float) -> str:
    """« environ 2 minutes »."""
    if seconds < 10:
        return "quelques secondes"
    if seconds < 90:
        return f"environ {10 * max(round(seconds / 10), 1)} secondes"
    return f"environ {round(seconds / 60)} minutes"


def _drawn(bench: Bench) -> dict[str, Any]:
    bank = bench.models.bank
    past = [reports.past_of(name, report) for name, report in bank.past_reports()]
    return {
        **_training(bench),
        "drafts": [
            (one, bool(bank.refusals(one.name)), bank.report(one.name) is not None)
            for one in bank.drafts()
        ],
        "archives": [(one, bank.report(one.name) is not None) for one in bank.archives()[:KEPT]],
        "live": bank.live(),
        "trial": bench.models.trials.running(),
        "tried": bench.models.trials.latest() is not None,
        "published": [(one, one.when.timestamp()) for one in bank.history()[:PUBLICATIONS]],
        "plan": bench.models.planned.read(),
        "past": past,
        "trend": reports.trend(past),
        "corrections": len(bench.models.corrections.all()),
        "now": time.time(),
    }


class _Fleet(NamedTuple):
    """The instances that answer messages, and how many of them serve what is live."""

    instances: list[Instance]
    right: int

    @property
    def all_do(self) -> bool:
        return self.right == len(self.instances)


async def _serving(bench: Bench) -> _Fleet:
    found = instances(await bench.database.call(bench.replicas.seen))
    live = await asyncio.to_thread(bench.models.bank.live)
    return _Fleet(found, sum(one.archive == live for one in found))


def _report(bench: Bench, name: str) -> dict[str, Any]:
    bank = bench.models.bank
    found = bank.report(name)
    if found is None:
        raise NotFound(name)
    is_draft = any(one.name == name for one in bank.drafts())
    titles = Titles(bench.editing.intents())
    # Those that need something come first.
    intents = sorted(found.intents, key=lambda one: (not one.advice, one.f1 or 0.0, one.intent))
    return {
        "name": name,
        "report": found,
        "is_draft": is_draft,
        "live": bank.live(),
        "trial": bench.models.trials.running(),
        "most_share": MOST_SHARE,
        "most_days": MOST_DAYS,
        "refusals": bank.refusals(name) if is_draft else [],
        "is_final": is_draft and bank.is_final(name),
        "intents": intents,
        "titles": titles,
        **reports.drawn(found, titles),
    }
