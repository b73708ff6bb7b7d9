"""« Je ne trouve pas la rubrique »: the last answer's way, step by step."""

from __future__ import annotations

from rasa_sdk.events import EventType

from bot.actions.base import ContentAction
from bot.actions.turn import Turn, remember
from bot.content.catalogue import Channel


class ActionHelpFind(ContentAction):
    """Explain the way again, then what may hide the section; the second time, people."""

    def name(self) -> str:
        return "action_help_find"

    def answer(self, turn: Turn) -> list[EventType]:
        name: str | None = turn.remembered("last_intent")
        destinations: list[str] = turn.remembered("last_destinations") or []
        if name is None or not destinations or turn.missed:
            contact = turn.role("contact")
            turn.point(
                "answer_help_find_contact",
                intent=contact,
                destinations=turn.catalogue.intents[contact].destinations,
                choices=[turn.role("help")],
            )
            return remember(misses=0)
        shown: Channel = turn.remembered("last_channel") or turn.channel
        found = turn.pointers(destinations, shown)[0]
        hint = turn.catalogue.destinations[found.destination].hint
        if hint:
            turn.say(f"{hint}_{found.channel}")
        turn.say(
            f"answer_help_find_{found.channel}",
            intent=name,
            destinations=destinations,
            channel=shown,
            choices=[turn.role("other_channel"), turn.role("contact")],
        )
        return remember(misses=1)
