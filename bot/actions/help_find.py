"""« Je ne trouve pas la rubrique »: the last answer's way, step by step."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.hand_over import CONTACT
from bot.actions.pointing import envelope, pointers
from bot.actions.turn import channel_of, choices, missed, remember
from bot.catalogue import catalogue


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
        if name is None or not rows.intents[name].destinations or missed(tracker):
            found = pointers(rows, rows.intents[CONTACT], channel)
            dispatcher.utter_message(
                response="answer_help_find_contact",
                json_message=envelope(rows, CONTACT, found),
                buttons=choices(rows, ["demander_aide"]),
            )
            return remember(misses=0)
        found = pointers(rows, rows.intents[name], channel)
        destination = rows.destinations[found[0].destination]
        dispatcher.utter_message(
            response="answer_help_find",
            json_message=envelope(rows, name, found),
            buttons=[] if destination.hint else _ways_out(rows),
            label=found[0].label,
            steps=" > ".join(found[0].place.path),
        )
        if destination.hint:
            dispatcher.utter_message(response=destination.hint, buttons=_ways_out(rows))
        return remember(misses=missed(tracker) + 1)


def _ways_out(rows: Any) -> list[dict[str, str]]:
    return choices(rows, ["preciser_canal", CONTACT])
