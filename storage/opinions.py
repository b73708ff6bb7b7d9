"""Why people liked an answer or not, in their words; how often is in the statistics.

A reason is kept without numbers and names, and goes with its opinion.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from sqlalchemy import text

from storage.database import Database

# The latest ones: nobody reads more at once.
MOST = 500


class Reason(NamedTuple):
    """A reason that was given with an opinion on an answer of an intent."""

    intent: str
    value: Literal["up", "down"]
    text: str


_REASONS = text(
    "SELECT intent, value, reason FROM opinions WHERE reason IS NOT NULL AND reason <> ''"
    " AND given_at >= :first AND given_at < :end AND (:channel = '' OR channel = :channel)"
    f" ORDER BY given_at DESC LIMIT {MOST}"
)


class Opinions:
    """The opinions of one database. Every method raises `Away` when it cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def reasons(self, first: float, end: float, channel: str | None = None) -> list[Reason]:
        """The reasons given from a time on and before another, newest first."""
        with self._database.snapshot() as transaction:
            rows = transaction.all(_REASONS, first=first, end=end, channel=channel or "")
        return [Reason(*row) for row in rows]
