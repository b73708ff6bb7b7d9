"""Distress: the numbers that save, first and alone."""

from __future__ import annotations

from rasa_sdk.events import EventType

from bot.actions.base import ContentAction
from bot.actions.turn import Turn, remember


class ActionUrgentHelp(ContentAction):
    """Give the emergency numbers, and ask that nothing of this turn be kept."""

    def name(self) -> str:
        return "action_urgent_help"

    def answer(self, turn: Turn) -> list[EventType]:
        name = turn.intent
        turn.say(
            f"answer_{name}",
            links=turn.catalogue.intents[name].links,
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
