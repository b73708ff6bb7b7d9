"""A stop that comes while Sanic starts is not lost."""

from __future__ import annotations

import asyncio
import signal

from sanic import Sanic

STOPS = (signal.SIGINT, signal.SIGTERM)
# Sanic leaves its start for its endless loop within a few rounds of it.
ROUNDS = 50


def hold_while_starting(app: Sanic) -> None:
    """Hold Ctrl-C and SIGTERM back between Sanic's own handlers and its endless loop.

    A stop in between would stop a loop that is not the endless one, and Sanic stops once: no later
    one would end it either. To be called last, once all other listeners are there.
    """

    @app.before_server_start
    async def hold(_running: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)

    @app.after_server_start
    async def let_go(running: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        running.ctx.letting_go = loop.create_task(_once_it_runs())


async def _once_it_runs() -> None:
    for _ in range(ROUNDS):
        await asyncio.sleep(0)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
