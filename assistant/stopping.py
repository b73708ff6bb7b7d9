"""A stop that comes while Sanic starts is not lost."""

from __future__ import annotations

import asyncio

from sanic import Sanic

# Sanic leaves its start for its endless loop within a few rounds of it.
ROUNDS = 50


def end_if_stopped_while_starting(app: Sanic) -> None:
    """Stop the endless loop of an application that was told to stop before it ran.

    Ctrl-C or SIGTERM between Sanic's own handlers and its endless loop stops a loop that is not
    the endless one; and Sanic stops once, so that no later one would end it either.
    """

    @app.after_server_start
    async def look(running: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        running.ctx.looking = loop.create_task(_end_if_stopped(running, loop))


async def _end_if_stopped(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
    for _ in range(ROUNDS):
        await asyncio.sleep(0)
    if app.is_stopping:
        loop.stop()
