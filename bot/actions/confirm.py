"""« Oui »: which of the things that were offered?"""

from __future__ import annotations

from rasa_sdk.events import EventType

from bot.actions.base import ContentAction
from bot.actions.turn import Turn, offer


class ActionConfirm(ContentAction):
    """Show again what was offered, or ask what the person is looking for."""

    def name(self) -> str:
        return "action_confirm"

    def answer(self, turn: Turn) -> list[EventType]:
        offered = turn.remembered("offered")
        if offered:
            turn.say("answer_confirm_which", choices=offer(offered))
        else:
            turn.say("answer_confirm_nothing", choices=[turn.role("help")])
        return []
