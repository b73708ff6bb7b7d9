"""Answer an intent: what to know, where to go, what may come next."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.pointing import envelope, pointers, say, subject_of
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

        response = f"answer_{name}"
        destinations = intent.destinations
        words: dict[str, str] = {}
        if subject:
            response = subject.answer or f"{response}_with_subject"
            words = {"subject": subject.label}
            if subject.destinations is not None:
                destinations = subject.destinations
        way = envelope(rows, name, pointers(rows, destinations, channel), subject)
        say(dispatcher, response, way, channel, choices(rows, intent.follow_ups), **words)
        others = [other for other in candidates(tracker.latest_message, rows) if other != name]
        return remember(
            last_intent=name,
            last_channel=way["channel"] or channel,
            last_destinations=list(destinations),
            misses=0,
            offered=[],
            candidates=others,
        )
