"""Writes docs/conversations.md: the situations of docs/conversations.yml, played for real.

`python -m assistant.transcripts` plays them with the live model, the whole way of a
message. A test fails when the
document no longer says what the assistant answers.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pydantic
import structlog
from ruamel.yaml import YAML

from assistant.conversation import Conversation
from bot.content.catalogue import Channel
from bot.content.shelf import Shelf
from bot.content.sources import PROJECT
from bot.engine.agent import AssistantAgent
from bot.engine.loading import open_best
from connectors.contract.schema import Message

SITUATIONS = PROJECT / "docs" / "conversations.yml"
DOCUMENT = PROJECT / "docs" / "conversations.md"
CHANNEL_NAMES: dict[Channel, str] = {"web": "Sur le site", "app": "Dans l'appli"}
OPENING = """# Conversations

{count} situations, et ce que l'assistant répond. Ce document est produit par la commande
`python -m assistant.transcripts`, à partir de `docs/conversations.yml` : ne le modifiez pas à la
main.
"""


class Choice(pydantic.BaseModel):
    """A choice that the person picks, by its title."""

    choice: str


class Situation(pydantic.BaseModel):
    """One person, one channel, and what they type or pick, in order."""

    title: str
    context: str
    channel: Channel
    messages: list[Choice | str]

    class Config:
        extra = pydantic.Extra.forbid


def situations(path: Path = SITUATIONS) -> list[Situation]:
    """The situations of the file.

    Raises:
        pydantic.ValidationError: when one is malformed.
    """
    return pydantic.parse_obj_as(list[Situation], YAML(typ="safe").load(path))


async def document(agent: AssistantAgent, played: list[Situation]) -> str:
    """The whole document, each situation played from its beginning."""
    parts = [OPENING.format(count=len(played))]
    for number, situation in enumerate(played, start=1):
        parts.append(f"## {number}. {situation.title}\n")
        parts.append(f"*{CHANNEL_NAMES[situation.channel]}. {situation.context}*\n")
        conversation = Conversation(agent, situation.channel, f"situation-{number}")
        for said in situation.messages:
            parts += [paragraph + "\n" for paragraph in await _turn(conversation, said)]
    return "\n".join(parts)


async def _turn(conversation: Conversation, said: Choice | str) -> list[str]:
    if isinstance(said, Choice):
        reply = await conversation.choose(said.choice)
        shown = f"> **La personne choisit :** « {said.choice} »"
    else:
        reply = await conversation.say(said)
        shown = f"> **La personne :** {said}"
    paragraphs = [shown]
    for message in reply:
        paragraphs += _paragraphs(message)
    choices = " · ".join(f"« {choice.label} »" for choice in conversation.choices)
    return [*paragraphs, f"Choix : {choices}"] if choices else paragraphs


def _paragraphs(message: Message) -> Iterator[str]:
    lines = message.text.splitlines()
    yield "**Assistant :** " + "  \n".join(lines)
    for place in message.places or ():
        yield "→ " + " > ".join([*place.path, *(place.steps or ())])
    links = [
        f"[{link.label}]({link.href}) ({urlsplit(link.href).hostname or link.kind})"
        for link in message.links or ()
    ]
    if links:
        yield "Liens : " + " · ".join(links)


def main() -> None:
    """Rewrite the document with the live model."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    agent, _ = open_best(Shelf())
    text = asyncio.run(document(agent, situations()))
    DOCUMENT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
