"""How a message gets into the editors' inbox, and what it brings along.

A message comes from a conversation that goes on; nothing is taken from one that was erased
or in which a hard moment came.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sqlalchemy import text

from storage.database import Database, Transaction

# How many turns before and after a message are told of, by their intents.
AROUND = 3


Why = Literal["down", "refused", "missed", "tried", "suggested"]
# How harmful each is: what the person complained of comes before what we only doubt.
HARM: dict[Why, int] = {"down": 5, "refused": 4, "missed": 3, "tried": 2, "suggested": 1}


class Nearby(NamedTuple):
    """A turn of a conversation: what was said, redacted, and what was noted beside it."""

    number: int
    said: str | None
    notes: dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """A message to be kept.

    Args:
        text: redacted, names masked.
        alike: the same for messages that say the same.
        ranking: what it may have meant, with confidences, likeliest first.
        why: why editors should see it, and the `reason` that the person gave.
        response: what was answered.
        around: the intents of the turns `before` and `after`.
        next: the intent that the person went on with.
    """

    conversation: str
    turn: int
    day: str
    channel: str
    page: str | None
    text: str
    alike: str
    ranking: Sequence[tuple[str, float]]
    why: Why
    reason: str | None
    response: str | None
    around: dict[str, list[str]]
    next: str | None


_HARD_MOMENT = text(
    "SELECT 1 FROM turns WHERE conversation = :key AND number > 0 AND reply IS NULL LIMIT 1"
)
_LIVING = text("SELECT 1 FROM conversations WHERE key = :key")
_NEARBY = text(
    "SELECT number, said, notes FROM turns WHERE conversation = :key"
    " AND number BETWEEN :first AND :last ORDER BY number"
)
_KNOWN = text("SELECT why, reason, next FROM inbox WHERE conversation = :key AND turn = :turn")
_ADD = text(
    "INSERT INTO inbox (conversation, turn, day, channel, page, text, alike, ranking, why, harm,"
    " reason, response, around, next) VALUES (:conversation, :turn, :day, :channel, :page, :text,"
    " :alike, :ranking, :why, :harm, :reason, :response, :around, :next)"
)
_RENEW = text(
    "UPDATE inbox SET why = :why, harm = :harm, reason = :reason, around = :around, next = :next"
    " WHERE conversation = :key AND turn = :turn"
)


class Intake:
    """The way into the inbox of one database. Every method raises `Away` when it cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def nearby(self, key: str, turn: int) -> list[Nearby]:
        """The turns around one; none of a conversation of which nothing may be taken."""
        with self._database.snapshot() as transaction:
            if not may_be_taken(transaction, key):
                return []
            rows = transaction.all(_NEARBY, key=key, first=turn - 2 * AROUND, last=turn + AROUND)
        return [Nearby(number, said, json.loads(notes or "{}")) for number, said, notes in rows]

    def add(self, entry: Entry) -> None:
        """Keep a message, or what is new of one that is there; the worse reason stays."""
        with self._database.transaction() as transaction:
            # A hard moment may have come since the message was read: then nothing is kept.
            if not may_be_taken(transaction, entry.conversation):
                return
            if not _renewed(transaction, entry):
                transaction.run(
                    _ADD,
                    **{
                        **entry.__dict__,
                        "ranking": json.dumps(entry.ranking),
                        "around": json.dumps(entry.around),
                        "harm": HARM[entry.why],
                    },
                )

    def renew(self, key: str, turn: int, around: dict[str, list[str]], next: str | None) -> None:
        """Note what the person did after a message, if it is kept."""
        with self._database.transaction() as transaction:
            known = transaction.first(_KNOWN, key=key, turn=turn)
            if known is not None:
                why, reason, before = known
                _renew(transaction, key, turn, why, reason, around, before or next)


def may_be_taken(transaction: Transaction, key: str) -> bool:
    """If anything of a conversation may be shown to editors: it lives, without a hard moment."""
    return bool(transaction.first(_LIVING, key=key)) and not transaction.first(
        _HARD_MOMENT, key=key
    )


def _renewed(transaction: Transaction, entry: Entry) -> bool:
    known = transaction.first(_KNOWN, key=entry.conversation, turn=entry.turn)
    if known is None:
        return False
    why, reason, next = known
    _renew(
        transaction,
        entry.conversation,
        entry.turn,
        max(why, entry.why, key=lambda one: HARM[one]),
        entry.reason or reason,
        entry.around,
        next or entry.next,
    )
    return True


def _renew(
    transaction: Transaction,
    key: str,
    turn: int,
    why: Why,
    reason: str | None,
    around: dict[str, list[str]],
    next: str | None,
) -> None:
    transaction.run(
        _RENEW,
        key=key,
        turn=turn,
        why=why,
        harm=HARM[why],
        reason=reason,
        around=json.dumps(around),
        next=next,
    )
