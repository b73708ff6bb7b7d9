"""The requests of one conversation in this process: one asks at a time, one looks for all.

Each question is a transaction on the conversation's row. If everybody who waits asked, two
hundred messages at once would keep the database busy with asking whether it is their turn,
and every thread of this process with waiting for that one row.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from weakref import WeakValueDictionary

from connectors.contract.errors import Unavailable


class Line:
    """Those who wait, by their places in the conversation's queue.

    The first of them looks; it also counts, for all, how long nothing has moved.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[int, asyncio.Event]] = {}
        self._front = ""
        self._unmoved = 0.0
        self._asking = asyncio.Lock()
        self._failed = 0

    @asynccontextmanager
    async def asking(self) -> AsyncIterator[None]:
        """While this lasts, nobody else of the line asks the database.

        Raises:
            Unavailable: somebody asked meanwhile, and it was away.
        """
        before = self._failed
        async with self._asking:
            if self._failed != before:
                raise Unavailable("store")
            try:
                yield
            except Unavailable:
                self._failed += 1
                raise

    def stand(self, token: str, place: int) -> None:
        """Wait at a place; the same request may get another one."""
        before, called = self._waiting.get(token, (place, asyncio.Event()))
        self._waiting[token] = (place, called)
        if place != before:
            self.call()

    def leave(self, token: str) -> None:
        """Wait no more; the next one looks."""
        self._waiting.pop(token, None)
        self.call()

    def call(self) -> None:
        """Let the first one look now, if somebody waits."""
        if self._waiting:
            self._waiting[self._first()][1].set()

    def unmoved(self, front: str, seconds: float) -> float:
        """How long `front` has been the one that all wait for, after `seconds` more."""
        self._unmoved = self._unmoved + seconds if front == self._front else 0.0
        self._front = front
        return self._unmoved

    async def wait(self, token: str, seconds: float) -> None:
        """Until this request is to look: when it is called, or, as the first, after a while."""
        called = self._waiting[token][1]
        while not called.is_set():
            first = self._first() == token
            try:
                await asyncio.wait_for(called.wait(), seconds if first else None)
            except asyncio.TimeoutError:
                break
        called.clear()

    def _first(self) -> str:
        return min(self._waiting, key=lambda token: self._waiting[token][0])


class Lines:
    """The lines of one process, as long as somebody stands in them."""

    def __init__(self) -> None:
        self._lines: WeakValueDictionary[str, Line] = WeakValueDictionary()

    @contextmanager
    def of(self, key: str, token: str) -> Iterator[Line]:
        """A conversation's line, for a request that may have to wait in it."""
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = Line()
        try:
            yield line
        finally:
            line.leave(token)

    def call(self, key: str) -> None:
        """A turn of the conversation has ended here."""
        line = self._lines.get(key)
        if line is not None:
            line.call()
