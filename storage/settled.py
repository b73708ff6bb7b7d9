"""The messages that editors settled as an intent: a set to measure drafts with, that grows.

A message comes from the inbox once its conversation is over: what is tied to nobody any more
can be asked back by nobody. Until then it goes with its conversation, as all of the inbox.
"""

from __future__ import annotations

import datetime
from typing import NamedTuple

from sqlalchemy import text

from storage.database import Database, Transaction

# Twelve months: every season of a year's requests.
KEPT_DAYS = 365


class Settled(NamedTuple):
    """A message as it is kept: redacted, names masked, the day and where it was written."""

    id: int
    day: str
    channel: str
    page: str | None
    text: str
    intent: str


# One of each wording a decision, and not the one that became its example: a model learns that.
_KEEP = text(
    "INSERT INTO settled (decision, day, channel, page, text, intent)"
    " SELECT d.id, i.day, i.channel, i.page, i.text, d.intent"
    " FROM inbox i JOIN decisions d ON d.id = i.settled_by"
    " WHERE d.kind IN ('intent', 'created') AND d.intent IS NOT NULL"
    " AND (d.example IS NULL OR i.text <> d.example) AND i.id IN"
    " (SELECT max(id) FROM inbox WHERE settled_by IS NOT NULL AND conversation IS NULL"
    " GROUP BY settled_by, text)"
    " AND NOT EXISTS (SELECT 1 FROM settled s WHERE s.decision = d.id AND s.text = i.text)"
)
_UNDO = text("DELETE FROM settled WHERE decision = :decision")
_PURGE = text("DELETE FROM settled WHERE day < :before")
# A phrase that an editor deleted goes wherever it stands, or it would be kept again.
_DELETED = (
    "text IN (SELECT text FROM inbox WHERE settled_by IN"
    " (SELECT id FROM decisions WHERE kind = 'delete' AND made_at < :before))"
)
_FORGET_DELETED = text(f"DELETE FROM settled WHERE {_DELETED}")
_PURGE_DELETED = text(f"DELETE FROM inbox WHERE settled_by IS NOT NULL AND {_DELETED}")
_ALL = text(
    "SELECT id, day, channel, page, text, intent FROM settled ORDER BY id DESC"
    " LIMIT :most OFFSET :skipped"
)
_COUNT = text("SELECT count(*) FROM settled")
_OF = "(SELECT text FROM settled WHERE id = :id)"
_DELETE_SAID = text(f"DELETE FROM inbox WHERE settled_by IS NOT NULL AND text = {_OF}")
_DELETE_OTHERS = text(f"DELETE FROM settled WHERE id <> :id AND text = {_OF}")
_DELETE = text("DELETE FROM settled WHERE id = :id")


def keep(transaction: Transaction) -> None:
    """Keep what was settled as an intent and is tied to no conversation, if it is not yet."""
    transaction.run(_KEEP)


def undo(transaction: Transaction, decision: str) -> None:
    """Keep nothing any more of what a decision settled."""
    transaction.run(_UNDO, decision=decision)


def purge(transaction: Transaction, today: datetime.date) -> None:
    """Delete what is older than twelve months."""
    before = (today - datetime.timedelta(days=KEPT_DAYS)).isoformat()
    transaction.run(_PURGE, before=before)


def purge_deleted(transaction: Transaction, before: float) -> int:
    """Delete the phrases that editors deleted before a time; returns how many of the inbox."""
    transaction.run(_FORGET_DELETED, before=before)
    return transaction.run(_PURGE_DELETED, before=before)


class SettledMessages:
    """The settled messages of one database. Every method raises `Away` when it cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, *, most: int, skipped: int = 0) -> list[Settled]:
        """The messages, those that were kept last first."""
        with self._database.snapshot() as transaction:
            return [Settled(*row) for row in transaction.all(_ALL, most=most, skipped=skipped)]

    def count(self) -> int:
        """How many there are."""
        with self._database.snapshot() as transaction:
            row = transaction.first(_COUNT)
        return int(row[0]) if row else 0

    def delete(self, message: int) -> bool:
        """Delete a message wherever its words stand; returns if it was there."""
        with self._database.transaction() as transaction:
            for statement in (_DELETE_SAID, _DELETE_OTHERS):
                transaction.run(statement, id=message)
            return transaction.run(_DELETE, id=message) > 0
