"""« Oui »: what the person agrees to depends on what was just offered."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import choices, offer
from bot.catalogue import catalogue


class ActionConfirm(Action):
    """Show again what was offered, or ask what the person is looking for."""

    def name(self) -> str:
        return "action_confirm"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        rows = catalogue()
        offered = tracker.get_slot("offered") or []
        if offered:
            dispatcher.utter_message(
                response="answer_confirm_which",
                buttons=offer(rows, offered),
            )
        else:
            dispatcher.utter_message(
                response="answer_confirm_nothing", buttons=choices(rows, ["demander_aide"])
            )
        return []
