"""What every action needs to know of the turn: channel, ranking, memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from bot.catalogue import Catalogue, Channel


def channel_of(tracker: Tracker) -> Channel:
    """The channel the person writes from; any other than the app shows web answers."""
    return "app" if tracker.get_latest_input_channel() == "app" else "web"


def intent_of(tracker: Tracker) -> str:
    """The intent of the latest message."""
    return tracker.latest_message["intent"]["name"]


def entity_of(tracker: Tracker, kind: str) -> str | None:
    """The first value of an entity in the latest message, or None."""
    return next(tracker.get_latest_entity_values(kind), None)


def choices(catalogue: Catalogue, intents: Sequence[str]) -> list[dict[str, str]]:
    """Buttons in Rasa's form for these intents, titled as the catalogue says."""
    return [{"title": catalogue.intents[name].title, "payload": f"/{name}"} for name in intents]


def offer(catalogue: Catalogue, intents: Sequence[str]) -> list[dict[str, str]]:
    """The same, and a last button to say that it is none of them."""
    none_of_them = {"title": catalogue.intents["nlu_fallback"].title, "payload": "/refuser"}
    return [*choices(catalogue, intents), none_of_them]


def remember(**slots: Any) -> list[EventType]:
    """Events that set these slots."""
    return [SlotSet(name, value) for name, value in slots.items()]


def missed(tracker: Tracker) -> int:
    """How many times in a row the person was not helped before this turn."""
    return int(tracker.get_slot("misses") or 0)
