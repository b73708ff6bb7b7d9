"""How often what happened, per day, channel and page: counts, never a message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from sqlalchemy import text

from storage.database import Database

Measure = Literal[
    "opened",
    "understood",
    "asked",
    "suggested",
    "missed",
    "refused",
    "tried",
    "hard",
    "up",
    "down",
    "picked",
    "destination",
    "missed_at",
]
# Of a message that did not help: what is shown as missed, and counted by the hour.
MISSED: tuple[Measure, ...] = ("missed", "refused", "tried")


class Counted(NamedTuple):
    """What is counted; `name` is an intent, a destination, or an hour of the day."""

    day: str
    channel: str
    page: str
    measure: Measure
    name: str


class CountedOfTrial(NamedTuple):
    """What is counted of a trial, on one of its sides.

    Beside what is counted of all: `spoke`, conversations in which the person did something,
    and `not_that`, « pas ça » written or pressed.
    """

    trial: str
    arm: str
    measure: Measure | Literal["spoke", "not_that"]


class Total(NamedTuple):
    """A sum over what was not asked apart."""

    key: str
    measure: Measure
    total: int


_COUNT = text(
    "INSERT INTO statistics (day, channel, page, measure, name, count)"
    " VALUES (:day, :channel, :page, :measure, :name, :count)"
    " ON CONFLICT (day, channel, page, measure, name)"
    " DO UPDATE SET count = statistics.count + excluded.count"
)
_COUNT_OF_TRIAL = text(
    "INSERT INTO trial_counts (trial, arm, measure, count) VALUES (:trial, :arm, :measure, :count)"
    " ON CONFLICT (trial, arm, measure) DO UPDATE SET count = trial_counts.count + excluded.count"
)
_OF_TRIAL = text("SELECT arm, measure, count FROM trial_counts WHERE trial = :trial")
By = Literal["day", "channel", "page", "name"]
_SUMS = {
    by: text(
        f"SELECT {by}, measure, sum(count) FROM statistics WHERE day BETWEEN :first AND :last"
        " AND (:channel = '' OR channel = :channel) AND (:page = '' OR page = :page)"
        f" GROUP BY {by}, measure ORDER BY {by}"
    )
    for by in ("day", "channel", "page", "name")
}
_PAGES = text("SELECT DISTINCT page FROM statistics WHERE page <> '' ORDER BY page")


class Statistics:
    """The counts of one database. Every method raises `Away` when it cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, counts: Mapping[Counted | CountedOfTrial, int]) -> None:
        """Add to the counts, all at once or not at all."""
        with self._database.transaction() as transaction:
            for counted, count in counts.items():
                statement = _COUNT if isinstance(counted, Counted) else _COUNT_OF_TRIAL
                transaction.run(statement, **counted._asdict(), count=count)

    def totals(
        self, by: By, first: str, last: str, channel: str | None = None, page: str | None = None
    ) -> list[Total]:
        """Sums by one of the columns, from one day to another, both included."""
        with self._database.snapshot() as transaction:
            rows = transaction.all(
                _SUMS[by], first=first, last=last, channel=channel or "", page=page or ""
            )
        return [Total(key, measure, int(count)) for key, measure, count in rows]

    def of_trial(self, trial: str) -> dict[str, dict[str, int]]:
        """The counts of a trial, by side and measure."""
        found: dict[str, dict[str, int]] = {}
        with self._database.snapshot() as transaction:
            for arm, measure, count in transaction.all(_OF_TRIAL, trial=trial):
                found.setdefault(arm, {})[measure] = int(count)
        return found

    def pages(self) -> list[str]:
        """The pages that anything was counted on."""
        with self._database.snapshot() as transaction:
            return [page for (page,) in transaction.all(_PAGES)]
