"""Distress: the numbers that save, first and alone."""

from __future__ import annotations

from rasa_sdk.events import EventType

from bot.actions.base import ContentAction
from bot.actions.orient import own_links
from bot.actions.turn import Turn, remember


class ActionUrgentHelp(ContentAction):
    """Give the emergency numbers, and ask that nothing of this turn be kept."""

    def name(self) -> str:
        return "action_urgent_help"

    def answer(self, turn: Turn) -> list[EventType]:
        name = turn.intent
        intent = turn.catalogue.intents[name]
        said = turn.subject(intent.subject)
        subject = turn.catalogue.subject(*said) if said else None
        turn.say(
            (subject and subject.answer) or f"answer_{name}",
            links=own_links(intent, subject),
            sensitive=True,
            urgent=True,
        )
        return remember(
            last_intent=None,
            last_channel=None,
            last_destinations=[],
            misses=0,
            offered=[],
            candidates=[],
        )
