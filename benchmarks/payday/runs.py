"""The parts of a payday, each on a server of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from benchmarks.load import Measure, Right, measure, wait_until
from benchmarks.payday.loops import Heard, Load, session
from benchmarks.payday.people import Crowd
from benchmarks.payday.stand import Spent, Stand, sampled, standing
from benchmarks.serving import Stock, answers, running

LOOK_SECONDS = 5.0
START_SECONDS = 300.0
WARM_UP = 20
# The process that masks names opens its model meanwhile.
WARM_UP_SECONDS = 20.0


@dataclass(frozen=True)
class Site:
    """Where a load runs: the stores' addresses, and the archive that is served."""

    postgresql: str
    redis: str
    model: Path


@dataclass
class Part:
    """One load: what was heard, what was spent, and megabytes of memory, every few seconds."""

    heard: Heard
    spent: Spent
    memory: list[float] = field(default_factory=list)

    def milliseconds(self, spent: float) -> float:
        """CPU a message."""
        return 1000 * spent / max(1, self.heard.answered)


@dataclass(frozen=True)
class Day:
    """A steady load, then a burst, with so many conversations open; and what was kept of it.

    `kept` are the messages in the database, `twice` those that are there twice.
    """

    workers: int
    conversations: int
    steady: Part
    burst: Part
    kept: int
    twice: int

    @property
    def is_right(self) -> bool:
        """If every message was answered, and kept once."""
        parts = (self.steady.heard, self.burst.heard)
        answered = sum(part.answered for part in parts)
        return not any(part.failed for part in parts) and self.kept == answered and not self.twice


async def day(
    site: Site,
    *,
    workers: int,
    conversations: int,
    steady: tuple[float, float],
    burst: tuple[float, float],
) -> Day:
    """Hold a payday.

    Args:
        conversations: how many are open at any moment.
        steady: messages a second, and for how many seconds.
        burst: the same of the burst that follows.
    """
    with standing(workers, site.postgresql, site.redis, site.model) as stand:
        async with session() as http:
            load = await _loaded(stand, http)
            await load.open(conversations)
            first = await _part(stand, load.arrive(*steady))
            then = await _part(stand, load.arrive(*burst))
        kept, twice = stand.kept()
        return Day(workers, conversations, first, then, kept, twice)


async def most(
    site: Site, *, workers: int, people: int, seconds: float, turns: int | None = None
) -> Part:
    """What a server can do at most, with so many people who do not think."""
    with standing(workers, site.postgresql, site.redis, site.model) as stand:
        async with session() as http:
            load = await _loaded(stand, http)
            await load.press(WARM_UP, WARM_UP_SECONDS)
            return await _part(stand, load.press(people, seconds, turns))


async def stock(model: Path, folder: Path, right: Right, people: int, messages: int) -> Measure:
    """Stock Rasa, in memory, with the plain messages of `benchmarks.load`."""
    server = Stock()
    with running(server.commands(model, folder), folder):
        await wait_until(lambda: answers(server, right), START_SECONDS)
        await measure(server, right, people, messages // 4)
        return await measure(server, right, people, messages)


async def ready(stand: Stand, http: aiohttp.ClientSession) -> None:
    """Wait until a server answers; raises TimeoutError."""

    async def answers_now() -> bool:
        with suppress(aiohttp.ClientError):
            async with http.get(f"{stand.url}/readyz") as response:
                return response.status == 200
        return False

    await wait_until(answers_now, START_SECONDS)


async def _loaded(stand: Stand, http: aiohttp.ClientSession) -> Load:
    await ready(stand, http)
    return Load(Crowd([stand.url]), http)


async def _part(stand: Stand, load: Awaitable[Heard]) -> Part:
    memory: list[float] = []
    watching = asyncio.ensure_future(sampled(LOOK_SECONDS, stand.memory, memory))
    before = stand.spent()
    try:
        heard = await load
    finally:
        watching.cancel()
    spent = stand.spent().since(before)
    return Part(heard, spent, [*memory, stand.memory()])
