"""One way to reach a database: SQLite by default, PostgreSQL by its address.

Nothing here waits for ever: every connection has time-outs, those of PostgreSQL also when
the server is frozen or the line was cut without a word.
"""

from __future__ import annotations

import select
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.pool import QueuePool, StaticPool

# A turn waits this long for another process's lock, then the person is asked to try again.
BUSY_SECONDS = 1.0
CONNECT_SECONDS = 2
STATEMENT_SECONDS = 3.0
# Threads that talk to PostgreSQL, each with a connection.
CONNECTIONS = 8

_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON")
_POSTGRES: dict[str, Any] = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": int(STATEMENT_SECONDS * 1000),
    "options": f"-c statement_timeout={int(STATEMENT_SECONDS * 1000)}"
    f" -c lock_timeout={int(STATEMENT_SECONDS * 1000)}",
}

_patience = threading.local()


@contextmanager
def patient(seconds: float) -> Iterator[None]:
    """Let PostgreSQL take longer for what this thread asks of it."""
    _patience.seconds = seconds
    try:
        yield
    finally:
        del _patience.seconds


def open_engine(url: str) -> Engine:
    """An engine for a database; nothing is reached before the first use.

    SQLite has one connection, for one thread: see `storage.database`. Deleted text is
    overwritten on disk, and a transaction begins when we say so, not when the driver does.
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
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _postgresql(url: Any) -> Engine:
    from psycopg2 import extensions

    # The driver itself waits without end for a frozen server; this is its one hook.
    extensions.set_wait_callback(_wait)
    asked = url.query.get("options")
    options = _POSTGRES["options"] + (f" {asked}" if asked else "")
    return sa.create_engine(
        url.difference_update_query(["options"]),
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=STATEMENT_SECONDS,
        pool_pre_ping=True,
        connect_args={**_POSTGRES, "options": options},
    )


def _wait(connection: Any) -> None:
    """Wait for PostgreSQL, but not for ever; an error here makes the driver close the line.

    Raises:
        psycopg2.OperationalError: it stayed silent longer than a statement may take.
    """
    from psycopg2 import OperationalError, extensions

    seconds = getattr(_patience, "seconds", STATEMENT_SECONDS)
    while True:
        state = connection.poll()
        if state == extensions.POLL_OK:
            return
        poller = select.poll()
        wanted = select.POLLIN if state == extensions.POLL_READ else select.POLLOUT
        poller.register(connection.fileno(), wanted)
        if not poller.poll((seconds + 1) * 1000):
            raise OperationalError("the database did not answer in time")
