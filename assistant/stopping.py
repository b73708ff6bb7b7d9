"""A stop that comes while the server starts is not lost."""

from __future__ import annotations

import asyncio
import signal
from types import FrameType

from sanic import Sanic

STOPS = (signal.SIGINT, signal.SIGTERM)
# Sanic leaves its start for its endless loop within a few rounds of it.
ROUNDS = 50


class Stops:
    """Ctrl-C and SIGTERM of a process that is starting.

    Whatever is imported then may swallow an exception; and between Sanic's own handlers and its
    endless loop, a stop ends a loop that is not the endless one, and Sanic stops once.
    """

    def __init__(self) -> None:
        self._asked = False

    def listen(self) -> None:
        """Note a stop until Sanic has handlers of its own; a second one interrupts."""
        for stop in STOPS:
            signal.signal(stop, self._note)

    def end_if_asked(self, app: Sanic) -> None:
        """Once it runs, stop an application that was told to before. Called before it starts."""

        @app.after_server_start
        async def look(running: Sanic, loop: asyncio.AbstractEventLoop) -> None:
            running.ctx.looking = loop.create_task(self._look(running, loop))

    async def _look(self, app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        for _ in range(ROUNDS):
            await asyncio.sleep(0)
        if self._asked and not app.is_stopping:
            app.stop()  # type: ignore[no-untyped-call]
        elif app.is_stopping:
            loop.stop()

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self._asked:
            signal.default_int_handler(number, frame)
        self._asked = True
