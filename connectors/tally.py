"""Counts of what happened, added up here and written from time to time."""

from __future__ import annotations

from collections import Counter

from connectors.paris import now
from storage.statistics import Counted, CountedOfTrial, Measure, Statistics

# So many different things in one interval are no people, but somebody who tries something.
MOST_KINDS = 5000


class Tally:
    """The counts of one process that are not written yet; it may lose those of a few seconds."""

    def __init__(self, statistics: Statistics) -> None:
        self._statistics = statistics
        self._counts: Counter[Counted | CountedOfTrial] = Counter()

    def count(self, channel: str, page: str | None, measure: Measure, name: str = "") -> None:
        """Count one thing, today."""
        self.add(Counted(now().date().isoformat(), channel, page or "", measure, name))

    def add(self, counted: Counted | CountedOfTrial) -> None:
        """Count one thing more."""
        if counted in self._counts or len(self._counts) < MOST_KINDS:
            self._counts[counted] += 1

    def count_missed(self, channel: str, page: str | None) -> None:
        """Count a message that did not help, by the hour of the day."""
        self.count(channel, page, "missed_at", f"{now().hour:02}")

    def take(self) -> Counter[Counted | CountedOfTrial]:
        """What was counted since the last time."""
        taken, self._counts = self._counts, Counter()
        return taken

    def give_back(self, counts: Counter[Counted | CountedOfTrial]) -> None:
        """What could not be written."""
        self._counts.update(counts)

    def write(self, counts: Counter[Counted | CountedOfTrial]) -> None:
        """Add counts to those of the database, in its thread; raises `Away`."""
        self._statistics.add(counts)
