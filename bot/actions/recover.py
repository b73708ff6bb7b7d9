"""Decide what to do with a message that was not understood."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import clarification_for, missed
from bot.catalogue import catalogue


class ActionRecover(Action):
    """Ask which one, else suggest, else after a second miss hand over to the Caf."""

    def name(self) -> str:
        return "action_recover"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        if clarification_for(tracker, catalogue()):
            return [FollowupAction("action_clarify")]
        if missed(tracker):
            return [FollowupAction("action_hand_over")]
        return [FollowupAction("action_suggest")]
