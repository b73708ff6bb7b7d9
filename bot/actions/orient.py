"""Answer an intent: what to know, where to go, what may come next."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.pointing import envelope, pointers, subject_of
from bot.actions.turn import channel_of, choices, entity_of, intent_of, remember
from bot.catalogue import catalogue
from bot.clarification import candidates


class ActionOrient(Action):
    """Say the intent's answer, with the way to its section on the person's channel."""

    def name(self) -> str:
        return "action_orient"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        rows = catalogue()
        channel = channel_of(tracker)
        name = intent_of(tracker)
        intent = rows.intents[name]
        subject = subject_of(rows, intent, entity_of(tracker, intent.subject or ""))
        found = pointers(rows, intent, channel)
        if subject and subject.link and intent.subject == "organisme":
            found = []

        response = f"answer_{name}"
        words: dict[str, str] = {}
        if subject:
            response = subject.answer or f"{response}_with_subject"
            words = {"subject": subject.label}
        shown = {
            "json_message": envelope(rows, name, found, subject),
            "buttons": choices(rows, list(intent.follow_ups)),
        }
        if found and found[0].channel != channel:
            dispatcher.utter_message(response=response, **words)
            dispatcher.utter_message(response=f"answer_place_not_documented_{channel}", **shown)
        else:
            dispatcher.utter_message(response=response, **words, **shown)
        return remember(
            last_intent=name,
            misses=0,
            offered=[],
            candidates=[
                other for other in candidates(tracker.latest_message, rows) if other != name
            ],
        )
