"""One connection: framing that nobody can misread, deadlines, and no crowd at the door.

Sanic leaves a connection open as long as a byte comes from time to time, takes what is
left of an unread body for the next request, and reads some heads otherwise than a proxy.
"""

from __future__ import annotations

import re
from time import monotonic
from typing import Any

from sanic.exceptions import InvalidUsage, RequestTimeout, SanicException, ServiceUnavailable
from sanic.http import Http, Stage
from sanic.server import HttpProtocol

from connectors.http.crowd import Crowd
from connectors.http.framing import check

# From the first byte to the end of the head, and from there to the end of the body. A new
# connection has as long to begin.
HEAD_SECONDS = 10.0
BODY_SECONDS = 10.0
# A kept connection waits longer for its next request than nginx waits to send one.
IDLE_SECONDS = 75.0
LOOK_SECONDS = 0.5

_SECONDS = {
    "new": HEAD_SECONDS,
    "head": HEAD_SECONDS,
    "body": BODY_SECONDS,
    "idle": IDLE_SECONDS,
}
_HALF = ("new", "head", "body")
_NO_TARGET = re.compile(r"[^!-~]")


class Exchange(Http):
    """Sanic's reader of requests and writer of answers, for one connection."""

    __slots__ = ("number",)

    def __init__(self, protocol: Any) -> None:
        super().__init__(protocol)  # type: ignore[no-untyped-call]
        self.number = 0
        self.request_body = None

    def init_for_request(self) -> None:
        super().init_for_request()  # type: ignore[no-untyped-call]
        self.number += 1

    @property
    def phase(self) -> str:
        """What the connection does: `new`, `idle`, `head`, `body` or `turn`."""
        if self.request_body:
            return "body"
        if self.stage is Stage.IDLE:
            return "new" if self.number < 2 else "idle"
        return "head" if self.stage is Stage.REQUEST else "turn"

    async def http1_request_header(self) -> None:
        """Read a head; HEAD is GET without the body, which Sanic leaves out by itself.

        Raises:
            sanic.exceptions.SanicException: it is too long, or no head of a request.
        """
        try:
            await super().http1_request_header()  # type: ignore[no-untyped-call]
            check(self.request.head)
        except SanicException:
            self._mend_target()
            raise
        except Exception:
            # `BadFraming`, or whatever Sanic's parsers raise.
            self._mend_target()
            self.request_body = None
            raise InvalidUsage("Bad Request") from None
        # Nothing here speaks WebSocket, and Sanic sets no deadline for those who do.
        self.upgrade_websocket = False
        if self.request.method == "HEAD":
            self.request.method = "GET"
        if self.request_body == "chunked":
            # Sanic loses its place where trailers follow.
            self.keep_alive = False

    async def error_response(self, exception: Exception) -> None:
        """Answer a request that failed, if anybody is still there."""
        if not self.protocol.transport.is_closing():
            await super().error_response(exception)

    def give_up(self) -> None:
        """What is to be answered when the time is over; the rest of a body is not read."""
        late = self.phase in _HALF
        self.request_body = None
        self.exception = RequestTimeout("late") if late else ServiceUnavailable("late")

    def _mend_target(self) -> None:
        """Keep of an address only what an answer can be chosen by."""
        path = _NO_TARGET.sub("", (self.url or "").partition("?")[0])
        self.url = path if path.startswith("/") else None


class Connection(HttpProtocol):
    """A client's connection to the application, whose `ctx.crowd` it waits in."""

    __slots__ = ("_crowd", "_seen", "_since")

    # Sanic says None for each of them before the connection is made and after it is lost.
    transport: Any
    conn_info: Any
    _http: Any

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._crowd: Crowd[Connection] = self.app.ctx.crowd
        self._seen: tuple[int, str] = (0, "")
        self._since = 0.0

    def _setup_connection(self) -> None:
        self._http = Exchange(self)
        self.check_timeouts()

    def check_timeouts(self) -> None:
        """Look from time to time whether the client or the turn takes too long."""
        if self._task is None or self._http is None or self.transport.is_closing():
            return
        phase, now = self._http.phase, monotonic()
        if self._seen != (self._http.number, phase):
            self._seen, self._since = (self._http.number, phase), now
        elif now - self._since > _SECONDS.get(phase, self.response_timeout):
            self._http.give_up()
            self._task.cancel()
            return
        else:
            self._wait_or_not(phase)
        self.loop.call_later(LOOK_SECONDS, self.check_timeouts)

    def connection_lost(self, exc: Exception | None) -> None:
        self._crowd.leave(self)
        super().connection_lost(exc)  # type: ignore[no-untyped-call]

    def _wait_or_not(self, phase: str) -> None:
        if phase == "turn":
            self._crowd.leave(self)
            return
        address = self.conn_info.client_ip or self.conn_info.client
        oldest = self._crowd.join(self, address, half=phase in _HALF)
        if oldest is not None:
            self._crowd.leave(oldest)
            oldest.transport.abort()
