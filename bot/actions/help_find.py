"""« Je ne trouve pas la rubrique »: the last answer's way, step by step."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.hand_over import CONTACT
from bot.actions.pointing import envelope, pointers, say
from bot.actions.turn import channel_of, choices, missed, remember
from bot.catalogue import Channel, catalogue


class ActionHelpFind(Action):
    """Explain the way again, then what may hide the section; the second time, people."""

    def name(self) -> str:
        return "action_help_find"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        rows = catalogue()
        channel = channel_of(tracker)
        name: str | None = tracker.get_slot("last_intent")
        destinations: list[str] = tracker.get_slot("last_destinations") or []
        if name is None or not destinations or missed(tracker):
            contact = rows.intents[CONTACT].destinations
            way = envelope(rows, CONTACT, pointers(rows, contact, channel))
            back = choices(rows, ["demander_aide"])
            say(dispatcher, "answer_help_find_contact", way, channel, back)
            return remember(misses=0)
        shown: Channel = tracker.get_slot("last_channel") or channel
        found = pointers(rows, destinations, shown)
        hint = rows.destinations[found[0].destination].hint
        if hint:
            dispatcher.utter_message(response=f"{hint}_{found[0].channel}")
        dispatcher.utter_message(
            response=f"answer_help_find_{found[0].channel}",
            json_message=envelope(rows, name, found),
            buttons=choices(rows, ["preciser_canal", CONTACT]),
            label=found[0].label,
            steps=" > ".join(found[0].place.path),
        )
        return remember(misses=1)
