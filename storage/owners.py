"""Which processes live, told without a clock.

Each process counts up in a row of its own. Another one that sees the count stand still, by
its own monotonic time, knows that this process died; a clock that is set back or forward
changes nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from storage import statements
from storage.database import Database, Transaction

BEAT_SECONDS = 1.0
# A process that misses four beats is dead. Being wrong costs a turn played again, no more:
# what an owner writes after its claim was taken is refused.
DEAD_SECONDS = 4.0


class Owners:
    """This process among those that share a database."""

    def __init__(self, database: Database, *, now: Callable[[], float] = monotonic) -> None:
        self.name = uuid.uuid4().hex
        self._database = database
        self._now = now
        self._looked = now()
        self._looks = 0
        # The count of each process that has one, and since when it stands there.
        self._counts: dict[str, tuple[int, float]] = {}
        # Processes without a count, and how often we had looked when we first missed it.
        self._missed: dict[str, int] = {}
        # The tokens of the claims that requests of this process hold or ask for.
        self._playing: set[str] = set()

    @contextmanager
    def playing(self, token: str) -> Iterator[None]:
        """While this lasts, a claim with this token belongs to somebody."""
        self._playing.add(token)
        try:
            yield
        finally:
            self._playing.discard(token)

    def is_abandoned(self, owner: str, token: str) -> bool:
        """If nobody plays the claim any more that has this owner and this token."""
        return token not in self._playing if owner == self.name else self.is_dead(owner)

    def beat(self) -> None:
        """Say that this process lives, see which others do, and drop claims left behind.

        Raises:
            Away: the database cannot be written.
        """
        with self._database.transaction() as transaction:
            if not transaction.run(statements.beat, in_name=self.name):
                transaction.run(statements.add_owner, new_name=self.name, new_beat=1)
            beats: dict[str, int] = dict(transaction.all(statements.beats))  # type: ignore[arg-type]
            self._note(beats)
            for name in beats:
                if name != self.name and self.is_dead(name):
                    transaction.run(statements.drop_owner, in_name=name)
                    self._missed[name] = -1
            self._drop_left(transaction)

    def leave(self) -> None:
        """Give up this process's row and its claims, at its end."""
        with self._database.transaction() as transaction:
            transaction.run(statements.drop_claims_of, in_name=self.name)
            transaction.run(statements.drop_owner, in_name=self.name)

    def is_dead(self, name: str) -> bool:
        """If the process of that name has stopped counting, or has left.

        A process counts before its first claim: one that has no count died or left.
        """
        if name not in self._counts:
            return self._looks > self._missed.setdefault(name, self._looks)
        return self._now() - self._counts[name][1] > DEAD_SECONDS

    def _drop_left(self, transaction: Transaction) -> None:
        """Claims that could not be released when the database was away."""
        for key, client_msg_id, token in transaction.all(statements.claims_of, in_name=self.name):
            if token not in self._playing:
                transaction.run(
                    statements.drop_claim,
                    in_conversation=key,
                    in_message=client_msg_id,
                    in_token=token,
                )

    def _note(self, beats: dict[str, int]) -> None:
        now = self._now()
        # While we could not look, others could not count either: they get their time again.
        before = self._counts if now - self._looked <= 2 * BEAT_SECONDS else {}
        self._counts = {
            name: before[name] if name in before and before[name][0] == count else (count, now)
            for name, count in beats.items()
        }
        self._looked = now
        self._looks += 1
