"""The seam to whoever serves the bot: one turn asked for, one turn played.

Playing writes nothing. The past comes in, and what is to be remembered goes out, so that
the caller can keep it with everything else of the turn, at once or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from rasa.core.channels.channel import OutputChannel
from rasa.shared.core.trackers import DialogueStateTracker

from bot.actions.answer import MEMORY_SLOT
from bot.content import Content
from bot.content.catalogue import Channel
from bot.dialogue import Memory, Reading

# How many readings of a message are told of.
LIKELIEST = 5

# An event of Rasa's, as its `as_dict` gives it.
Event = dict[str, Any]


@dataclass(frozen=True)
class Past:
    """What was before a turn: the stored events, or the tracker itself if it is at hand.

    The tracker becomes the turn's own: after a turn that failed it is spoilt.
    """

    events: Sequence[Event] = ()
    tracker: DialogueStateTracker | None = None


@dataclass(frozen=True)
class TurnRequest:
    """A message to be played; `page` is where the person is, if known."""

    conversation: str
    channel: Channel
    text: str
    page: str | None
    past: Past


class Understood(NamedTuple):
    """The intent that the bot took a text for; `validated` where an editor settled it."""

    intent: str
    confidence: float
    validated: bool = False


@dataclass(frozen=True)
class Course:
    """How a message went, by ids: nothing of what was written.

    Args:
        ranking: what it may have meant, with confidences, likeliest first.
        fared: how it fared (`bot.dialogue.fared`); None when it was understood.
        responses: what was answered, in order.
        destinations: where the answers pointed.
        hard: it came in or after a hard moment.
    """

    ranking: tuple[tuple[str, float], ...] = ()
    fared: str | None = None
    responses: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    hard: bool = False


@dataclass(frozen=True)
class TurnOutcome:
    """What a turn said and what is to be remembered of it.

    Args:
        messages: what the bot says, in Rasa's form, in order.
        content: what the turn was played with: guard, dresser and metrics use the same.
        understood: what the text was taken for, when that is known.
        events: what to add to the stored past; nothing when the bot keeps its own.
        sensitive: nothing of this turn and of what was before it may be kept but its `events`.
        tracker: the conversation after the turn, to be kept at hand.
        course: how it went.
    """

    messages: list[dict[str, Any]]
    content: Content
    understood: Understood | None
    events: list[Event]
    sensitive: bool
    tracker: DialogueStateTracker | None
    course: Course = Course()


class Recorder(OutputChannel):
    """Keeps the messages of one turn whole and in order.

    Its name is the channel's: Rasa picks the variation of a response by it.
    """

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self.messages: list[dict[str, Any]] = []

    def name(self) -> str:  # type: ignore[override]
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.messages.append({key: value for key, value in message.items() if value is not None})


def is_sensitive(messages: Sequence[dict[str, Any]]) -> bool:
    """If an action asked that nothing be kept of the turn."""
    return any((message.get("custom") or {}).get("sensitive") for message in messages)


def understood_by(tracker: DialogueStateTracker | None) -> Understood | None:
    """What the latest message of a conversation was taken for."""
    if tracker is None or tracker.latest_message is None:
        return None
    intent = tracker.latest_message.intent or {}
    validated = bool((tracker.latest_message.parse_data or {}).get("validated"))
    return Understood(str(intent.get("name")), float(intent.get("confidence") or 0.0), validated)


def course_of(tracker: DialogueStateTracker | None, messages: Sequence[dict[str, Any]]) -> Course:
    """How the latest message of a conversation went, from what was said to it."""
    named = [message.get("custom") or {} for message in messages]
    memory = Memory.load(tracker.get_slot(MEMORY_SLOT)) if tracker is not None else Memory()
    parsed = tracker.latest_message.parse_data if tracker and tracker.latest_message else {}
    return Course(
        ranking=Reading.of(parsed).ranking[:LIKELIEST],
        fared=next((one["fared"] for one in named if one.get("fared")), None),
        responses=tuple(
            message["utter_action"] for message in messages if message.get("utter_action")
        ),
        destinations=tuple(
            dict.fromkeys(name for one in named for name in one.get("destinations") or ())
        ),
        hard=is_sensitive(messages) or memory.distress is not None,
    )
