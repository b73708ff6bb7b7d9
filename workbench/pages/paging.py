"""Lists that are shown a page at a time."""

from __future__ import annotations

from workbench.pages.doors import Visit

LAST = 10_000


def place_of(visit: Visit) -> int:
    """Which page of a list is asked for, from 1."""
    asked = visit.asked("p", "1")
    return min(max(int(asked), 1), LAST) if asked.isascii() and asked.isdigit() else 1
