"""A turn's outcome, between the talk that played it and the store that keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.turns import Course
from connectors.contract.schema import Message
from connectors.conversation.after import course_notes
from connectors.conversation.claims import BEGUN
from connectors.conversation.dresser import Answer, Offer
from connectors.conversation.talk import Heard
from connectors.feed import COURSE, HARD
from connectors.privacy.halves import Begun
from storage.conversations import Event, Outcome


@dataclass(frozen=True)
class Played:
    """A turn's outcome: what goes out, and what may be kept of it.

    `said` is the person's side, redacted, or None when the transcript shows no such turn;
    `events` and `tracker` are the bot's memory of it, `begun` what it left open of a number.
    `course` is how it went, `page` where, as far as the catalogue knows it, and `picked` what
    a choice played.
    """

    messages: list[Message]
    said: str | None = None
    offers: dict[str, Offer] = field(default_factory=dict)
    answers: dict[int, Answer] = field(default_factory=dict)
    redacted: list[str] = field(default_factory=list)
    begun: Begun = field(default_factory=dict)
    events: list[Event] | None = None
    tracker: DialogueStateTracker | None = None
    sensitive: bool = False
    ends: bool = False
    course: Course | None = None
    page: str | None = None
    picked: str | None = None

    @property
    def forgets(self) -> bool:
        """If the bot's memory of the conversation goes with this turn."""
        return self.sensitive or self.ends


def played_of(heard: Heard) -> Played:
    """What is kept of a turn that was played."""
    return Played(
        heard.dressed.messages,
        said=heard.said,
        offers=heard.dressed.offers,
        answers=heard.dressed.answers,
        redacted=heard.redacted,
        begun=heard.begun,
        events=heard.outcome.events,
        tracker=None if heard.outcome.sensitive else heard.outcome.tracker,
        sensitive=heard.outcome.sensitive,
        course=heard.outcome.course,
        page=heard.page,
    )


def outcome_of(played: Played, reply: str) -> Outcome:
    """What the store keeps of a turn; of a sensitive one, that there was a hard moment."""
    if played.sensitive:
        return Outcome(events=played.events, forgets=True)
    notes: dict[str, Any] = {
        "offers": played.offers,
        "answers": played.answers,
        BEGUN: played.begun,
    }
    if played.course is not None and played.course.hard:
        notes[HARD] = True
    elif played.course is not None and played.picked is None:
        notes[COURSE] = course_notes(played.course, played.page)
    return Outcome(
        said=played.said,
        reply=reply,
        notes=notes,
        events=played.events,
        ends=played.ends,
    )
