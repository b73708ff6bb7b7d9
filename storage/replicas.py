"""Which processes answer messages, and what each serves, as they say it themselves."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import text

from storage.database import CLOCKS, Database

# How often a process says so, and after how long it is forgotten.
SAY_SECONDS = 2.0
UNSEEN_SECONDS = 15.0

_SEE = {
    dialect: text(
        "INSERT INTO replicas (process, name, version, archive, refused, started_at, seen_at,"
        " trial, trial_refused)"
        f" VALUES (:process, :name, :version, :archive, :refused, {clock}, {clock},"
        " :trial, :trial_refused)"
        " ON CONFLICT (process) DO UPDATE SET archive = excluded.archive,"
        " refused = excluded.refused, seen_at = excluded.seen_at,"
        " trial = excluded.trial, trial_refused = excluded.trial_refused"
    )
    for dialect, clock in CLOCKS.items()
}
_FORGET = {
    dialect: text(f"DELETE FROM replicas WHERE seen_at < {clock} - :unseen")
    for dialect, clock in CLOCKS.items()
}
_LEAVE = text("DELETE FROM replicas WHERE process = :process")
_SEEN = {
    dialect: text(
        "SELECT name, version, archive, refused, started_at, trial, trial_refused FROM replicas"
        f" WHERE seen_at >= {clock} - :unseen ORDER BY name, started_at, process"
    )
    for dialect, clock in CLOCKS.items()
}


class Serving(NamedTuple):
    """A process that answers messages; `refused` says why it does not serve what it should.

    `trial` is the one whose draft answers there too, and `trial_refused` why it does not.
    """

    name: str
    version: str
    archive: str | None
    refused: str | None
    started_at: float
    trial: str | None = None
    trial_refused: str | None = None


class Instance(NamedTuple):
    """The processes of one name; `archive` and `trial` are what all of them serve, or None."""

    name: str
    version: str
    archive: str | None
    refused: str | None
    started_at: float
    trial: str | None = None
    trial_refused: str | None = None


def instances(seen: Iterable[Serving]) -> list[Instance]:
    """The instances of processes that are in the order of their names."""
    found = []
    for name, some in groupby(seen, key=lambda one: one.name):
        ones = list(some)
        found.append(
            Instance(
                name,
                ", ".join(sorted({one.version for one in ones})),
                _common({one.archive for one in ones}),
                next((one.refused for one in ones if one.refused), None),
                ones[0].started_at,
                _common({one.trial for one in ones}),
                next((one.trial_refused for one in ones if one.trial_refused), None),
            )
        )
    return found


def _common(served: set[str | None]) -> str | None:
    return served.pop() if len(served) == 1 else None


class Replicas:
    """The processes that share one database. Every method raises `Away` when it is."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._dialect: str = database.engine.dialect.name

    def see(
        self,
        process: str,
        name: str,
        version: str,
        archive: str | None,
        refused: str | None,
        trial: str | None = None,
        trial_refused: str | None = None,
    ) -> None:
        """Say that a process lives and what it serves; those that say nothing are forgotten."""
        with self._database.transaction() as transaction:
            transaction.run(
                _SEE[self._dialect],
                process=process,
                name=name,
                version=version,
                archive=archive,
                refused=refused,
                trial=trial,
                trial_refused=trial_refused,
            )
            transaction.run(_FORGET[self._dialect], unseen=UNSEEN_SECONDS)

    def leave(self, process: str) -> None:
        """Forget a process at once, at its end."""
        with self._database.transaction() as transaction:
            transaction.run(_LEAVE, process=process)

    def seen(self) -> list[Serving]:
        """The processes that live, by name."""
        with self._database.snapshot() as transaction:
            rows = transaction.all(_SEEN[self._dialect], unseen=UNSEEN_SECONDS)
        return [Serving(*row) for row in rows]
