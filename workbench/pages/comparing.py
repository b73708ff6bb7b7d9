"""A draft tried on a share of the conversations: begun, both sides read, ended or published."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import structlog
from sanic.response import HTTPResponse

from bot.content.trial import Trial
from storage.replicas import instances
from workbench.errors import Refused
from workbench.models.trials import Noted
from workbench.pages.doors import Doors, Visit
from workbench.pages.forms import FRESH, Form, refused_form
from workbench.pages.links import to
from workbench.pages.models import may_publish, report_page, seen
from workbench.pages.sides import sides
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench

PAGE = "/modeles/comparaison"
LOOK_SECONDS = 5.0
# Who is named when nobody asked.
NOBODY = "atelier"
_ENDS = {
    "asked": "comparaison terminée",
    "time": "comparaison arrivée à sa fin",
    "refused": "comparaison arrêtée : une instance refuse le brouillon",
    "published": "brouillon de la comparaison mis en service",
    "replaced": "comparaison terminée par une mise en service",
}

log = structlog.get_logger(__name__)


def add(doors: Doors, bench: Bench) -> None:
    """The page of both sides, and what its forms do."""

    async def page(visit: Visit, form: Form = FRESH) -> HTTPResponse:
        trials = bench.models.trials
        running, latest = await asyncio.to_thread(lambda: (trials.running(), trials.latest()))
        trial = running or (latest.trial if latest else None)
        counts = await bench.database.call(bench.statistics.of_trial, trial.id) if trial else {}
        ended = running is None and latest is not None
        return bench.view.page(
            "comparing.html",
            visit,
            form.status,
            form=form,
            may_publish=may_publish(visit),
            trial=trial,
            running=running is not None,
            begun=trial is not None and trial.since <= time.time(),
            ending=latest.ending if ended and latest else None,
            ends=_ENDS,
            sides=sides(counts.get("live", {}), counts.get("trial", {})),
            serving=await _serving(bench, running),
        )

    @doors.get(PAGE, needs=Role.reader)
    async def shown(visit: Visit) -> HTTPResponse:
        return await page(visit)

    @doors.post("/modeles/rapport/<name:str>/comparaison", needs=Role.publisher)
    async def begin(visit: Visit, name: str) -> HTTPResponse:
        share, days = _number(visit.field("part")), _number(visit.field("jours"))
        try:
            trial = await asyncio.to_thread(
                bench.models.trials.begin, name, share, days, visit.author, seen(visit)
            )
        except Refused as error:
            return await report_page(bench, visit, name, refused_form(visit, "comparaison", error))
        told = f"{trial.archive} : {share} % des nouvelles conversations, {days} jours"
        await bench.note(visit.me.person.name, "comparaison commencée", told)
        return to(PAGE)

    @doors.post("/modeles/comparaison/fin", needs=Role.publisher)
    async def end(visit: Visit) -> HTTPResponse:
        trials = bench.models.trials
        trial = await asyncio.to_thread(trials.running)
        await asyncio.to_thread(trials.end, visit.author.name, "asked")
        if trial is not None:
            await bench.note(visit.me.person.name, _ENDS["asked"], trial.archive)
        return to(PAGE)

    @doors.post("/modeles/comparaison/publication", needs=Role.publisher)
    async def publish(visit: Visit) -> HTTPResponse:
        try:
            made = await asyncio.to_thread(bench.models.trials.publish, visit.author)
        except Refused as error:
            return await page(visit, refused_form(visit, "publication", error))
        told = f"{made.archive} : {made.why}"
        await bench.note(visit.me.person.name, "modèle mis en service", told)
        return to(PAGE)


async def keep_watch(bench: Bench) -> None:
    """End the trial that an instance cannot serve, and note what ended; never ends by itself."""
    while True:
        try:
            await watch(bench)
        except Exception as error:
            log.error("trial.not_watched", error=type(error).__name__)
        await asyncio.sleep(LOOK_SECONDS)


async def watch(bench: Bench) -> None:
    """Look once: a draft that fails somewhere answers nowhere."""
    trials = bench.models.trials
    running, latest = await asyncio.to_thread(lambda: (trials.running(), trials.latest()))
    if running is None and (latest is None or latest.ending is not None):
        return
    # What instances say of the trial before is old by then.
    if running is not None and running.since <= time.time():
        found = await bench.database.call(bench.replicas.seen)
        why = next((one.trial_refused for one in found if one.trial_refused), None)
        if why is not None:
            await asyncio.to_thread(trials.end, NOBODY, "refused", why)
            await bench.note(NOBODY, _ENDS["refused"], why)
            return
    ended: Noted | None = await asyncio.to_thread(trials.settle)
    if ended is not None and ended.ending is not None:
        await bench.note(NOBODY, _ENDS[ended.ending.how], ended.trial.archive)


async def _serving(bench: Bench, trial: Trial | None) -> tuple[int, int]:
    """How many instances have the draft of a trial, and of how many."""
    found = instances(await bench.database.call(bench.replicas.seen))
    return sum(trial is not None and one.trial == trial.id for one in found), len(found)


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
