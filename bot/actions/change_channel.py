"""« Et sur l'appli ? »: the same destination on the other channel."""

from __future__ import annotations

from rasa_sdk.events import EventType

from bot.actions.base import ContentAction
from bot.actions.turn import Turn, remember
from bot.content.catalogue import Channel, other_channel


class ActionChangeChannel(ContentAction):
    """Give the last answer's way on the channel asked for, or on the other one."""

    def name(self) -> str:
        return "action_change_channel"

    def answer(self, turn: Turn) -> list[EventType]:
        name: str | None = turn.remembered("last_intent")
        destinations: list[str] = turn.remembered("last_destinations") or []
        if name is None or not destinations:
            turn.say("answer_no_context", choices=[turn.role("help")])
            return []
        said = turn.entity("canal")
        shown: Channel = turn.remembered("last_channel") or turn.channel
        asked: Channel = (
            "app" if said == "app" else "web" if said == "web" else other_channel(shown)
        )
        found = turn.pointers(destinations, asked)[0]
        turn.say(
            f"answer_on_{asked}"
            if found.channel == asked
            else f"answer_place_not_documented_{asked}",
            intent=name,
            destinations=destinations,
            channel=asked,
            choices=[turn.role("cannot_find")],
        )
        return remember(misses=0, last_channel=found.channel)
