"""One way to reach a database: SQLite by default, PostgreSQL by its address.

Nothing here waits for ever: every connection has time-outs.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.pool import QueuePool, StaticPool

# A turn waits this long for another process's lock, then the person is asked to try again.
BUSY_SECONDS = 1.0
# Threads that talk to PostgreSQL, each with a connection.
CONNECTIONS = 8

_PRAGMAS = ("synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON")
_PAUSE_SECONDS = 0.01


def open_engine(url: str) -> Engine:
    """An engine for a database; nothing is reached before the first use.

    SQLite is meant for one thread: see `storage.database`. Deleted text is overwritten on
    disk, and a transaction begins when we say so, not when the driver does.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    return _postgresql(parsed)


def _sqlite(url: Any) -> Engine:
    in_memory = not url.database or url.database == ":memory:"
    if not in_memory:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url,
        poolclass=StaticPool if in_memory else QueuePool,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
        paramstyle="named",
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    _write_ahead(connection)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _write_ahead(connection: Any) -> None:
    """Two connections that switch a new file at once: SQLite refuses one, without waiting."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(_PAUSE_SECONDS)


def _postgresql(url: Any) -> Engine:
    # Only here: a file needs no PostgreSQL driver.
    from storage.postgres import CONNECT_ARGUMENTS, OPTIONS, STATEMENT_SECONDS

    options = " ".join(filter(None, (OPTIONS, url.query.get("options"))))
    return sa.create_engine(
        url.difference_update_query(["options"]),
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=STATEMENT_SECONDS,
        pool_pre_ping=True,
        connect_args={**CONNECT_ARGUMENTS, "options": options},
    )
