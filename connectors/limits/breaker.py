"""Somebody who does not answer is left alone for a while, instead of making everybody wait."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic

# Who failed is asked again after so long, by one request alone.
PAUSE_SECONDS = 2.0


class Breaker:
    """Whether to ask; used from any thread."""

    def __init__(self, *, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._lock = Lock()
        self._open_until: float | None = None

    @property
    def may_ask(self) -> bool:
        """If the next request would ask."""
        return self._open_until is None or self._now() >= self._open_until

    def asks(self) -> bool:
        """If this request asks; while it is open, one in a while does."""
        with self._lock:
            if not self.may_ask:
                return False
            if self._open_until is not None:
                self._open_until = self._now() + PAUSE_SECONDS
            return True

    def failed(self) -> None:
        """Ask no more for a while."""
        with self._lock:
            self._open_until = self._now() + PAUSE_SECONDS

    def answered(self) -> bool:
        """Ask every time again; if it was open until now."""
        with self._lock:
            was_open = self._open_until is not None
            self._open_until = None
            return was_open
