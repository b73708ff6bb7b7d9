"""A conversation in the terminal: what is understood, answered, and offered."""

from __future__ import annotations

import asyncio
import logging
import re

import structlog
import typer

from assistant.conversation import Conversation
from bot.content.catalogue import FALLBACK, Channel
from bot.content.source import Source
from bot.engine.agent import AssistantAgent
from bot.engine.loading import open_best
from bot.engine.turns import TurnOutcome
from connectors.contract.errors import Unavailable
from connectors.contract.schema import Message

SHOWN = 3
_WHY = {
    "empty": "aucune réponse n'a été trouvée",
    "no_model": "aucun modèle n'est chargé",
    "timeout": "la réponse a pris trop de temps",
}


class Terminal:
    """One conversation with one model, kept in memory."""

    def __init__(self, agent: AssistantAgent, channel: Channel) -> None:
        self._conversation = Conversation(agent, channel, "terminal")

    async def say(self, text: str) -> None:
        """Play one turn; a number picks the choice of that number."""
        choices = self._conversation.choices
        try:
            if text.isdecimal() and 0 < int(text) <= len(choices):
                await self._conversation.choose(choices[int(text) - 1].label)
            else:
                await self._conversation.say(text)
        except Unavailable as error:
            why = _WHY.get(error.cause or "", "une erreur est survenue")
            inside = f" ({type(error.__cause__).__name__})" if error.__cause__ else ""
            typer.secho(f"  Ce tour a échoué : {why}{inside}", fg="red")
            return
        heard = self._conversation.heard
        if heard is not None:
            typer.secho(f"  {understood(heard.outcome)}", fg="bright_black")
            if heard.redacted:
                typer.secho(f"  masqué : {', '.join(heard.redacted)}", fg="yellow")
        number = 0
        for message in self._conversation.shown:
            number = _show(message, number)


def _show(message: Message, number: int) -> int:
    """Print a message, its choices numbered after `number`; the last number."""
    typer.echo(re.sub(r"\*\*(.+?)\*\*", r"\1", message.text))
    for place in message.places or ():
        typer.secho("  → " + " > ".join([*place.path, *(place.steps or ())]), fg="green")
    for link in message.links or ():
        typer.secho(f"  {link.label} : {link.href}", fg="blue")
    for number, choice in enumerate(message.choices or (), start=number + 1):  # noqa: B020
        typer.echo(f"  [{number}] {choice.label}")
    return number


def understood(outcome: TurnOutcome) -> str:
    """The intent of the latest message and its confidence, with the runners-up."""
    latest = outcome.tracker.latest_message if outcome.tracker else None
    parsed = latest.parse_data if latest else {}
    ranking = parsed.get("intent_ranking") or [parsed.get("intent") or {}]
    likely = ", ".join(
        f"{entry['name']} {entry['confidence']:.0%}"
        for entry in ranking
        if entry.get("name") not in (None, FALLBACK) and entry["confidence"] >= 0.01
    ).split(", ")[:SHOWN]
    if outcome.understood is not None and outcome.understood.validated:
        return f"phrase validée : {outcome.understood.intent}"
    unsure = outcome.understood is not None and outcome.understood.intent == FALLBACK
    return ("je ne suis pas sûr : " if unsure else "") + ", ".join(likely)


def answer_once(source: Source, channel: Channel, text: str) -> None:
    """Load the model, play one turn, show everything."""
    asyncio.run(Terminal(_agent(source), channel).say(text))


def converse(source: Source, channel: Channel) -> None:
    """Talk until the person stops (Ctrl-D, Ctrl-C or « fin »)."""
    terminal = Terminal(_agent(source), channel)
    typer.echo("Écrivez votre demande, ou le numéro d'un choix. « fin » pour arrêter.")
    asyncio.run(_loop(terminal))


def _agent(source: Source) -> AssistantAgent:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    agent, refused = open_best(source)
    for refusal in refused:
        typer.secho(str(refusal), fg="yellow", err=True)
    return agent


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
