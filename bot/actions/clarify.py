"""Ask which of several things an ambiguous word means."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import offer, remember
from bot.catalogue import catalogue
from bot.clarification import candidates, clarification_for


class ActionClarify(Action):
    """Ask the catalogue's question for the word, with its choices as buttons."""

    def name(self) -> str:
        return "action_clarify"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        rows = catalogue()
        clarification = clarification_for(tracker.latest_message, rows)
        if clarification is None:
            raise ValueError("action_clarify needs an ambiguous message")
        offered = list(clarification.intents)
        dispatcher.utter_message(response=clarification.answer, buttons=offer(rows, offered))
        return remember(offered=offered, candidates=candidates(tracker.latest_message, rows))
