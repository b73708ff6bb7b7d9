"""Logs without a word of a request, whoever writes them and at whatever level.

Rasa writes the texts of messages, Sanic addresses with their query, and any traceback the
values it failed on. Only our own rooms say what they mean; of everybody else's records there
remain the place in their code, and of an exception its type and its place.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable, MutableMapping
from types import TracebackType
from typing import Any, TextIO

import structlog

OURS = ("assistant", "bot", "clients", "connectors", "storage", "workbench")
_KEPT = ("event", "level", "timestamp")


def place_of(error: BaseException) -> str:
    """Where in the code an exception was raised; its message may quote what a person wrote."""
    return _place(error.__traceback__)


def _place(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)
    return f"{frames[-1].name}:{frames[-1].lineno}" if frames else "?"


def hush() -> None:
    """Make every logger of this process quiet; done again, it changes nothing."""
    if not isinstance(logging.getLogRecordFactory(), _Quiet):
        logging.setLogRecordFactory(_Quiet(logging.getLogRecordFactory()))
    # A record that cannot be written is not written otherwise.
    logging.raiseExceptions = False
    sys.excepthook = _told
    threading.excepthook = lambda raised: _told(
        raised.exc_type, raised.exc_value, raised.exc_traceback
    )
    sys.unraisablehook = lambda raised: _told(
        raised.exc_type, raised.exc_value, raised.exc_traceback
    )


class _Quiet:
    """Makes log records that hold nothing of what others put into them."""

    def __init__(self, make: Callable[..., logging.LogRecord]) -> None:
        self._make = make

    def __call__(self, *args: Any, **options: Any) -> logging.LogRecord:
        record = self._make(*args, **options)
        if is_ours(record.name):
            return record
        where = f"{record.module}:{record.lineno}"
        if record.exc_info and record.exc_info[0] is not None:
            where += f" {record.exc_info[0].__name__} {_place(record.exc_info[2])}"
        record.msg, record.args = where, ()
        record.exc_info = record.exc_text = record.stack_info = None
        return record


def is_ours(name: str) -> bool:
    """If a logger is one of our own rooms'."""
    return name.partition(".")[0] in OURS


class Named:
    """Where structlog writes to, with the name of the logger that asked."""

    def __init__(self, name: str, out: TextIO) -> None:
        self.name = name
        self._out = out

    def msg(self, line: str) -> None:
        """Write one line, at once: of several processes on one stream, none writes inside it."""
        self._out.write(f"{line}\n")
        self._out.flush()

    log = debug = info = warning = error = critical = exception = fatal = warn = msg


def without_words(
    logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A processor of structlog: of others' events the name remains."""
    name = getattr(logger, "name", "")
    if is_ours(name):
        return event
    kept = {key: value for key, value in event.items() if key in _KEPT}
    # An event is a name with dots; anything else may be a sentence with a value in it.
    if not str(kept.get("event", "")).replace(".", "").replace("_", "").isalnum():
        kept["event"] = name or "?"
    return kept


def writing_to(out: TextIO) -> Callable[..., Named]:
    """structlog's factory of loggers, each with its name."""
    return lambda *args: Named(str(args[0]) if args else "", out)


def _told(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    """What stands in the place of a traceback."""
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger(__name__).critical("uncaught", error=kind.__name__, at=_place(trace))
