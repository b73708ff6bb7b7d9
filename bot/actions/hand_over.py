"""Ways out when the assistant does not help: people at the Caf, the list of topics."""

from __future__ import annotations

from rasa_sdk.events import EventType

from bot.actions.base import ContentAction
from bot.actions.turn import Turn, remember


class ActionHandOver(ContentAction):
    """After a second miss: how to reach the Caf, and every topic as a button."""

    def name(self) -> str:
        return "action_hand_over"

    def answer(self, turn: Turn) -> list[EventType]:
        contact = turn.role("contact")
        turn.point(
            "answer_hand_over",
            intent=contact,
            destinations=turn.catalogue.intents[contact].destinations,
            choices=turn.catalogue.topics,
        )
        return remember(misses=0, offered=[], candidates=[])


class ActionListTopics(ContentAction):
    """Show what the assistant can help to find."""

    def name(self) -> str:
        return "action_list_topics"

    def answer(self, turn: Turn) -> list[EventType]:
        turn.say("answer_list_topics", choices=turn.catalogue.topics)
        return remember(misses=0, offered=[], candidates=[])
