"""Trying a conversation: what the live archive and a draft make of it, side by side."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import structlog
from sanic.response import HTTPResponse

from bot.content.catalogue import CHANNELS, Channel
from bot.content.shelf import SUFFIX
from bot.content.wording import ARROW
from workbench.errors import Refused
from workbench.models.nearest import Near
from workbench.models.tried import Answer, Read, Reply, Step, Tried
from workbench.models.trying import NotTried, StillLoading
from workbench.models.way import Choice, Message
from workbench.pages.cards import Titles
from workbench.pages.deciding import MASK
from workbench.pages.doors import Doors, Visit
from workbench.pages.forms import FRESH, Form, refused_form
from workbench.pages.preview import NAMES, Preview, Way
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench

# As in a server.
LONGEST = 1000
MOST_STEPS = 20
LIVE, DRAFT = "en service", "brouillon"
# How a form names a step: a text, with what it left open of a number, or a choice's intent.
_STEP = re.compile(r"(?P<kind>[tc])(?P<begun>(?:\d{1,2}[a-z]+,)*):(?P<said>.+)", re.DOTALL)
_BEGUN = re.compile(r"(\d+)([a-z]+)")
_FAILED = "L'essai n'a pas abouti."
_LOADING = "Les modèles se chargent encore. Réessayez dans un instant."
_EMPTY = "Écrivez un message, ou choisissez une proposition de l'assistant."
_FULL = f"Un essai compte {MOST_STEPS} messages au plus. Recommencez."

log = structlog.get_logger(__name__)


class Spoken(NamedTuple):
    """What is answered on a channel: the messages, and what can be pressed; None if nothing.

    `stopped` says that the guard held an answer back.
    """

    channel: str
    messages: list[Preview] | None
    choices: list[Choice]
    stopped: bool


class Side(NamedTuple):
    """What one archive made of a step."""

    name: str
    read: Read | None
    spoken: list[Spoken]


class Shown(NamedTuple):
    """A step: what the person did, what each archive made of it, what is like it.

    `said` is without personal numbers; `masked` says that it has a mask in the place of one.
    """

    number: int
    said: str
    pressed: bool
    masked: bool
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
                steps = _masked(steps, reply)
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
    found = _STEP.fullmatch(spelled)
    if found is None:
        return None
    said = found["said"][:LONGEST]
    if found["kind"] == "c":
        return Step(None, said)
    begun = [(int(missing), kind) for missing, kind in _BEGUN.findall(found["begun"])]
    return Step(said, begun=tuple(begun))


def _spelled(step: Step) -> str:
    if step.text is None:
        return f"c:{step.choice}"
    return f"t{''.join(f'{missing}{kind},' for missing, kind in step.begun)}:{step.text}"


def _masked(steps: Sequence[Step], reply: Reply) -> Sequence[Step]:
    """The steps as the assistant heard them: no number goes back into the page."""
    turns = next((one.turns for one in reply.tried if one.refusal is None), None)
    if turns is None:
        return steps
    return [
        Step(turn.said, begun=tuple(turn.begun.items())) if turn.said else step
        for step, turn in zip(steps, turns, strict=True)
    ]


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
                MASK in (step.text or ""),
                sides,
                reply.nearest[place] if reply.nearest else (),
                _same(able[0][1], able[1][1], place) if len(able) == 2 else None,
            )
        )
    return shown[::-1]


def _side(name: str, tried: Tried, place: int) -> Side:
    turn = tried.turns[place]
    return Side(name, turn.read, [_spoken(one, turn.answers[one]) for one in CHANNELS])


def _spoken(channel: Channel, answer: Answer | None) -> Spoken:
    if answer is None:
        return Spoken(NAMES[channel], None, [], False)
    choices = [choice for one in answer.messages for choice in one.choices]
    messages = [_drawn(channel, one) for one in answer.messages]
    return Spoken(NAMES[channel], messages, choices, answer.stopped)


def _drawn(channel: Channel, said: Message) -> Preview:
    ways = [Way(ARROW.join(one.path), one.steps) for one in said.places]
    return Preview(NAMES[channel], said.text.split("**"), ways, said.links)


def _same(one: Tried, other: Tried, place: int) -> bool:
    """If both understood the same, with or without the same confidence, and answer alike."""
    mine, theirs = one.turns[place], other.turns[place]
    return mine.answers == theirs.answers and _intent(mine.read) == _intent(theirs.read)


def _intent(read: Read | None) -> tuple[str | None, bool]:
    return (read.ranking[0][0] if read and read.ranking else None, bool(read and read.sure))
