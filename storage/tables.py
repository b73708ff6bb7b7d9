"""The tables of the connectors' store, and the connection to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    create_engine,
    event,
)
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.pool import QueuePool

BUSY_SECONDS = 5

metadata = MetaData()

sessions = Table(
    "connector_sessions",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("channel", String(8), nullable=False),
    Column("app", String(130)),
    Column("opened_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False, index=True),
    Column("ended_by", String(36)),
    Column("turns", Integer, nullable=False),
)

# `said` and `reply` hold redacted text only, and nothing at all for a sensitive turn.
turns = Table(
    "connector_turns",
    metadata,
    Column("session", ForeignKey(sessions.c.key, ondelete="CASCADE"), nullable=False),
    Column("client_msg_id", String(36), nullable=False),
    Column("number", Integer, nullable=False),
    Column("owner", String(32)),
    Column("claimed_at", Float, nullable=False),
    Column("said", Text),
    Column("reply", Text),
    Column("notes", Text),
    PrimaryKeyConstraint("session", "client_msg_id"),
    Index("connector_turns_number", "session", "number", unique=True),
)

# An opinion outlives its conversation without any tie to it: `session` is then empty.
feedback = Table(
    "connector_feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session", String(64)),
    Column("turn", Integer),
    Column("message", Integer),
    Column("given_by", String(36)),
    Column("given_at", Float, nullable=False),
    Column("channel", String(8), nullable=False),
    Column("intent", String(80), nullable=False),
    Column("response", String(120)),
    Column("value", String(4), nullable=False),
    Column("reason", Text),
    Index("connector_feedback_once", "session", "turn", "message", unique=True),
)


def open_engine(url: str) -> Engine:
    """An engine for this store; nothing is reached before the first use.

    On SQLite a transaction takes the write lock at once, so that two of them wait
    for each other instead of failing, and deleted text is overwritten on disk.
    """
    parsed = make_url(url)
    if not parsed.drivername.startswith("sqlite"):
        return create_engine(
            parsed,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": BUSY_SECONDS,
                "options": f"-c statement_timeout={BUSY_SECONDS}s",
            },
        )
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        parsed,
        poolclass=QueuePool,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Any) -> None:
    # Past SQLAlchemy, whose statements cost more than SQLite's: errors are sqlite3's own.
    connection.connection.execute("BEGIN IMMEDIATE")
