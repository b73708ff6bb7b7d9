"""What a later turn needs of a conversation, and Rasa's tracker made from it.

Rasa logs every step of a turn. Later turns read the slots and what was said; which actions
ran, and what they said, is not stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.actions.answer import MEMORY_SLOT
from bot.dialogue import Memory
from bot.engine.events import event_of

# How a turn went; slots are told by their values after it.
_STEPS = (
    ActionExecuted,
    ActionExecutionRejected,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    SessionStarted,
    SlotSet,
)
# What an earlier message may have meant, other than what it was taken for, nobody asks.
_UNDERSTOOD = ("intent", "entities")


class Mark:
    """Where a conversation stood before a turn."""

    def __init__(self, tracker: DialogueStateTracker) -> None:
        self._tracker = tracker
        self._events = len(tracker.events)
        self._slots = dict(tracker.current_slot_values())

    def since(self) -> list[dict[str, Any]]:
        """What has to be stored of what happened since: messages, then the changed slots."""
        new = islice(self._tracker.events, self._events, None)
        said = [_told(event) for event in new if not isinstance(event, _STEPS)]
        changed = [
            SlotSet(name, value).as_dict()
            for name, value in self._tracker.current_slot_values().items()
            if name not in self._slots or value != self._slots[name]
        ]
        return said + changed

    def shed(self) -> None:
        """Let go of what was before the turn: the slots tell it, and it is most of the memory."""
        for _ in range(self._events):
            self._tracker.events.popleft()
        self._events = 0


def tracker_from(
    conversation: str, stored: Sequence[dict[str, Any]], domain: Domain
) -> DialogueStateTracker:
    """The conversation as it is after these events, waiting for the next message."""
    if not stored:
        return DialogueStateTracker(conversation, domain.slots)
    events: list[Event] = [
        ActionExecuted(ACTION_SESSION_START_NAME),
        SessionStarted(),
        ActionExecuted(ACTION_LISTEN_NAME),
    ]
    events += map(event_of, stored)
    events.append(ActionExecuted(ACTION_LISTEN_NAME))
    return DialogueStateTracker.from_events(conversation, events, domain.slots)


def hard_moment(tracker: DialogueStateTracker) -> dict[str, Any]:
    """What alone is stored of a sensitive turn: the ids of what was answered, never a word.

    Later answers then stay about it, and nothing jars (docs/decisions/0015).
    """
    memory = Memory.load(tracker.get_slot(MEMORY_SLOT))
    kept = Memory(
        intent=memory.intent,
        subject=memory.subject,
        destinations=memory.destinations,
        channel=memory.channel,
        distress=memory.distress,
        need=memory.need,
        fallbacks=memory.fallbacks,
        said=memory.said,
        asked=memory.asked,
        written=memory.written,
        told=memory.told,
    )
    row: dict[str, Any] = SlotSet(MEMORY_SLOT, kept.dump()).as_dict()
    return row


def _told(event: Event) -> dict[str, Any]:
    row: dict[str, Any] = event.as_dict()
    if isinstance(event, UserUttered):
        parsed = row.get("parse_data") or {}
        row["parse_data"] = {name: parsed[name] for name in _UNDERSTOOD if name in parsed}
    return row
