"""What the two channels of one process share: the store, the counters, threads to wait in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Any, TypeVar

import structlog

from connectors import metrics
from connectors.alive import Alive
from connectors.contract.errors import ApiError, Code, Unavailable
from connectors.feed import Feed
from connectors.limits.limiter import Limiter
from connectors.notice import USUAL, Notices
from connectors.paris import now
from connectors.privacy.masking import Masking
from connectors.settings import Settings, settings
from connectors.tally import Tally
from connectors.traces.chosen import traces_to
from storage.conversations import Store
from storage.database import Database
from storage.errors import (
    Away,
    ConversationFull,
    ConversationOver,
    OpinionGiven,
    Replaced,
    StorageError,
)
from storage.inbox import Inbox
from storage.intake import Intake
from storage.owners import BEAT_SECONDS, Owners
from storage.prepare import prepare
from storage.statistics import Statistics

THREADS = 8
PURGE_SECONDS = 60
DAY = 86_400
# How often an operator reads that the database is still away.
SAID_AGAIN_SECONDS = 60
READY_SECONDS = 1.5

_CODES: dict[type[StorageError], Code] = {
    ConversationOver: Code.session_expired,
    ConversationFull: Code.conversation_too_long,
    OpinionGiven: Code.feedback_already_given,
}

T = TypeVar("T")
Forget = Callable[[str], Coroutine[Any, Any, None]]

log = structlog.get_logger(__name__)


class Runtime:
    """One process's resources."""

    def __init__(self, chosen: Settings, masking: Masking | None = None) -> None:
        """Args:
        masking: masks the names of persons; by default in a process that is ours alone.
        """
        secret = chosen.secret_key.get_secret_value()
        self.settings = chosen
        self.database = Database(chosen.database_url)
        self.owners = Owners(self.database)
        self.store = Store(
            self.database,
            idle_seconds=chosen.conversation_idle_seconds,
            max_turns=chosen.conversation_max_turns,
        )
        self.alive = Alive()
        self.inbox = Inbox(self.database)
        self.masking = masking or Masking()
        self.feed = Feed(Intake(self.database), self.masking)
        self.tally = Tally(Statistics(self.database))
        self.notices = Notices(chosen.notice_file or USUAL)
        self.limiter = Limiter(chosen.redis_url, secret)
        self.traces = traces_to(chosen.traces_url)
        self._prepared = False
        # What was erased, but may still be in a file that another process holds.
        self._unscrubbed = 0
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="connectors")
        self._tasks: list[asyncio.Task[None]] = []
        self._later: set[asyncio.Task[None]] = set()

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that nobody waits for."""
        task = asyncio.get_running_loop().create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def call(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run a method of the store, off the event loop.

        Raises:
            ApiError: what the store refuses, as the contract says it.
            Unavailable: the database cannot be used, or not yet.
        """
        if not self._prepared:
            raise Unavailable("store")
        try:
            return await self.database.call(function, *args, **kwargs)
        except Away as error:
            if isinstance(error, Replaced):
                self._begin_again()
            raise Unavailable("store") from error
        except StorageError as error:
            raise ApiError(_CODES[type(error)]) from error

    async def in_thread(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Wait for something elsewhere while the event loop goes on."""
        work = partial(function, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def limit(self, *hits: tuple[str, str, str]) -> None:
        """Count a request, against each `(rate, scope, who)` in turn.

        Raises:
            ApiError: it is one too many.
        """
        if self.limiter.waits:
            await self.in_thread(self._hit, hits)
        else:
            self._hit(hits)

    def _hit(self, hits: Iterable[tuple[str, str, str]]) -> None:
        for rate, scope, who in hits:
            self.limiter.hit(rate, scope, who)

    async def start(self, forget: Forget) -> None:
        """Prepare the database and begin to keep it; called by each channel, done once.

        A database that is away is tried again until it is there.

        Args:
            forget: makes the agent delete what it keeps itself of a conversation.
        """
        if self._tasks:
            return
        loop = asyncio.get_running_loop()
        tried = asyncio.Event()
        self._tasks = [
            loop.create_task(work)
            for work in (self._keep(tried), self._purge(forget), self.feed.write(self.call))
        ]
        await tried.wait()

    async def stop(self) -> None:
        """Stop what runs by itself and give the connections back."""
        for task in self._tasks:
            task.cancel()
        self._tasks = []
        self.masking.close()
        if self._prepared:
            try:
                await self.write_counts()
                await self.call(self.owners.leave)
            except Unavailable:
                log.warning("owner.not_left")
            # Both channels stop what they share; the second one finds nothing left to do.
            self._prepared = False
        self.database.close()
        await self.in_thread(self.traces.flush)

    async def prepare(self) -> None:
        """Bring the database to today's tables, and count this process in.

        Raises:
            Away: the database cannot be used.
        """
        await self.database.call(prepare, self.database)
        await self.database.call(self.owners.beat)
        self._prepared = True
        # What a process that died had erased may not be scrubbed yet.
        await self.scrub(1)

    def _begin_again(self) -> None:
        """Prepare another file at the next beat; what is at hand belongs to the one before."""
        if self._prepared:
            log.error("database.replaced")
            self._prepared = False
            self.alive.clear()

    async def is_ready(self) -> bool:
        """If the database can be written, found out in a short time."""
        try:
            await asyncio.wait_for(self.call(self.owners.beat), READY_SECONDS)
        except (Unavailable, asyncio.TimeoutError):
            return False
        return True

    async def scrub(self, erased: int = 0) -> None:
        """Let nothing be left of what was erased; if it cannot be done now, it is done later.

        Args:
            erased: how many erasures come on top of those that wait.
        """
        self._unscrubbed += erased
        waiting = self._unscrubbed
        try:
            if waiting and await self.call(self.store.scrub):
                self._unscrubbed -= waiting
        except Unavailable:
            log.warning("erasure.pending", count=self._unscrubbed)
        metrics.ERASURES_PENDING.set(self._unscrubbed)

    async def write_counts(self) -> None:
        """Write what was counted; what cannot be written now is written later.

        Raises:
            Unavailable: the database cannot be used.
        """
        counts = self.tally.take()
        try:
            if counts:
                await self.call(self.tally.write, counts)
        except Unavailable:
            self.tally.give_back(counts)
            raise

    async def purge(self, forget: Forget) -> None:
        """Delete what is past its time: conversations, here and in the agent's own store,
        opinions, and messages that were kept for editors."""
        self.alive.purge(self.settings.conversation_idle_seconds)
        seconds = self.settings.feedback_days * DAY
        gone = await self.call(self.store.purge, opinion_seconds=seconds)
        for key in gone:
            self.alive.drop(key)
            await forget(key)
        messages = await self.call(self.inbox.purge, now().date())
        await self.scrub(len(gone) + messages)

    async def _keep(self, tried: asyncio.Event) -> None:
        """Prepare the database as soon as it is there, then show that this process lives."""
        loop = asyncio.get_running_loop()
        said = -float(SAID_AGAIN_SECONDS)
        while True:
            try:
                if self._prepared:
                    await self.call(self.owners.beat)
                    await self.scrub()
                    await self.write_counts()
                else:
                    await self.prepare()
                    log.info("database.ready")
            except Exception as error:
                if loop.time() - said >= SAID_AGAIN_SECONDS:
                    said = loop.time()
                    log.warning("database.away", error=str(error) or type(error).__name__)
            tried.set()
            await asyncio.sleep(BEAT_SECONDS)

    async def _purge(self, forget: Forget) -> None:
        while True:
            await asyncio.sleep(PURGE_SECONDS)
            try:
                await self.purge(forget)
            except Exception as error:
                log.error("purge.failed", error=type(error).__name__)


@cache
def runtime() -> Runtime:
    """The resources of this process."""
    return Runtime(settings())
