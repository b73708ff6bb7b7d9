"""Two ways to load a server, both bounded.

Open: messages come when they come, whether the server keeps up or not, and a message's time
counts from the moment it was due. Closed: so many people, each writing as soon as it is
answered, show what a server can do at most.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

import aiohttp
import numpy as np

from benchmarks.payday.people import Crowd, Failed, Person

# As a reverse proxy keeps them.
CONNECTIONS = 64
TIMEOUT_SECONDS = 60


@dataclass
class Heard:
    """What became of the messages of a load: when each was due, its milliseconds, its turn."""

    due: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    turn: list[int] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def answered(self) -> int:
        return len(self.milliseconds)

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.answered / self.seconds

    def percentile(self, *shares: float) -> list[float]:
        """The milliseconds under which these shares (0 to 100) of the messages were answered."""
        return [float(value) for value in np.percentile(self.milliseconds or [0.0], shares)]

    def of_turns(self, first: int, last: int) -> Heard:
        """Those that were the first, second… message of their conversation."""
        chosen = Heard(seconds=self.seconds)
        for due, took, turn in zip(self.due, self.milliseconds, self.turn, strict=True):
            if first <= turn <= last:
                chosen.due.append(due)
                chosen.milliseconds.append(took)
                chosen.turn.append(turn)
        return chosen


class Load:
    """People who write to one server."""

    def __init__(self, crowd: Crowd, http: aiohttp.ClientSession) -> None:
        self._crowd = crowd
        self._http = http
        # Whoever has thought longest is first.
        self._thinking: asyncio.Queue[Person] = asyncio.Queue()
        self._chance = random.Random(35)

    async def open(self, conversations: int) -> None:
        """Open conversations that wait for their first message.

        Raises:
            Failed: one was not opened.
        """
        people = [self._crowd.person() for _ in range(conversations)]
        await asyncio.gather(*(person.open(self._http) for person in people))
        for person in people:
            self._thinking.put_nowait(person)

    async def arrive(self, rate: float, seconds: float) -> Heard:
        """Messages come at random, `rate` a second on average.

        The time to think follows from how many conversations are open; no more messages than
        that are ever under way.
        """
        heard, under_way = Heard(seconds=seconds), set[asyncio.Task[None]]()
        began, due = perf_counter(), 0.0
        while (due := due + self._chance.expovariate(rate)) < seconds:
            await asyncio.sleep(max(0.0, began + due - perf_counter()))
            person = await self._thinking.get()
            task = asyncio.ensure_future(self._one(person, began, due, heard))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        await asyncio.gather(*under_way)
        return heard

    async def press(self, people: int, seconds: float, turns: int | None = None) -> Heard:
        """So many people write without thinking; `turns` is how long their conversations are."""
        heard, began = Heard(), perf_counter()

        async def write() -> None:
            person = None
            while (due := perf_counter() - began) < seconds:
                if person is None or person.is_done:
                    person = self._crowd.person(turns)
                    await person.open(self._http)
                    due = perf_counter() - began
                await self._say(person, began, due, heard)

        await asyncio.gather(*(write() for _ in range(people)))
        heard.seconds = perf_counter() - began
        return heard

    async def _one(self, person: Person, began: float, due: float, heard: Heard) -> None:
        await self._say(person, began, due, heard)
        if person.is_done:
            person = self._crowd.person()
            with _counted(heard):
                await person.open(self._http)
        self._thinking.put_nowait(person)

    async def _say(self, person: Person, began: float, due: float, heard: Heard) -> None:
        with _counted(heard):
            await person.write(self._http)
            heard.milliseconds.append(1000 * (perf_counter() - began - due))
            heard.due.append(due)
            heard.turn.append(person.said)


@contextmanager
def _counted(heard: Heard) -> Iterator[None]:
    try:
        yield
    except Failed as failed:
        heard.failed[str(failed)] += 1


def session() -> aiohttp.ClientSession:
    """A client with the connections of a reverse proxy."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=CONNECTIONS),
        timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS),
    )
