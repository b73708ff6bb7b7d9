"""Each message is played once, however often and wherever it arrives.

The claim is a row of the store, so it holds within a process and between processes that
share the database. A process that died leaves a stale claim, which the next one takes.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import structlog

from connectors.contract.errors import Unavailable
from connectors.runtime import Runtime
from storage.conversations import Claim

FIRST_WAIT = 0.02
LONGEST_WAIT = 0.25
# Time to store an answer after the bot's own time-out, before a claim counts as abandoned.
GRACE_SECONDS = 2.0

log = structlog.get_logger(__name__)

Finish = Callable[..., Awaitable[bool]]


class Once:
    """Claims on the messages of one process."""

    def __init__(self, resources: Runtime) -> None:
        self._resources = resources
        self._stale_after = resources.settings.turn_timeout_seconds + GRACE_SECONDS

    @asynccontextmanager
    async def claimed(self, key: str, client_msg_id: str) -> AsyncIterator[tuple[Claim, Finish]]:
        """Claim a message; waits while another request plays it.

        Yields:
            The claim, whose state is `run` or `done`, and the function that keeps the
            outcome of a turn that was run. Leaving with an error gives the claim up.

        Raises:
            ApiError: the session ended, or is full.
            Unavailable: the turn is still being played elsewhere after a long wait.
        """
        owner = uuid.uuid4().hex
        store = self._resources.store
        claim = await self._wait(key, client_msg_id, owner)

        async def finish(**outcome: Any) -> bool:
            return await self._resources.call(store.finish, key, client_msg_id, owner, **outcome)

        try:
            yield claim, finish
        except BaseException:
            if claim.state == "run":
                await self._release(key, client_msg_id, owner)
            raise

    async def _wait(self, key: str, client_msg_id: str, owner: str) -> Claim:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + 2 * self._stale_after
        pause = FIRST_WAIT
        while True:
            claim = await self._resources.call(
                self._resources.store.claim,
                key,
                client_msg_id,
                owner,
                stale_after=self._stale_after,
            )
            if claim.state != "wait":
                return claim
            if loop.time() > deadline:
                raise Unavailable("busy")
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_WAIT)

    async def _release(self, key: str, client_msg_id: str, owner: str) -> None:
        try:
            await self._resources.call(self._resources.store.release, key, client_msg_id, owner)
        except Unavailable:
            # It becomes stale by itself.
            log.warning("claim.not_released")
