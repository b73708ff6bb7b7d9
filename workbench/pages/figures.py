"""Counts as people read them: by day, by intent, by hour; small ones are held back."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from storage.statistics import MISSED, Measure, Total
from workbench.pages.view import FEWEST

UNDERSTOOD: tuple[Measure, ...] = ("understood", "asked")
SUGGESTED: tuple[Measure, ...] = ("suggested",)
MOST_ROWS = 40

Sums = Mapping[str, Mapping[str, int]]


def sums(totals: Iterable[Total]) -> Sums:
    """Counts by key and measure."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for total in totals:
        found[total.key][total.measure] += total.total
    return found


def told(count: int) -> int:
    """A count as it may be drawn: too small a one is drawn as none."""
    return count if count >= FEWEST else 0


@dataclass(frozen=True)
class Fared:
    """How the messages of a day, a page, or an intent went."""

    label: str
    opened: int
    understood: int
    suggested: int
    missed: int
    up: int
    down: int

    @property
    def messages(self) -> int:
        """All messages that were counted."""
        return self.understood + self.suggested + self.missed


def fared(label: str, counts: Mapping[str, int]) -> Fared:
    """How it went, from the counts of one key."""

    def of(measures: Iterable[str]) -> int:
        return sum(counts.get(measure, 0) for measure in measures)

    return Fared(
        label,
        of(("opened",)),
        of(UNDERSTOOD),
        of(SUGGESTED),
        of(MISSED),
        of(("up",)),
        of(("down",)),
    )


def whole(found: Sums) -> Fared:
    """How all of it went together."""
    merged: Counter[str] = Counter()
    for counts in found.values():
        merged.update(counts)
    return fared("", merged)


def days_between(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """Every day, both included."""
    return [first + datetime.timedelta(days=step) for step in range((last - first).days + 1)]


def by_day(found: Sums, days: Sequence[datetime.date]) -> list[Fared]:
    """How it went day by day; a day without a count is there too."""
    return [fared(day.isoformat(), found.get(day.isoformat(), {})) for day in days]


def ranked(found: Sums, measure: Measure) -> list[tuple[str, int]]:
    """Names by one measure, most frequent first; those that are too rare are left out."""
    counts = [(name, counted.get(measure, 0)) for name, counted in found.items() if name]
    known = [(name, count) for name, count in counts if count >= FEWEST]
    return sorted(known, key=lambda pair: (-pair[1], pair[0]))[:MOST_ROWS]


def by_hour(found: Sums) -> list[int]:
    """Messages that did not help, hour by hour."""
    return [found.get(f"{hour:02}", {}).get("missed_at", 0) for hour in range(24)]


def by_intent(found: Sums, intents: Mapping[str, str]) -> list[Fared]:
    """How each intent went, the most asked first, as many as are worth reading."""
    rows = [fared(title, found.get(name, {})) for name, title in intents.items()]
    rows = [row for row in rows if row.messages >= FEWEST]
    return sorted(rows, key=lambda row: -row.messages)[:MOST_ROWS]


def never_asked(found: Sums, intents: Mapping[str, str]) -> list[str]:
    """The titles of intents that nobody asked for."""
    return sorted(
        title
        for name, title in intents.items()
        if not fared(title, found.get(name, {})).messages
        and not found.get(name, {}).get("picked", 0)
    )
