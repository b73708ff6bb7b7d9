"""The spans of a request, as the rooms that open them know them; here nothing is told.

A span has a name, a duration, and a few words from lists of ours. Nothing of a message, of a
person or of a conversation is in it, nor what was understood, nor that a turn was a hard one.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Literal

from structlog.contextvars import bound_contextvars

# A request, the turn that it asks for, and in it: wait for the claim, play, write.
Name = Literal["request", "turn", "claim", "play", "write"]
Fact = Literal["channel", "operation", "kind", "outcome", "status"]


class Span:
    """A stretch of a request's way; of this one nothing is told.

    `trace` is the name of all that belongs to one request, None while nothing is traced.
    """

    trace: str | None = None

    def say(self, fact: Fact, value: str | int) -> None:
        """Add a word from one of our lists; never one of a person's."""


class Traces:
    """Nothing is traced: what a process has without an address to tell it to."""

    def request(self, caller: str | None) -> AbstractContextManager[Span]:
        """The way of one request.

        Args:
            caller: the `traceparent` of a proxy that we trust, whose trace this belongs to.
        """
        return _NOTHING

    def span(self, name: Name) -> AbstractContextManager[Span]:
        """A stretch within the one that goes on. Left with an error, it tells which kind."""
        return _NOTHING

    def flush(self) -> None:
        """Tell what is not told yet; gives up after a short time."""


_NOTHING = nullcontext(Span())


def logged(trace: str | None) -> AbstractContextManager[None]:
    """While this lasts, lines of the log name the trace, if there is one."""
    return nullcontext() if trace is None else bound_contextvars(trace=trace)
