"""What the operator reads while a server runs.

It stays short while something is away, and its own disk may be full.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections import Counter
from collections.abc import Callable, MutableMapping
from threading import Lock
from time import monotonic
from typing import Any, TextIO, cast

import structlog

from connectors.quiet import hush, without_words, writing_to

AGAIN_SECONDS = 60.0
_OFTEN = frozenset({"warning", "error", "critical"})
# Two complaints that are alike in these are the same one.
_SAME = ("event", "channel", "cause", "error", "at")

Event = MutableMapping[str, Any]


def configure_logs(worker: int | None = None) -> None:
    """JSON lines on standard error, coloured lines in a terminal; never a word of a request.

    The variable LOG_LEVEL says from which level on.

    Args:
        worker: which of several processes this one is, told on every line.
    """
    hush()
    level = logging.getLevelName(os.environ.get("LOG_LEVEL", "").upper())
    level = level if isinstance(level, int) else logging.ERROR
    logging.basicConfig(level=level, stream=sys.stderr, force=True)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(min(level, logging.INFO)),
        logger_factory=writing_to(cast(TextIO, Steady(sys.stderr))),
        processors=[
            Seldom(),
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_words,
            *([_of(worker)] if worker is not None else []),
            structlog.dev.ConsoleRenderer()
            if sys.stderr.isatty()
            else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


def _of(worker: int) -> Callable[[Any, str, Event], Event]:
    """A processor of structlog: says which worker writes."""
    return lambda _logger, _method, event: {**event, "worker": worker}


class Seldom:
    """A processor of structlog: the same complaint is written once a minute.

    The next one says how `often` it came meanwhile. May be used from any thread.
    """

    def __init__(self, *, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._lock = Lock()
        self._written: dict[tuple[str, ...], float] = {}
        self._dropped: Counter[tuple[str, ...]] = Counter()

    def __call__(self, _logger: Any, method: str, event: Event) -> Event:
        """Let an event through.

        Raises:
            structlog.DropEvent: it was written less than a minute ago.
        """
        if method not in _OFTEN:
            return event
        complaint = tuple(str(event.get(name)) for name in _SAME)
        with self._lock:
            now = self._now()
            self._forget(now)
            if complaint in self._written:
                self._dropped[complaint] += 1
                raise structlog.DropEvent
            self._written[complaint] = now
            dropped = self._dropped.pop(complaint, 0)
        return {**event, "often": dropped + 1} if dropped else event

    def _forget(self, now: float) -> None:
        """The oldest come first."""
        while self._written:
            complaint, written = next(iter(self._written.items()))
            if now - written < AGAIN_SECONDS:
                return
            del self._written[complaint]


class Steady:
    """A stream that loses a line rather than the request that writes it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write, if that can be done."""
        with contextlib.suppress(OSError):
            return self._stream.write(text)
        return 0

    def flush(self) -> None:
        """Write what waits, if that can be done."""
        with contextlib.suppress(OSError):
            self._stream.flush()
