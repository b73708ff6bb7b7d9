"""What a turn leaves for those who look after the assistant: counts, and notes for the inbox."""

from __future__ import annotations

from typing import Any

from bot.content.catalogue import Channel
from bot.content.trial import Standing
from bot.engine.turns import Course
from connectors import metrics
from connectors.conversation.dresser import Answer
from connectors.feed import COURSE, Feed, Note
from connectors.tally import Tally
from storage.statistics import MISSED, CountedOfTrial

# How a message fared that editors should see, and how « pas ça » is said of one before it.
SHOWN = ("missed", "suggested", "refused", "tried")


class After:
    """Counts and notes of one channel; nothing here waits for anything.

    With a `standing`, of conversations on one side of a trial, which has counts of its own.
    """

    def __init__(
        self, channel: Channel, tally: Tally, feed: Feed, standing: Standing | None = None
    ) -> None:
        self._channel = channel
        self._tally = tally
        self._feed = feed
        self._standing = standing

    def of(self, standing: Standing | None) -> After:
        """The same for a conversation that stands there in a trial."""
        if standing is None:
            return self
        return After(self._channel, self._tally, self._feed, standing)

    def opened(self, page: str | None) -> None:
        """A conversation was opened on a page, one of those that the catalogue knows."""
        self._tally.count(self._channel, page, "opened")
        self._count_trial("opened")

    def written(
        self, key: str, number: int, page: str | None, course: Course, answers: dict[int, Answer]
    ) -> None:
        """A message was answered."""
        if course.hard:
            # Not where, not about what: a count of few must not point at anybody.
            self._tally.count(self._channel, None, "hard")
            return
        likeliest = course.ranking[0][0] if course.ranking else ""
        answered = answers[max(answers)].intent if answers else likeliest
        fared: Any = course.fared or "understood"
        self._tally.count(self._channel, page, fared, likeliest if course.fared else answered)
        self._count_trial(fared, number)
        if fared == "refused":
            self._count_trial("not_that")
        if fared in MISSED:
            self._tally.count_missed(self._channel, page)
        self._pointed(page, course)
        if fared in SHOWN:
            self._feed.note(self._channel, Note(key, number, fared))

    def picked(self, key: str, number: int, page: str | None, course: Course, what: str) -> None:
        """A choice was picked and answered."""
        if course.hard:
            return
        self._tally.count(self._channel, page, "picked", what)
        self._count_trial("picked", number)
        self._pointed(page, course)
        if course.fared == "refused":
            self._count_trial("not_that")
            self._feed.note(self._channel, Note(key, number, "refused"))

    def rated(
        self, key: str, turn: int, page: str | None, value: Any, intent: str, reason: str | None
    ) -> None:
        """An opinion was given on an answer of a turn."""
        self._tally.count(self._channel, page, value, intent)
        self._count_trial(value)
        if value == "down":
            self._feed.note(self._channel, Note(key, turn, "down", reason))

    def followed(self, key: str, number: int, notes: Any) -> None:
        """A turn came after one with these notes: if that one is shown, so is what came next."""
        if (notes.get(COURSE) or {}).get("fared") in SHOWN:
            self._feed.note(self._channel, Note(key, number))

    def _pointed(self, page: str | None, course: Course) -> None:
        for name in course.destinations:
            self._tally.count(self._channel, page, "destination", name)
            self._count_trial("destination")

    def _count_trial(self, measure: Any, number: int = 0) -> None:
        """Count for the side of a trial; with its first turn, a conversation too."""
        if self._standing is None:
            return
        for one in (measure, "spoke") if number == 1 else (measure,):
            self._tally.add(CountedOfTrial(*self._standing, one))
            metrics.TRIAL_COUNTS.labels(self._standing.arm, one).inc()


def course_notes(course: Course, page: str | None) -> dict[str, Any]:
    """What is noted beside a turn, for the inbox: ids only."""
    return {
        "page": page,
        "ranking": [[name, round(value, 3)] for name, value in course.ranking],
        "fared": course.fared,
        "response": course.responses[-1] if course.responses else None,
    }
