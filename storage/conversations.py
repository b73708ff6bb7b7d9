"""What is kept of a conversation, for as long as it lasts.

Every method is one short transaction. A database that cannot be used raises SQLAlchemy's
or sqlite3's own errors; `connectors.runtime` turns them into a 503.
"""

from __future__ import annotations

import json
import threading
import time
from contextlib import AbstractContextManager, closing
from typing import Any, Literal, NamedTuple

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from connectors.contract.errors import ApiError, Code
from connectors.contract.schema import to_json
from storage import queries
from storage.tables import metadata, open_engine

OPENING = "opening"


class Claim(NamedTuple):
    """What a message finds in the store.

    `run`: the turn is ours to play. `wait`: another one is playing it. `done`: it was
    played, and `reply` is its answer as JSON, or None when the turn was too sensitive to
    keep.
    """

    state: Literal["run", "wait", "done"]
    number: int
    reply: str | None = None


class Turn(NamedTuple):
    """A played turn, as the transcript keeps it."""

    client_msg_id: str
    said: str | None
    reply: dict[str, Any]


class Store:
    """Sessions, their turns, and opinions, in SQLite or PostgreSQL."""

    def __init__(self, url: str, *, idle_seconds: int, max_turns: int) -> None:
        self._engine = open_engine(url)
        self._idle = idle_seconds
        self._max_turns = max_turns
        self._next_turn = queries.next_turn(self._engine.dialect.name)
        self._ready = False
        self._preparing = threading.Lock()

    def ping(self) -> None:
        """Raise unless the database answers and has its tables."""
        with self._begin() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def open(
        self,
        key: str,
        channel: str,
        app: str | None,
        reply: str,
        notes: dict[str, Any],
    ) -> None:
        """Begin a session, with the opening reply, as JSON, as its turn 0."""
        now = time.time()
        with self._begin() as connection:
            connection.execute(
                queries.add_session,
                {
                    "key": key,
                    "channel": channel,
                    "app": app,
                    "opened_at": now,
                    "seen_at": now,
                    "turns": 0,
                },
            )
            connection.execute(
                queries.add_turn,
                {
                    "session": key,
                    "client_msg_id": OPENING,
                    "number": 0,
                    "claimed_at": now,
                    "reply": reply,
                    "notes": to_json(notes),
                },
            )

    def claim(self, key: str, client_msg_id: str, owner: str, *, stale_after: float) -> Claim:
        """Take a turn, or learn that it is taken or done.

        A claim older than `stale_after` seconds was left by a process that died: it
        passes to the new owner.

        Raises:
            ApiError: `session_expired`, or `conversation_too_long`.
        """
        now = time.time()
        this = {"in_session": key, "in_message": client_msg_id, "in_owner": owner, "claimed": now}
        with self._begin() as connection:
            number = connection.execute(
                self._next_turn, {**this, "earliest": now - self._idle, "most": self._max_turns}
            ).scalar()
            if number is None:
                return self._claim_again(connection, this, stale_after)
            connection.execute(
                queries.touch_session, {"in_session": key, "seen": now, "count": number}
            )
            return Claim("run", number)

    def _claim_again(
        self, connection: Connection, this: dict[str, Any], stale_after: float
    ) -> Claim:
        """A message that gets no turn of its own: it has one, or there is no more to have."""
        key, now = this["in_session"], this["claimed"]
        session = self._live(connection, key, now)
        turn = connection.execute(queries.turn, this).first()
        if turn is not None and turn.owner is None:
            return Claim("done", turn.number, turn.reply)
        if session.ended_by not in (None, this["in_message"]):
            raise ApiError(Code.session_expired)
        if turn is None and session.turns >= self._max_turns:
            raise ApiError(Code.conversation_too_long)
        if turn is None:
            # Its turn failed and was given up in this very moment.
            return Claim("wait", session.turns)
        if now - turn.claimed_at < stale_after:
            return Claim("wait", turn.number)
        connection.execute(queries.take_turn, this)
        connection.execute(
            queries.touch_session, {"in_session": key, "seen": now, "count": session.turns}
        )
        return Claim("run", turn.number)

    def finish(
        self,
        key: str,
        client_msg_id: str,
        owner: str,
        *,
        said: str | None,
        reply: str | None,
        notes: dict[str, Any],
    ) -> bool:
        """Keep a turn's outcome; False when the claim was lost or the session erased."""
        with self._begin() as connection:
            kept = connection.execute(
                queries.finish_turn,
                {
                    "in_session": key,
                    "in_message": client_msg_id,
                    "in_owner": owner,
                    "heard": said,
                    "answered": reply,
                    "noted": to_json(notes),
                },
            )
        return bool(kept.rowcount)

    def release(self, key: str, client_msg_id: str, owner: str) -> None:
        """Give up a claim after a failure, so that the same message may be tried again."""
        with self._begin() as connection:
            connection.execute(
                queries.release_turn,
                {"in_session": key, "in_message": client_msg_id, "in_owner": owner},
            )

    def notes(self, key: str, number: int) -> dict[str, Any]:
        """What was noted beside the reply of a turn: its choices, its answers."""
        with self._begin() as connection:
            found = connection.execute(
                queries.turn_notes, {"in_session": key, "in_number": number}
            ).scalar()
        return json.loads(found) if found else {}

    def history(self, key: str) -> list[Turn]:
        """The opening and the turns that the person may see again, in order.

        Raises:
            ApiError: `session_expired`.
        """
        with self._begin() as connection:
            session = self._live(connection, key, time.time())
            if session.ended_by:
                raise ApiError(Code.session_expired)
            rows = connection.execute(queries.shown_turns, {"in_session": key}).all()
        return [Turn(row.client_msg_id, row.said, json.loads(row.reply)) for row in rows]

    def end(self, key: str, client_msg_id: str) -> None:
        """Close a session: only the turn that ended it stays, to be answered alike again."""
        this = {"in_session": key, "in_message": client_msg_id}
        with self._begin() as connection:
            connection.execute(queries.end_session, this)
            connection.execute(queries.drop_other_turns, this)

    def give_feedback(
        self, key: str, turn: int, message: int, client_msg_id: str, **values: Any
    ) -> None:
        """Keep an opinion; the same request may come again, another one may not.

        Raises:
            ApiError: `session_expired` or `feedback_already_given`.
        """
        now = time.time()
        with self._begin() as connection:
            self._live(connection, key, now)
            given_by = connection.execute(
                queries.opinion_giver,
                {"in_session": key, "in_turn": turn, "in_place": message},
            ).scalar()
            if given_by not in (None, client_msg_id):
                raise ApiError(Code.feedback_already_given)
            if given_by is None:
                where = {"session": key, "turn": turn, "message": message}
                connection.execute(
                    queries.add_opinion,
                    {**where, "given_by": client_msg_id, "given_at": now, **values},
                )

    def add_reason(self, key: str, turn: int, message: int, reason: str) -> None:
        """Keep why an opinion was given, if it is still there."""
        with self._begin() as connection:
            connection.execute(
                queries.add_reason,
                {"in_session": key, "in_turn": turn, "in_place": message, "kept": reason},
            )

    def erase(self, key: str) -> None:
        """Forget a session, its turns and its opinions."""
        with self._begin() as connection:
            for drop in (queries.drop_opinions, queries.drop_turns, queries.drop_session):
                connection.execute(drop, {"in_session": key})

    def scrub(self) -> None:
        """Empty SQLite's write-ahead log, where the bytes of what was erased still are."""
        if self._engine.dialect.name == "sqlite":
            with closing(self._engine.raw_connection()) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def alive(self, key: str) -> bool:
        """If the session is still there."""
        with self._begin() as connection:
            return connection.execute(queries.session, {"in_session": key}).first() is not None

    def purge(self, *, feedback_seconds: float) -> list[str]:
        """Delete what is past its time; opinions stay longer, tied to nobody.

        Returns:
            The keys of the sessions that ended.
        """
        now = time.time()
        with self._begin() as connection:
            idle = connection.execute(queries.idle_sessions, {"before": now - self._idle})
            gone = list(idle.scalars())
            for drop in (queries.untie_opinions, queries.drop_turns_of, queries.drop_sessions):
                connection.execute(drop, {"gone": gone})
            connection.execute(queries.drop_old_opinions, {"before": now - feedback_seconds})
        return gone

    def _live(self, connection: Connection, key: str, now: float) -> Any:
        session = connection.execute(queries.lock_session, {"in_session": key}).first()
        if session is None or session.seen_at < now - self._idle:
            raise ApiError(Code.session_expired)
        return session

    def _begin(self) -> AbstractContextManager[Connection]:
        if not self._ready:
            self._prepare()
        begun: AbstractContextManager[Connection] = self._engine.begin()
        return begun

    def _prepare(self) -> None:
        """Create the tables, at the first use: the server starts without its database."""
        with self._preparing:
            try:
                metadata.create_all(self._engine)
            except (IntegrityError, OperationalError, ProgrammingError):
                # Another process created them at the same time, or the database is away.
                metadata.create_all(self._engine)
            self._ready = True
