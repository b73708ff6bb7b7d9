"""Ask which of several things an ambiguous word means."""

from __future__ import annotations

from rasa_sdk.events import EventType

from bot.actions.base import ContentAction
from bot.actions.turn import Turn, offer, remember


class ActionClarify(ContentAction):
    """Ask the catalogue's question for the word, with its choices as buttons."""

    def name(self) -> str:
        return "action_clarify"

    def answer(self, turn: Turn) -> list[EventType]:
        question = turn.question()
        if question is None:
            raise ValueError("action_clarify needs an ambiguous message")
        clarification = turn.catalogue.clarifications[question]
        offered = list(clarification.intents)
        turn.say(clarification.answer, choices=offer(offered))
        return remember(offered=offered, candidates=turn.candidates())
