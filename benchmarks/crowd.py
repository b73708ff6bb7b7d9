"""A steady crowd on a server: about so many messages a second, each answer looked at."""

from __future__ import annotations

import asyncio
import statistics
import threading
import time
from types import TracebackType

import aiohttp

from benchmarks.load import MESSAGES, TURNS_A_CONVERSATION, Right, Target

# It ends by itself at the latest after so many: ten minutes of twenty a second.
MOST = 12_000
PATIENCE = aiohttp.ClientTimeout(total=60)


class Crowd:
    """People who write, each once a second, in a thread of their own; `with` ends them.

    Args:
        right: tells if a text answers an intent.
        people: how many there are: as many messages a second.
    """

    def __init__(self, target: Target, right: Right, people: int) -> None:
        self._target = target
        self._right = right
        self._people = people
        self._over = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._all()), daemon=True)
        self.sent = 0
        # Of each message that was answered: milliseconds.
        self.latencies: list[float] = []
        # What was lost or wrong.
        self.faults: list[str] = []

    def __enter__(self) -> Crowd:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def wait_for(self, more: int) -> None:
        """Wait until so many more messages were answered, or until the crowd is at its end."""
        wanted = len(self.latencies) + more
        while len(self.latencies) < wanted and self._thread.is_alive():
            time.sleep(0.1)

    async def _all(self) -> None:
        async with aiohttp.ClientSession(timeout=PATIENCE) as http:
            await asyncio.gather(*(self._person(http, number) for number in range(self._people)))

    async def _person(self, http: aiohttp.ClientSession, number: int) -> None:
        # Not all in the same moment.
        await asyncio.sleep(number / self._people)
        turn, conversation = number, ""
        while not self._over.is_set() and self.sent < MOST:
            began = time.perf_counter()
            self.sent += 1
            text, intent = MESSAGES[turn % len(MESSAGES)]
            try:
                if not conversation or turn % TURNS_A_CONVERSATION == 0:
                    conversation = await self._target.open(http)
                asked = time.perf_counter()
                said = await self._target.say(http, conversation, text)
                self.latencies.append(1000 * (time.perf_counter() - asked))
                if not self._right(intent, said):
                    self.faults.append(f"« {text} » : {said}")
            except Exception as error:
                self.faults.append(f"« {text} » : {error!r}")
                conversation = ""
            turn += 1
            await asyncio.sleep(max(0.0, 1 - (time.perf_counter() - began)))


def percentiles(latencies: list[float]) -> tuple[float, float]:
    """The median and the 99th percentile."""
    cuts = statistics.quantiles(latencies, n=100, method="inclusive")
    return cuts[49], cuts[98]
