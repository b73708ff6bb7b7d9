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
from time import monotonic
from typing import Any

from psycopg2 import Error as PostgresError
from psycopg2 import OperationalError, extensions
from sqlalchemy.exc import DisconnectionError, InvalidatePoolError

CONNECT_SECONDS = 2
STATEMENT_SECONDS = 3.0
# Who was not used for so long is asked if it is still there, and answers in so much.
SILENCE_SECONDS = 1.0
ASKED_SECONDS = 0.5
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
# A transaction whose process is gone without a word holds its conversation no longer than that.
IDLE_SECONDS = STATEMENT_SECONDS + 2
_LIMITS = {
    "statement_timeout": STATEMENT_SECONDS,
    "lock_timeout": STATEMENT_SECONDS,
    "idle_in_transaction_session_timeout": IDLE_SECONDS,
}
OPTIONS = " ".join(f"-c {name}={int(1000 * seconds)}" for name, seconds in _LIMITS.items())
# Under this name the pool notes when a line was used last.
_USED = "used"


@contextmanager
def patient(seconds: float) -> Iterator[None]:
    """Let PostgreSQL take longer for what this thread asks of it."""
    _patience.seconds = seconds
    try:
        yield
    finally:
        del _patience.seconds


def note_use(_connection: Any, record: Any) -> None:
    """When a line goes back to the pool."""
    record.info[_USED] = monotonic()


def look_at_line(connection: Any, record: Any, _proxy: Any) -> None:
    """Before a line is used again: one that is broken is replaced.

    A server that goes says so, which costs nothing to see. Only after some silence is it
    asked: at every use that would be one question in ten.

    Raises:
        DisconnectionError: this line is closed.
        InvalidatePoolError: there is no answer, so all lines that are as old are replaced.
    """
    if _USED not in record.info:
        return
    if _has_something_to_read(connection):
        raise DisconnectionError
    if monotonic() - record.info[_USED] < SILENCE_SECONDS:
        return
    try:
        with patient(ASKED_SECONDS), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        connection.rollback()
    except PostgresError as error:
        raise InvalidatePoolError from error


def _has_something_to_read(connection: Any) -> bool:
    """A server that was asked nothing has nothing to say but that it goes."""
    poller = select.poll()
    poller.register(connection.fileno(), select.POLLIN)
    return bool(poller.poll(0))


def _wait(connection: Any) -> None:
    """Wait for the server; an error here makes the driver close the line.

    Raises:
        psycopg2.OperationalError: it stayed silent longer than a statement may take.
    """
    seconds = getattr(_patience, "seconds", STATEMENT_SECONDS + _GRACE_SECONDS)
    if connection.status == extensions.STATUS_SETUP:
        seconds = CONNECT_SECONDS
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
