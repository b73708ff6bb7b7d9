"""The messages that editors may learn from, for thirty days, and what was decided about them.

What gets in, and what does not: `storage.intake`.
"""

from __future__ import annotations

import datetime
import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sqlalchemy import text

from storage import settled
from storage.database import Database
from storage.intake import Why

KEPT_DAYS = 30
# A message that an editor deleted stays for so long, so that a slip can be taken back.
UNDO_SECONDS = 600
Band = Literal["treat", "verify"]
_VERIFY = ("tried", "suggested")
# « created »: the intent was made from the messages; « reworded »: what « wording » asked is done.
Decision = Literal["intent", "created", "wording", "reworded", "not_ours", "delete"]


@dataclass(frozen=True)
class Filters:
    """Which messages an editor looks at; None sets no limit."""

    channel: str | None = None
    page: str | None = None
    why: Why | None = None
    assigned_to: str | None = None


class Group(NamedTuple):
    """Messages that say the same: how many, how harmful, and the newest of them."""

    alike: str
    size: int
    harm: int
    last: int


class Message(NamedTuple):
    """A kept message, as an editor sees it."""

    id: int
    day: str
    channel: str
    page: str | None
    text: str
    alike: str
    ranking: list[tuple[str, float]]
    why: Why
    reason: str | None
    response: str | None
    around: dict[str, list[str]]
    next: str | None
    assigned_to: str | None
    comment: str | None


class Decided(NamedTuple):
    """A decision that was made: about how many messages, by whom, when."""

    id: str
    kind: Decision
    intent: str | None
    example: str | None
    size: int
    person: str
    made_at: float
    text: str | None


class Rewording(NamedTuple):
    """An intent whose answer is to be rewritten: for how many messages, and since when at most."""

    intent: str
    size: int
    last: float


_WANTED = (
    "settled_by IS NULL AND (:band = 'verify') = (why IN ('tried', 'suggested'))"
    " AND (:channel = '' OR channel = :channel) AND (:page = '' OR page = :page)"
    " AND (:why = '' OR why = :why) AND (:assigned = '' OR assigned_to = :assigned)"
)
_GROUPS = text(
    "SELECT alike, count(*), sum(harm), max(id) FROM inbox"
    f" WHERE {_WANTED} GROUP BY alike ORDER BY sum(harm) DESC, max(id) DESC"
    " LIMIT :most OFFSET :skipped"
)
_COUNTS = text("SELECT why, count(*) FROM inbox WHERE settled_by IS NULL GROUP BY why")
_PAGES = text(
    "SELECT DISTINCT page FROM inbox WHERE settled_by IS NULL AND page IS NOT NULL ORDER BY page"
)
_MEMBERS = text(
    "SELECT id, day, channel, page, text, alike, ranking, why, reason, response, around, next,"
    " assigned_to, comment FROM inbox WHERE settled_by IS NULL AND alike = :alike"
    " ORDER BY harm DESC, id DESC LIMIT :most"
)
_ALIKE = text("SELECT alike FROM inbox WHERE settled_by IS NULL AND id = :id")
_SETTLE = text(
    "UPDATE inbox SET settled_by = :decision"
    " WHERE settled_by IS NULL AND alike = :alike AND id <= :last"
)
_DECIDE = text(
    "INSERT INTO decisions (id, kind, intent, example, count, person, made_at)"
    " VALUES (:id, :kind, :intent, :example, :count, :person, :made_at)"
)
_DECIDED = (
    "SELECT d.id, d.kind, d.intent, d.example, d.count, p.name, d.made_at,"
    " (SELECT text FROM inbox WHERE settled_by = d.id ORDER BY id DESC LIMIT 1)"
    " FROM decisions d LEFT JOIN people p ON p.id = d.person"
)
_LATEST = text(f"{_DECIDED} ORDER BY d.made_at DESC LIMIT :most OFFSET :skipped")
_ONE_DECISION = text(f"{_DECIDED} WHERE d.id = :id")
_REOPEN = text("UPDATE inbox SET settled_by = NULL WHERE settled_by = :id")
_DROP_DECISION = text("DELETE FROM decisions WHERE id = :id")
_TO_REWORD = text(
    "SELECT intent, sum(count), max(made_at) FROM decisions"
    " WHERE kind = 'wording' AND intent IS NOT NULL"
    " GROUP BY intent ORDER BY sum(count) DESC, intent"
)
_REWORDED = text(
    "UPDATE decisions SET kind = 'reworded'"
    " WHERE kind = 'wording' AND intent = :intent AND made_at <= :last"
)
_ASSIGN = text("UPDATE inbox SET assigned_to = :person WHERE settled_by IS NULL AND alike = :alike")
_COMMENT = text("UPDATE inbox SET comment = :comment WHERE settled_by IS NULL AND alike = :alike")
_PURGE = text("DELETE FROM inbox WHERE day < :before")
_PURGE_DECISIONS = text("DELETE FROM decisions WHERE made_at < :before")


class Inbox:
    """The inbox of one database. Every method raises `Away` when it cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def groups(self, band: Band, filters: Filters, *, most: int, skipped: int) -> list[Group]:
        """The groups of a band that are not settled, most frequent and most harmful first."""
        with self._database.snapshot() as transaction:
            rows = transaction.all(
                _GROUPS,
                band=band,
                channel=filters.channel or "",
                page=filters.page or "",
                why=filters.why or "",
                assigned=filters.assigned_to or "",
                most=most,
                skipped=skipped,
            )
        return [Group(alike, count, int(harm), last) for alike, count, harm, last in rows]

    def counts(self) -> dict[Band, int]:
        """How many messages wait in each band."""
        with self._database.snapshot() as transaction:
            rows = transaction.all(_COUNTS)
        found: dict[Band, int] = {"treat": 0, "verify": 0}
        for why, count in rows:
            found["verify" if why in _VERIFY else "treat"] += count
        return found

    def pages(self) -> list[str]:
        """The pages from which messages wait."""
        with self._database.snapshot() as transaction:
            return [page for (page,) in transaction.all(_PAGES)]

    def members(self, alike: str, most: int = 20) -> list[Message]:
        """The messages of a group that are not settled, most harmful first."""
        with self._database.snapshot() as transaction:
            return [_message(row) for row in transaction.all(_MEMBERS, alike=alike, most=most)]

    def alike(self, message: int) -> str | None:
        """The group of a message, or None when it is settled or gone."""
        with self._database.snapshot() as transaction:
            row = transaction.first(_ALIKE, id=message)
        return str(row[0]) if row else None

    def settle(
        self,
        groups: Sequence[tuple[str, int]],
        kind: Decision,
        person: str,
        *,
        intent: str | None = None,
        example: str | None = None,
    ) -> tuple[str, int]:
        """Decide about whole groups at once.

        Args:
            groups: each by its `alike` and the newest message that the editor saw: what
                came since waits for a decision of its own.

        Returns:
            The decision's id, and how many messages it settled; 0 when others were faster,
            and nothing is kept then.
        """
        decision = uuid.uuid4().hex
        with self._database.transaction() as transaction:
            count = sum(
                transaction.run(_SETTLE, decision=decision, alike=alike, last=last)
                for alike, last in groups
            )
            if count:
                transaction.run(
                    _DECIDE,
                    id=decision,
                    kind=kind,
                    intent=intent,
                    example=example,
                    count=count,
                    person=person,
                    made_at=time.time(),
                )
                settled.keep(transaction)
        return decision, count

    def decisions(self, *, most: int, skipped: int = 0) -> list[Decided]:
        """What was decided, newest first, each with one of its messages while it is kept."""
        with self._database.snapshot() as transaction:
            return [Decided(*row) for row in transaction.all(_LATEST, most=most, skipped=skipped)]

    def decision(self, decision: str) -> Decided | None:
        """One decision, or None when it was taken back or is too old."""
        with self._database.snapshot() as transaction:
            row = transaction.first(_ONE_DECISION, id=decision)
        return Decided(*row) if row else None

    def take_back(self, decision: str) -> int:
        """Undo a decision; returns how many messages wait again."""
        with self._database.transaction() as transaction:
            transaction.run(_DROP_DECISION, id=decision)
            settled.undo(transaction, decision)
            return transaction.run(_REOPEN, id=decision)

    def to_reword(self) -> list[Rewording]:
        """The intents whose answer is to be rewritten, for the most messages first."""
        with self._database.snapshot() as transaction:
            rows = transaction.all(_TO_REWORD)
        return [Rewording(intent, int(size), last) for intent, size, last in rows]

    def reworded(self, intent: str, last: float) -> int:
        """Say that an answer is rewritten; returns how many decisions asked for it.

        Args:
            last: when the newest decision was made that the editor saw: what came since stays.
        """
        with self._database.transaction() as transaction:
            return transaction.run(_REWORDED, intent=intent, last=last)

    def assign(self, alike: str, person: str | None) -> int:
        """Give a group to somebody, or to nobody."""
        with self._database.transaction() as transaction:
            return transaction.run(_ASSIGN, alike=alike, person=person)

    def comment(self, alike: str, comment: str | None) -> int:
        """Write a note on a group for the other editors; None takes it away."""
        with self._database.transaction() as transaction:
            return transaction.run(_COMMENT, alike=alike, comment=comment)

    def purge(self, today: datetime.date) -> int:
        """Delete what is older than thirty days, and what an editor deleted.

        What was settled as an intent is kept first, to measure drafts with (`storage.settled`).
        """
        before = (today - datetime.timedelta(days=KEPT_DAYS)).isoformat()
        now = time.time()
        with self._database.transaction() as transaction:
            settled.keep(transaction)
            gone = settled.purge_deleted(transaction, now - UNDO_SECONDS)
            gone += transaction.run(_PURGE, before=before)
            transaction.run(_PURGE_DECISIONS, before=now - KEPT_DAYS * 86_400)
            settled.purge(transaction, today)
        return gone


def _message(row: tuple[Any, ...]) -> Message:
    known = dict(zip(Message._fields, row, strict=True))
    known["ranking"] = [(name, float(value)) for name, value in json.loads(known["ranking"])]
    known["around"] = json.loads(known["around"])
    return Message(**known)
