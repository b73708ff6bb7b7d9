"""Offer the likeliest intents when none is sure."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import missed, offer, remember
from bot.catalogue import catalogue
from bot.clarification import candidates

SUGGESTIONS = 3


class ActionSuggest(Action):
    """Show the titles of the likeliest intents, and a way to say that it is none of them."""

    def name(self) -> str:
        return "action_suggest"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        rows = catalogue()
        likely = candidates(tracker.latest_message, rows)
        offered = likely[:SUGGESTIONS]
        dispatcher.utter_message(response="answer_suggest", buttons=offer(rows, offered))
        return remember(offered=offered, candidates=likely, misses=missed(tracker) + 1)


class ActionDeny(Action):
    """« Non, pas ça »: offer the next likeliest intents, else hand over to the Caf."""

    def name(self) -> str:
        return "action_deny"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        rows = catalogue()
        refused = set(tracker.get_slot("offered") or [])
        left = [name for name in tracker.get_slot("candidates") or [] if name not in refused]
        offered = left[:SUGGESTIONS]
        if missed(tracker) or not offered:
            return [FollowupAction("action_hand_over")]
        dispatcher.utter_message(response="answer_suggest_again", buttons=offer(rows, offered))
        return remember(offered=offered, candidates=left, misses=missed(tracker) + 1)
