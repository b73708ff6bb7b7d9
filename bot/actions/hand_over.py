"""Ways out when the assistant does not help: people at the Caf, the list of topics."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.pointing import envelope, pointers, say
from bot.actions.turn import channel_of, choices, remember
from bot.catalogue import catalogue

CONTACT = "contacter_caf"


class ActionHandOver(Action):
    """After a second miss: how to reach the Caf, and every topic as a button."""

    def name(self) -> str:
        return "action_hand_over"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        rows = catalogue()
        channel = channel_of(tracker)
        way = envelope(rows, CONTACT, pointers(rows, rows.intents[CONTACT].destinations, channel))
        say(dispatcher, "answer_hand_over", way, channel, choices(rows, rows.topics))
        return remember(misses=0, offered=[], candidates=[])


class ActionListTopics(Action):
    """Show what the assistant can help to find."""

    def name(self) -> str:
        return "action_list_topics"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        rows = catalogue()
        dispatcher.utter_message(response="answer_list_topics", buttons=choices(rows, rows.topics))
        return remember(misses=0, offered=[], candidates=[])
