"""A line to PostgreSQL that is not waited for without end.

The driver waits for ever for a server that is frozen, whose machine still answers: neither
the server's own time-outs nor those of TCP end that. Its one hook is a function for the
whole process, which here looks at lines of ours only.
"""

from __future__ import annotations

import select
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg2 import OperationalError, extensions

CONNECT_SECONDS = 2
STATEMENT_SECONDS = 3.0
# The server gives up first, and says why.
_GRACE_SECONDS = 1.0

_patience = threading.local()


class Line(extensions.connection):
    """A connection that gives up on a silent server."""


CONNECT_ARGUMENTS: dict[str, Any] = {
    "connection_factory": Line,
    "connect_timeout": CONNECT_SECONDS,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": int(STATEMENT_SECONDS * 1000),
}
OPTIONS = " ".join(
    f"-c {name}={int(STATEMENT_SECONDS * 1000)}" for name in ("statement_timeout", "lock_timeout")
)


@contextmanager
def patient(seconds: float) -> Iterator[None]:
    """Let PostgreSQL take longer for what this thread asks of it."""
    _patience.seconds = seconds
    try:
        yield
    finally:
        del _patience.seconds


def _wait(connection: Any) -> None:
    """Wait for the server; an error here makes the driver close the line.

    Raises:
        psycopg2.OperationalError: it stayed silent longer than a statement may take.
    """
    seconds = getattr(_patience, "seconds", STATEMENT_SECONDS) + _GRACE_SECONDS
    longest = int(seconds * 1000) if isinstance(connection, Line) else None
    while True:
        state = connection.poll()
        if state == extensions.POLL_OK:
            return
        poller = select.poll()
        wanted = select.POLLIN if state == extensions.POLL_READ else select.POLLOUT
        poller.register(connection.fileno(), wanted)
        if not poller.poll(longest):
            raise OperationalError("the database did not answer in time")


extensions.set_wait_callback(_wait)
