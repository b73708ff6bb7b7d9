"""A conversation in the terminal: what is understood, answered, and offered."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import structlog
import typer
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.conversation import Screen
from bot.catalogue import Channel
from bot.engine.agent import AssistantAgent

SENDER = "terminal"


class Terminal:
    """One conversation with one model, kept in memory."""

    def __init__(self, model: Path, channel: Channel) -> None:
        _quiet()
        self._channel = channel
        self._agent = AssistantAgent()
        self._agent.open_model(model)
        self._payloads: list[str] = []

    async def say(self, text: str) -> None:
        """Play one turn; a number picks the choice of that number."""
        command = self._choice(text) or text.lstrip("/ ")
        screen = Screen(self._channel)
        await self._agent.handle_message(
            UserMessage(command, screen, SENDER, input_channel=self._channel)
        )
        tracker = await self._agent.tracker_store.retrieve(SENDER)
        if tracker:
            typer.secho(understood(tracker), fg="bright_black")
        self._payloads = []
        for message in screen.messages:
            self._show(message)

    def _choice(self, text: str) -> str | None:
        if text.isdecimal() and 0 < int(text) <= len(self._payloads):
            return self._payloads[int(text) - 1]
        return None

    def _show(self, message: dict[str, Any]) -> None:
        custom = message.get("custom") or {}
        if message.get("text"):
            typer.echo(re.sub(r"\*\*(.+?)\*\*", r"\1", message["text"]))
        if custom.get("path"):
            typer.secho("  → " + " > ".join(custom["path"]), fg="green")
        for link in custom.get("links", ()):
            typer.secho(f"  {link['label']} : {link['href']}", fg="blue")
        for button in message.get("buttons") or ():
            self._payloads.append(button["payload"])
            typer.echo(f"  [{len(self._payloads)}] {button['title']}")


def understood(tracker: DialogueStateTracker) -> str:
    """The intent of the latest message and its confidence, with the runners-up."""
    parsed = tracker.latest_message.parse_data if tracker.latest_message else {}
    ranking = parsed.get("intent_ranking") or [parsed["intent"]]
    return "  " + ", ".join(
        f"{entry['name']} {entry['confidence']:.0%}"
        for entry in ranking[:3]
        if entry["confidence"] >= 0.01
    )


def answer_once(model: Path, channel: Channel, text: str) -> None:
    """Load the model, play one turn, show everything."""
    terminal = Terminal(model, channel)
    asyncio.run(terminal.say(text))


def converse(model: Path, channel: Channel) -> None:
    """Talk until the person stops (Ctrl-D, Ctrl-C or « fin »)."""
    terminal = Terminal(model, channel)
    typer.echo("Écrivez votre demande, ou le numéro d'un choix. « fin » pour arrêter.")
    asyncio.run(_loop(terminal))


async def _loop(terminal: Terminal) -> None:
    while True:
        try:
            text = input("\n> ").strip()
        except (EOFError, KeyboardInterrupt):
            typer.echo("")
            return
        if text == "fin":
            return
        if text:
            await terminal.say(text)


def _quiet() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
