"""« Et sur l'appli ? »: the same destination on the other channel."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.pointing import envelope, pointers
from bot.actions.turn import channel_of, choices, entity_of, remember
from bot.catalogue import Channel, catalogue, other_channel


class ActionChangeChannel(Action):
    """Give the last answer's way on the channel asked for, or on the other one."""

    def name(self) -> str:
        return "action_change_channel"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        rows = catalogue()
        name: str | None = tracker.get_slot("last_intent")
        destinations: list[str] = tracker.get_slot("last_destinations") or []
        if name is None or not destinations:
            dispatcher.utter_message(
                response="answer_no_context", buttons=choices(rows, ["demander_aide"])
            )
            return []
        said = entity_of(tracker, "canal")
        shown: Channel = tracker.get_slot("last_channel") or channel_of(tracker)
        asked: Channel = (
            "app" if said == "app" else "web" if said == "web" else other_channel(shown)
        )
        found = pointers(rows, destinations, asked)
        documented = found[0].channel == asked
        dispatcher.utter_message(
            response=f"answer_on_{asked}" if documented else f"answer_place_not_documented_{asked}",
            json_message=envelope(rows, name, found),
            buttons=choices(rows, ["ne_trouve_pas"]),
            label=found[0].label,
        )
        return remember(misses=0, last_channel=found[0].channel)
