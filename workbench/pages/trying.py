"""Trying a conversation: what the live archive and a draft make of it, side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import structlog
from sanic.response import HTTPResponse

from bot.content.catalogue import CHANNELS, Channel
from bot.content.shelf import SUFFIX
from bot.content.wording import Worded, WordedChoice
from workbench.errors import Refused
from workbench.models.nearest import Near
from workbench.models.player import Read, Reply, Step, Tried
from workbench.models.trying import NotTried, StillLoading
from workbench.pages.cards import Titles
from workbench.pages.doors import Doors, Visit
from workbench.pages.forms import FRESH, Form, refused_form
from workbench.pages.preview import NAMES, Preview, drawn
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench

# As in a server.
LONGEST = 1000
MOST_STEPS = 20
LIVE, DRAFT = "en service", "brouillon"
# How a form names a step: what it is, then the text or the intent.
_TEXT, _CHOICE = "t:", "c:"
_FAILED = "L'essai n'a pas abouti."
_LOADING = "Les modèles se chargent encore. Réessayez dans un instant."
_EMPTY = "Écrivez un message, ou choisissez une proposition de l'assistant."
_FULL = f"Un essai compte {MOST_STEPS} messages au plus. Recommencez."

log = structlog.get_logger(__name__)


class Spoken(NamedTuple):
    """What is answered on a channel: the messages, and what can be pressed; None if nothing."""

    channel: str
    messages: list[Preview] | None
    choices: list[WordedChoice]


class Side(NamedTuple):
    """What one archive made of a step."""

    name: str
    read: Read | None
    spoken: list[Spoken]


class Shown(NamedTuple):
    """A step: what the person did, what each archive made of it, what is like it."""

    number: int
    said: str
    pressed: bool
    sides: list[Side]
    near: Sequence[Near]
    same: bool | None


def add(doors: Doors, bench: Bench) -> None:
    """The page where a conversation is tried."""

    async def page(
        visit: Visit, steps: Sequence[Step], form: Form = FRESH, status: int = 200
    ) -> HTTPResponse:
        trying = bench.models.trying
        live, drafts = await asyncio.to_thread(lambda: (trying.live(), trying.drafts()))
        draft = next((one for one in drafts if one.name == visit.field("brouillon")), None)
        draft = draft or next(iter(drafts), None)
        named = {path: name for path, name in ((live, LIVE), (draft, DRAFT)) if path is not None}
        reply, failed = Reply((), ()), ""
        if steps and named:
            try:
                reply = await trying.play(list(named), steps)
            except (NotTried, StillLoading) as error:
                log.warning("trying.failed", error=str(error) or type(error).__name__)
                failed = _LOADING if isinstance(error, StillLoading) else _FAILED
                status = 503
        elif named:
            trying.warm(list(named))
        titles = Titles(await asyncio.to_thread(bench.editing.intents))
        return bench.view.page(
            "trying.html",
            visit,
            form.status if form.at else status,
            form=form,
            steps=[_spelled(step) for step in steps],
            full=len(steps) >= MOST_STEPS,
            longest=LONGEST,
            archives=[(path.name.removesuffix(SUFFIX), name) for path, name in named.items()],
            drafts=[(one.name, one.name.removesuffix(SUFFIX)) for one in drafts],
            draft=draft.name if draft else "",
            failed=failed,
            refusals=[one for one in reply.tried if one.refusal],
            turns=_shown(steps, reply, list(named.values()), titles),
            titles=titles,
        )

    @doors.get("/essai", needs=Role.reader)
    async def begin(visit: Visit) -> HTTPResponse:
        return await page(visit, ())

    # It changes nothing; but what is typed must stand in no address.
    @doors.post("/essai", needs=Role.reader)
    async def go_on(visit: Visit) -> HTTPResponse:
        steps = [step for one in visit.fields("etape") if (step := _step(one))][:MOST_STEPS]
        if steps and visit.field("encore"):
            return await page(visit, steps)
        text, choice = visit.field("texte"), visit.field("choix")
        if not text and not choice:
            return await page(visit, steps, refused_form(visit, "texte", Refused(_EMPTY)))
        if len(steps) == MOST_STEPS:
            return await page(visit, steps, refused_form(visit, "texte", Refused(_FULL)))
        steps.append(Step(None, choice) if choice else Step(text[:LONGEST]))
        return await page(visit, steps)


def _step(spelled: str) -> Step | None:
    kind, said = spelled[: len(_TEXT)], spelled[len(_TEXT) :]
    if not said or kind not in (_TEXT, _CHOICE):
        return None
    return Step(said[:LONGEST]) if kind == _TEXT else Step(None, said[:LONGEST])


def _spelled(step: Step) -> str:
    return f"{_TEXT}{step.text}" if step.text is not None else f"{_CHOICE}{step.choice}"


def _shown(
    steps: Sequence[Step], reply: Reply, names: Sequence[str], titles: Titles
) -> list[Shown]:
    """The steps, the last one first."""
    able = [
        (name, one) for name, one in zip(names, reply.tried, strict=False) if one.refusal is None
    ]
    shown = []
    for place, step in enumerate(steps if able else ()):
        sides = [_side(name, one, place) for name, one in able]
        shown.append(
            Shown(
                place + 1,
                step.text if step.text is not None else titles.of(step.choice or ""),
                step.text is None,
                sides,
                reply.nearest[place] if reply.nearest else (),
                _same(able[0][1], able[1][1], place) if len(able) == 2 else None,
            )
        )
    return shown[::-1]


def _side(name: str, tried: Tried, place: int) -> Side:
    turn = tried.turns[place]
    return Side(name, turn.read, [_spoken(one, turn.answers[one]) for one in CHANNELS])


def _spoken(channel: Channel, answer: Sequence[Worded] | None) -> Spoken:
    if answer is None:
        return Spoken(NAMES[channel], None, [])
    choices = [choice for one in answer for choice in one.choices]
    return Spoken(NAMES[channel], [drawn(channel, one) for one in answer], choices)


def _same(one: Tried, other: Tried, place: int) -> bool:
    """If both understood the same, with or without the same confidence, and answer alike."""
    mine, theirs = one.turns[place], other.turns[place]
    return mine.answers == theirs.answers and _intent(mine.read) == _intent(theirs.read)


def _intent(read: Read | None) -> tuple[str | None, bool]:
    return (read.ranking[0][0] if read and read.ranking else None, bool(read and read.sure))
