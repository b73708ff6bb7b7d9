"""Whether so few can tell: known intervals, of a share and of the difference of two."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

# 95 % of a normal law lie so many deviations around its middle.
DEVIATIONS = 1.959964


class Share(NamedTuple):
    """A part of one, seen on so many that know nothing of each other."""

    part: float
    seen: int


class Interval(NamedTuple):
    """Where the truth is, 95 times of a hundred."""

    low: float
    high: float

    @property
    def tells(self) -> bool:
        """If there is a difference at all."""
        return not self.low <= 0.0 <= self.high


def wilson(share: Share) -> Interval:
    """Wilson's interval of a share; `seen` is at least one."""
    square = DEVIATIONS**2
    middle = share.part + square / (2 * share.seen)
    spread = share.part * (1 - share.part) / share.seen + square / (4 * share.seen**2)
    half, whole = DEVIATIONS * sqrt(spread), 1 + square / share.seen
    return Interval(max((middle - half) / whole, 0.0), min((middle + half) / whole, 1.0))


def difference(before: Share, after: Share) -> Interval:
    """Newcombe's interval of `after` less `before`, made of the two of Wilson."""
    (low_before, high_before), (low_after, high_after) = wilson(before), wilson(after)
    found = after.part - before.part
    down = sqrt((after.part - low_after) ** 2 + (high_before - before.part) ** 2)
    up = sqrt((high_after - after.part) ** 2 + (before.part - low_before) ** 2)
    return Interval(found - down, found + up)
