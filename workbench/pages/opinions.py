"""What people think of the answers: per intent, how many opinions, and the reasons they gave."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from storage.opinions import Reason
from workbench.pages.figures import Sums, told
from workbench.pages.view import PLACE

VALUES = {"up": "utile", "down": "inutile"}


@dataclass(frozen=True)
class Judged:
    """The opinions on the answers of an intent; each reason begins with what it is for."""

    title: str
    up: int
    down: int
    reasons: tuple[str, ...]


def judged(named: Sums, titles: Mapping[str, str], reasons: Iterable[Reason]) -> list[Judged]:
    """Each intent that has opinions, those that did not help most often first.

    Args:
        named: counts by intent and measure.
        titles: of the intents that are known.
        reasons: of the same days. Where a count is not told, its reasons are not either: they
            could point at one person as it could.
    """
    given: dict[str, list[str]] = {}
    for one in reasons:
        if told(named.get(one.intent, {}).get(one.value, 0)):
            given.setdefault(one.intent, []).append(f"{VALUES[one.value]} : {one.text}")
    rows = [
        Judged(titles.get(name, name), up, down, tuple(given.get(name, ())))
        for name, counts in named.items()
        if name and ((up := counts.get("up", 0)) + (down := counts.get("down", 0)))
    ]
    # Nor does the order tell a count that is not told.
    return sorted(rows, key=lambda row: (-told(row.down), -told(row.up), row.title))


def bounds(first: datetime.date, last: datetime.date) -> tuple[float, float]:
    """When the first of these days began, and when the last one ended, in Paris."""
    after = last + datetime.timedelta(days=1)
    began, ended = (
        PLACE.localize(datetime.datetime.combine(day, datetime.time())) for day in (first, after)
    )
    return began.timestamp(), ended.timestamp()
