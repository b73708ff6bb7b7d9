"""Conversations in a database, and the living ones at hand.

A turn adds its events; none is written twice. The tracker of a conversation that goes
on in this process is kept, and used again if nobody else has written since.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import OrderedDict
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker

KEPT_ALIVE = 2500

_metadata = sa.MetaData()
_events = sa.Table(
    "conversation_events",
    _metadata,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("timestamp", sa.Float, nullable=False, index=True),
    sa.Column("data", sa.Text, nullable=False),
)

_OF_SENDER = _events.c.sender_id == sa.bindparam("sender")
_COUNT = sa.select(sa.func.count()).select_from(_events).where(_OF_SENDER)
_DATA = sa.select(_events.c.data).where(_OF_SENDER).order_by(_events.c.position)

Result = TypeVar("Result")


def database(url: str) -> sa.engine.Engine:
    """An engine for a SQLite or PostgreSQL URL.

    SQLite is in WAL mode, its folder made, and deleted text is overwritten on disk.
    """
    parsed = sa.engine.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url, connect_args={"check_same_thread": False}, poolclass=sa.pool.QueuePool
    )

    @sa.event.listens_for(engine, "connect")
    def _tune(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA busy_timeout=5000")

    return engine


class SqlTrackerStore(TrackerStore):
    """Rasa trackers in one table, an event a row.

    Unlike Rasa's FailSafeTrackerStore, a database that is away is an error
    (sqlalchemy.exc.SQLAlchemyError), not a silent loss of memory.
    """

    def __init__(self, engine: sa.engine.Engine, domain: Domain | None = None) -> None:
        super().__init__(domain)
        self._engine = engine
        self._in_thread = engine.dialect.name != "sqlite"
        self._alive: OrderedDict[str, DialogueStateTracker] = OrderedDict()
        _metadata.create_all(engine)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append the events of the turn.

        A turn that ends in a sensitive answer is never written: its conversation is
        erased instead, and the next message begins another one.
        """
        if _is_sensitive(tracker):
            await self.delete(tracker.sender_id)
            return
        await self._run(self._append, tracker)
        self._alive[tracker.sender_id] = tracker
        self._alive.move_to_end(tracker.sender_id)
        if len(self._alive) > KEPT_ALIVE:
            self._alive.popitem(last=False)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation, or None."""
        return await self._run(self._read, sender_id)

    def at_hand(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation as this process last saved it, without asking the database."""
        return self._alive.get(sender_id)

    def discard(self, sender_id: str) -> None:
        """Forget what is at hand of a conversation, not what is stored.

        After a turn that failed half way, the next one starts from the database.
        """
        self._alive.pop(sender_id, None)

    async def delete(self, sender_id: str) -> None:
        """Erase a conversation."""
        self._alive.pop(sender_id, None)
        await self._run(self._delete, _events.c.sender_id == sender_id)

    async def purge(self, older_than_seconds: float) -> int:
        """Erase the conversations whose last event is older; how many events went."""
        before = time.time() - older_than_seconds
        for sender_id, tracker in list(self._alive.items()):
            if tracker.events[-1].timestamp < before:
                del self._alive[sender_id]
        last = sa.func.max(_events.c.timestamp)
        stale = sa.select(_events.c.sender_id).group_by(_events.c.sender_id).having(last < before)
        return await self._run(self._delete, _events.c.sender_id.in_(stale))

    async def _run(self, work: Callable[[Any], Result], argument: Any) -> Result:
        """A local file answers at once; a server is waited for outside the event loop."""
        if not self._in_thread:
            return work(argument)
        return await asyncio.get_running_loop().run_in_executor(None, work, argument)

    def _append(self, tracker: DialogueStateTracker) -> None:
        known = getattr(tracker, "stored_events", 0)
        rows = [
            {
                "sender_id": tracker.sender_id,
                "position": known + number,
                "timestamp": event.timestamp,
                "data": json.dumps(event.as_dict(), ensure_ascii=False),
            }
            for number, event in enumerate(islice(tracker.events, known, None))
        ]
        if rows:
            with self._engine.begin() as connection:
                connection.execute(_events.insert(), rows)
        tracker.stored_events = known + len(rows)  # type: ignore[attr-defined]

    def _read(self, sender_id: str) -> DialogueStateTracker | None:
        living = self._alive.get(sender_id)
        with self._engine.connect() as connection:
            stored = connection.execute(_COUNT, {"sender": sender_id}).scalar_one()
            if living is not None and living.stored_events == stored:  # type: ignore[attr-defined]
                return living
            if not stored:
                return None
            rows = connection.execute(_DATA, {"sender": sender_id})
            events = [json.loads(row.data) for row in rows]
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        tracker.stored_events = len(events)  # type: ignore[attr-defined]
        return tracker

    def _delete(self, condition: Any) -> int:
        with self._engine.begin() as connection:
            return int(connection.execute(_events.delete().where(condition)).rowcount)


def _is_sensitive(tracker: DialogueStateTracker) -> bool:
    """If an action asked that nothing be kept of the turn (`action_urgent_help`)."""
    new = islice(tracker.events, getattr(tracker, "stored_events", 0), None)
    return any(
        isinstance(event, BotUttered) and ((event.data or {}).get("custom") or {}).get("sensitive")
        for event in new
    )
