"""Rasa's events from what is stored of them, or what an action returned."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from rasa.shared.core.events import Event


def event_of(row: Mapping[str, Any]) -> Event:
    """The event that a row tells.

    Raises:
        ValueError: Rasa knows no such event.
    """
    return _class(row["event"])._from_parameters(row)


@cache
def _class(type_name: str) -> type[Event]:
    """Rasa's class of an event; Rasa itself walks every subclass for each event."""
    found = Event.resolve_by_type(type_name)
    if found is None:
        raise ValueError(f"Rasa no longer knows the event {type_name}")
    return found
