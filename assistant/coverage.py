"""Writes docs/coverage.md: every line of both leaflets, asked on both channels.

`python -m assistant.coverage` plays the questions of tests/conversations/leaflets.yml with
the live model, the whole way of a message. A test fails when one is not answered as it
must be, or when the document no longer says what the assistant answers.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pydantic
import structlog
from ruamel.yaml import YAML

from assistant.conversation import Conversation
from bot.content.catalogue import Channel
from bot.content.shelf import Shelf
from bot.content.sources import PROJECT
from bot.content.typography import typeset
from bot.content.wording import ARROW
from bot.engine.agent import AssistantAgent
from bot.engine.loading import open_best

LINES = PROJECT / "tests" / "conversations" / "leaflets.yml"
DOCUMENT = PROJECT / "docs" / "coverage.md"
LEAFLETS: dict[Channel, str] = {
    "web": "Utiliser Mon Compte",
    "app": "Découvrir l'appli mobile Caf - Mon Compte",
}
OPENING = """# Les deux dépliants, ligne par ligne

{count} lignes des dépliants de la Caf, une question pour chacune, et le chemin que donne
l'assistant sur le site et dans l'appli. Ce document est produit par la commande
`python -m assistant.coverage`, à partir de `tests/conversations/leaflets.yml` : ne le modifiez pas
à la main.

« Par le site », « par l'appli » : l'assistant dit en une phrase que cela ne se fait que là.
"""
ONLY: dict[str, str] = {
    "channel_only_web": "par le site",
    "channel_also_web": "par le site",
    "channel_only_app": "par l'appli",
    "channel_also_app": "par l'appli",
}


class _Strict(pydantic.BaseModel):
    class Config:
        extra = pydantic.Extra.forbid
        frozen = True


class Expected(_Strict):
    """What must come: one of these intents, one of these first destinations, these words.

    With `only`, the answer says that the way is on the other channel; without, it must not.
    """

    intent: tuple[str, ...] = ()
    destination: tuple[str, ...] = ()
    says: str = ""
    only: bool = False

    @pydantic.validator("intent", "destination", pre=True)
    def _one_or_more(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @pydantic.root_validator(skip_on_failure=True)
    def _expects_something(cls, values: dict[str, object]) -> dict[str, object]:
        if not (values["intent"] or values["destination"] or values["says"]):
            raise ValueError("a line says what must come")
        return values


class Line(_Strict):
    """A line of a leaflet, and what a person asks about it."""

    leaflet: Channel
    part: str
    line: str
    say: str
    web: Expected
    app: Expected

    def expected(self, channel: Channel) -> Expected:
        """What must come on `channel`."""
        return self.web if channel == "web" else self.app


class Answered(NamedTuple):
    """What came: intents, first destination, responses, the words shown and the first way."""

    intents: tuple[str, ...]
    destination: str | None
    responses: tuple[str, ...]
    text: str
    way: str


class Asked(NamedTuple):
    """A line, and what came on each channel."""

    line: Line
    web: Answered
    app: Answered

    def on(self, channel: Channel) -> Answered:
        """What came on `channel`."""
        return self.web if channel == "web" else self.app


def lines(path: Path = LINES) -> list[Line]:
    """The lines of the file.

    Raises:
        pydantic.ValidationError: one is malformed.
    """
    return pydantic.parse_obj_as(list[Line], YAML(typ="safe").load(path))


async def ask(agent: AssistantAgent, asked: Sequence[Line]) -> list[Asked]:
    """Ask each question on both channels, each in a conversation of its own."""
    return [
        Asked(line, await _answer(agent, line.say, "web"), await _answer(agent, line.say, "app"))
        for line in asked
    ]


async def _answer(agent: AssistantAgent, say: str, channel: Channel) -> Answered:
    conversation = Conversation(agent, channel, f"coverage-{channel}")
    shown = await conversation.say(say)
    assert conversation.heard is not None
    named = [message.get("custom") or {} for message in conversation.heard.outcome.messages]
    places = [place for message in shown for place in message.places or ()]
    return Answered(
        intents=tuple(one["intent"] for one in named if "intent" in one),
        destination=next((one["destinations"][0] for one in named if "destinations" in one), None),
        responses=tuple(conversation.responses),
        text="\n".join(message.text for message in shown),
        way=ARROW.join([*places[0].path, *(places[0].steps or ())]) if places else "",
    )


def missed(expected: Expected, came: Answered) -> Iterator[str]:
    """What does not hold of an answer."""
    if expected.intent and not {*expected.intent} & {*came.intents}:
        yield f"intent {expected.intent}: {came.intents} {came.responses}"
    if expected.destination and came.destination not in expected.destination:
        yield f"destination {expected.destination}: {came.destination}"
    if typeset(expected.says) not in came.text:
        yield f"« {expected.says} » is not said: {came.text}"
    if expected.only is not any(response in ONLY for response in came.responses):
        yield f"only on the other channel is {expected.only}: {came.responses}"


def document(asked: Iterable[Asked]) -> str:
    """The whole document."""
    rows = list(asked)
    parts = [OPENING.format(count=len(rows))]
    for leaflet, title in LEAFLETS.items():
        parts.append(f"## {title}\n")
        parts.append("| Ligne du dépliant | Question | Sur le site | Dans l'appli |")
        parts.append("|---|---|---|---|")
        parts += [
            f"| **{row.line.part}** {_cell(row.line.line)} | {_cell(row.line.say)} "
            f"| {_way(row.web)} | {_way(row.app)} |"
            for row in rows
            if row.line.leaflet == leaflet
        ]
        parts.append("")
    return "\n".join(parts)


def _way(came: Answered) -> str:
    """The way in a cell; an answer that leads nowhere is shown itself."""
    only = [ONLY[response] for response in came.responses if response in ONLY]
    shown = _cell(came.way or f"« {came.text} »")
    return f"*{only[0]}* : {shown}" if only else shown


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def main() -> None:
    """Rewrite the document with the live model."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    agent, _ = open_best(Shelf())
    DOCUMENT.write_text(document(asyncio.run(ask(agent, lines()))), encoding="utf-8")


if __name__ == "__main__":
    main()
