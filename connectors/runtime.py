"""What the two channels of one process share: the store, the counters, threads to wait in."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Any, TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.catalogue import Catalogue, catalogue
from connectors.contract.errors import Unavailable
from connectors.conversation.bot import forget
from connectors.limits.limiter import Limiter
from connectors.privacy import names
from connectors.settings import Settings, settings
from storage.conversations import Store

THREADS = 8
PURGE_SECONDS = 60
DAY = 86_400

T = TypeVar("T")

log = structlog.get_logger(__name__)


class Runtime:
    """One process's resources."""

    def __init__(self, chosen: Settings, content: Catalogue) -> None:
        secret = chosen.secret_key.get_secret_value()
        self.settings = chosen
        self.catalogue = content
        self.store = Store(
            chosen.database_url,
            idle_seconds=chosen.session_idle_seconds,
            max_turns=chosen.session_max_turns,
        )
        self.limiter = Limiter(chosen.redis_url, secret)
        self._is_file = chosen.database_url.startswith("sqlite")
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="connectors")
        self._purging: asyncio.Task[None] | None = None
        self._later: set[asyncio.Task[None]] = set()

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that nobody waits for."""
        task = asyncio.get_running_loop().create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def call(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run a method of the store: a local file answers at once, a server in a thread.

        Several threads would only wait for each other's turn to write a SQLite file:
        144 messages a second in threads, 240 without (`python -m benchmarks.serving`).

        Raises:
            Unavailable: the database cannot be used.
        """
        try:
            if self._is_file:
                return function(*args, **kwargs)
            return await self.in_thread(function, *args, **kwargs)
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise Unavailable("store") from error

    async def in_thread(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Wait for something elsewhere while the event loop goes on."""
        work = partial(function, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def limit(self, *hits: tuple[str, str, str]) -> None:
        """Count a request, against each `(rate, scope, who)` in turn.

        Raises:
            ApiError: it is one too many.
        """
        if self.limiter.remote:
            await self.in_thread(self._hit, hits)
        else:
            self._hit(hits)

    def _hit(self, hits: Iterable[tuple[str, str, str]]) -> None:
        for rate, scope, who in hits:
            self.limiter.hit(rate, scope, who)

    def start(self, agent_of: Callable[[], Any]) -> None:
        """Begin to delete what is past its time; called by each channel, done once."""
        if self._purging is None:
            self._purging = asyncio.get_running_loop().create_task(self._purge(agent_of))

    def stop(self) -> None:
        """Stop purging and give the connections back."""
        if self._purging is not None:
            self._purging.cancel()
            self._purging = None
        names.close()
        self.store.close()

    async def purge(self, agent: Any) -> None:
        """Delete ended conversations, here and in the bot's own store, and old opinions."""
        seconds = self.settings.feedback_days * DAY
        gone = await self.call(self.store.purge, feedback_seconds=seconds)
        if hasattr(agent, "tracker_store"):
            if hasattr(agent.tracker_store, "purge"):
                await agent.tracker_store.purge(self.settings.session_idle_seconds)
            else:
                for key in gone:
                    await forget(agent, key)
        await self.call(self.store.scrub)

    async def _purge(self, agent_of: Callable[[], Any]) -> None:
        while True:
            try:
                await self.purge(agent_of())
            except Exception as error:
                log.error("purge.failed", error=type(error).__name__)
            await asyncio.sleep(PURGE_SECONDS)


@cache
def runtime() -> Runtime:
    """The resources of this process."""
    return Runtime(settings(), catalogue())
