"""Offer the likeliest intents when none is sure."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction

from bot.actions.base import ContentAction
from bot.actions.turn import Turn, offer, remember

SUGGESTIONS = 3


class ActionSuggest(ContentAction):
    """Show the titles of the likeliest intents, and a way to say that it is none of them."""

    def name(self) -> str:
        return "action_suggest"

    def answer(self, turn: Turn) -> list[EventType]:
        likely = turn.candidates()
        offered = likely[:SUGGESTIONS]
        turn.say("answer_suggest", choices=offer(offered))
        return remember(offered=offered, candidates=likely, misses=turn.missed + 1)


class ActionDeny(ContentAction):
    """« Non, pas ça »: offer the next likeliest intents, else hand over to the Caf."""

    def name(self) -> str:
        return "action_deny"

    def answer(self, turn: Turn) -> list[EventType]:
        refused = set(turn.remembered("offered") or [])
        left = [name for name in turn.remembered("candidates") or [] if name not in refused]
        offered = left[:SUGGESTIONS]
        if turn.missed or not offered:
            return [FollowupAction("action_hand_over")]
        turn.say("answer_suggest_again", choices=offer(offered))
        return remember(offered=offered, candidates=left, misses=turn.missed + 1)
