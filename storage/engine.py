"""One way to reach a database: SQLite by default, PostgreSQL by its address.

Nothing here waits for ever: every connection has time-outs.
"""

from __future__ import annotations

import os
import sqlite3
import time
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.pool import QueuePool, StaticPool

from storage.errors import Replaced

# A turn waits this long for another process's lock, then the person is asked to try again.
BUSY_SECONDS = 1.0
# Threads that talk to PostgreSQL, each with a connection.
CONNECTIONS = 8

# Under this name the pool notes which file a connection has open.
_FILE = "file"
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
    if not in_memory:
        sa.event.listen(engine, "connect", partial(_note_file, url.database))
        sa.event.listen(engine, "checkout", partial(_look_at_file, url.database))
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    _write_ahead(connection)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _note_file(path: str, _connection: Any, record: Any) -> None:
    record.info[_FILE] = _identity(path)


def _look_at_file(path: str, _connection: Any, record: Any, _proxy: Any) -> None:
    """Write in no file that has no name any more: what is kept there is lost.

    Raises:
        Replaced: under this name there is another file, or none.
    """
    if record.info[_FILE] != _identity(path):
        record.invalidate()
        raise Replaced("the file is another one")


def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _write_ahead(connection: Any) -> None:
    """Two connections that switch a new file at once: SQLite refuses one, without waiting."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(_PAUSE_SECONDS)


def _postgresql(url: Any) -> Engine:
    # Only here: a file needs no PostgreSQL driver.
    from storage.postgres import (
        CONNECT_ARGUMENTS,
        OPTIONS,
        STATEMENT_SECONDS,
        look_at_line,
        note_use,
    )

    options = " ".join(filter(None, (OPTIONS, url.query.get("options"))))
    engine = sa.create_engine(
        url.difference_update_query(["options"]),
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=STATEMENT_SECONDS,
        connect_args={**CONNECT_ARGUMENTS, "options": options},
    )
    sa.event.listen(engine, "checkin", note_use)
    sa.event.listen(engine, "checkout", look_at_line)
    return engine
