"""The archives of an assistant in its database, for servers that share no disk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import text

from storage.database import CLOCKS, Database, Transaction
from storage.errors import Overtaken

# A statement has three seconds: no piece takes that long.
PIECE_BYTES = 1 << 20
# How many archives are kept: those that were live last.
KEPT = 10
_WHATEVER = "*"

# What is kept of a draft on trial is no archive that may be live: its name says so.
ON_TRIAL = "trial/"
_ALL = text(
    "SELECT name, sha256, size, facts, used_at, used_by FROM archives"
    f" WHERE name NOT LIKE '{ON_TRIAL}%' ORDER BY place DESC"
)
# Asked for by every server each second: no more than names, checksums and the trial.
_SHELF = text(
    "SELECT s.value, a.sha256, v.sha256, t.value, t.sha256 FROM shelf s"
    " JOIN shelf v ON v.name = 'validated' LEFT JOIN shelf t ON t.name = 'trial'"
    " LEFT JOIN archives a ON a.name = s.value WHERE s.name = 'live'"
)
_SUM = text("SELECT sha256 FROM archives WHERE name = :name")
# Not by the time: two may come within a millisecond, and clocks are set back.
_NEXT = "(SELECT coalesce(max(place), 0) + 1 FROM archives)"
_ADD = {
    dialect: text(
        "INSERT INTO archives (name, sha256, size, facts, place, used_at, used_by)"
        f" SELECT :name, :sha256, :size, :facts, {_NEXT}, {clock}, :by"
    )
    for dialect, clock in CLOCKS.items()
}
_ADD_PIECE = text(
    "INSERT INTO archive_pieces (archive, number, content) VALUES (:archive, :number, :content)"
)
_PIECE = text("SELECT content FROM archive_pieces WHERE archive = :archive AND number = :number")
_USED = {
    dialect: text(
        f"UPDATE archives SET place = {_NEXT}, used_at = {clock}, used_by = :by WHERE name = :name"
    )
    for dialect, clock in CLOCKS.items()
}
_DROP = text("DELETE FROM archives WHERE name = :name")
# The row is locked by this very statement: of two at once, the second sees what the first set.
_POINT = text(
    "UPDATE shelf SET value = :name, changed_by = :by"
    f" WHERE name = 'live' AND (:before = '{_WHATEVER}' OR value IN ('', :before, :name))"
)
_TRY = text(
    "UPDATE shelf SET value = :trial, sha256 = :sha256, changed_by = :by WHERE name = 'trial'"
    " AND EXISTS (SELECT 1 FROM shelf WHERE name = 'live' AND value = :beside)"
)
_TRY_NOTHING = text("UPDATE shelf SET value = '', sha256 = '' WHERE name = 'trial'")
_DROP_TRIED = text(f"DELETE FROM archives WHERE name LIKE '{ON_TRIAL}%'")
# Held until the end of the transaction: what is live does not change meanwhile.
_HOLD = text("UPDATE shelf SET value = value WHERE name = 'live'")
_LIVE = text("SELECT value, changed_by FROM shelf WHERE name = 'live'")
_VALIDATED = text("SELECT value FROM shelf WHERE name = 'validated'")
_SETTLE = text("UPDATE shelf SET value = :value, sha256 = :sha256 WHERE name = 'validated'")


class Stored(NamedTuple):
    """An archive that is kept: checksum, facts as JSON, when it was made live last and by whom."""

    name: str
    sha256: str
    size: int
    facts: str
    used_at: float
    used_by: str


class Shelved(NamedTuple):
    """What all servers should have: the live archive, its checksum, that of what is validated.

    `trial` is the trial that runs, as JSON, and `trial_sha256` the checksum of its draft.
    """

    live: str
    sha256: str
    validated: str
    trial: str = ""
    trial_sha256: str = ""


class Archives:
    """The archives of one database. Every method raises `Away` when it cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._dialect: str = database.engine.dialect.name

    def publish(
        self, name: str, content: bytes, facts: str, by: str, instead_of: str | None = None
    ) -> None:
        """Keep an archive and make it the live one: both, or nothing.

        Args:
            facts: what is known of it, as JSON.
            instead_of: what must be live before, if anything is; None for whatever.

        Raises:
            Overtaken: another one was made live meanwhile.
        """
        before = _WHATEVER if instead_of is None else instead_of
        with self._database.transaction() as transaction:
            if not transaction.run(_POINT, name=name, by=by, before=before):
                found = transaction.first(_LIVE)
                raise Overtaken(*found) if found else Overtaken("", "")
            # Compared with another archive, a draft would tell nothing.
            self._end_trial(transaction)
            self._keep(transaction, name, content, facts, by)
            for one in transaction.all(_ALL)[KEPT:]:
                transaction.run(_DROP, name=one[0])

    def shelved(self) -> Shelved:
        """What all servers should have now; empty words for what there is not."""
        with self._database.snapshot() as transaction:
            found = transaction.first(_SHELF) or ()
        return Shelved(*(value or "" for value in found)) if found else Shelved("", "", "")

    def begin_trial(self, name: str, content: bytes, trial: str, beside: str, by: str) -> None:
        """Keep a draft, and let it be tried beside the live archive: both, or nothing.

        Args:
            name: the draft's; it is kept apart from the archives that may be live.
            trial: what servers should know, as JSON.
            beside: what must be live.

        Raises:
            Overtaken: it is not any more.
        """
        with self._database.transaction() as transaction:
            transaction.run(_HOLD)
            told = {"trial": trial, "sha256": _checksum(content), "by": by, "beside": beside}
            if not transaction.run(_TRY, **told):
                found = transaction.first(_LIVE)
                raise Overtaken(*found) if found else Overtaken("", "")
            transaction.run(_DROP_TRIED)
            self._keep(transaction, ON_TRIAL + name, content, "null", by)

    def end_trial(self) -> None:
        """Try nothing any more, and keep nothing of the draft."""
        with self._database.transaction() as transaction:
            self._end_trial(transaction)

    def all(self) -> list[Stored]:
        """The archives, the one that was made live last first."""
        with self._database.snapshot() as transaction:
            return [Stored(*row) for row in transaction.all(_ALL)]

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of an archive, piece after piece; none when it is not there."""
        with self._database.snapshot() as transaction:
            number = 0
            while row := transaction.first(_PIECE, archive=name, number=number):
                yield bytes(row[0])
                number += 1

    def settle(self, validated: bytes) -> None:
        """Keep the file of the validated sentences."""
        with self._database.transaction() as transaction:
            transaction.run(_SETTLE, value=validated.decode(), sha256=_checksum(validated))

    def validated(self) -> bytes:
        """The file of the validated sentences; empty without one."""
        with self._database.snapshot() as transaction:
            row = transaction.first(_VALIDATED)
        return str(row[0]).encode() if row else b""

    def _end_trial(self, transaction: Transaction) -> None:
        transaction.run(_TRY_NOTHING)
        transaction.run(_DROP_TRIED)

    def _keep(
        self, transaction: Transaction, name: str, content: bytes, facts: str, by: str
    ) -> None:
        checksum = _checksum(content)
        if transaction.first(_SUM, name=name) == (checksum,):
            transaction.run(_USED[self._dialect], name=name, by=by)
            return
        transaction.run(_DROP, name=name)
        transaction.run(
            _ADD[self._dialect],
            name=name,
            sha256=checksum,
            size=len(content),
            facts=facts,
            by=by,
        )
        for number, start in enumerate(range(0, len(content), PIECE_BYTES)):
            piece = content[start : start + PIECE_BYTES]
            transaction.run(_ADD_PIECE, archive=name, number=number, content=piece)


def _checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
