"""Distress: the numbers that save, first and alone."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import remember


class ActionUrgentHelp(Action):
    """Give the emergency numbers, and ask that nothing of this turn be kept."""

    def name(self) -> str:
        return "action_urgent_help"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        dispatcher.utter_message(
            response="answer_urgence_sociale", json_message={"sensitive": True}
        )
        return remember(
            last_intent=None,
            last_channel=None,
            last_destinations=[],
            misses=0,
            offered=[],
            candidates=[],
        )
