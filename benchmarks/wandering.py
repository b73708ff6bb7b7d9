"""What it costs that any replica answers any message: two of them on one PostgreSQL.

`python -m benchmarks.wandering`, five minutes. In turn, each conversation stays with one
replica, or goes to the other with every message; the rounds alternate, since other work on the
machine changes from minute to minute. Processor time a message is blurred less than the rate.
"""

from __future__ import annotations

import argparse
import asyncio
from contextlib import ExitStack

from benchmarks.payday.__main__ import PEOPLE, POSTGRESQL, REDIS
from benchmarks.payday.loops import Heard, Load, session
from benchmarks.payday.people import Crowd
from benchmarks.payday.runs import WARM_UP, WARM_UP_SECONDS, ready
from benchmarks.payday.stand import Stand, new_database, serving
from bot.content.shelf import Shelf

REPLICAS = 2
ROUNDS, SECONDS = 4, 20.0
# More may be spent by this share when conversations wander.
ALLOWED = 0.20


class Costs:
    """Rates and processor times of the rounds of one kind."""

    def __init__(self) -> None:
        self.answered = 0
        self.failed = 0
        self.seconds = 0.0
        self.spent = 0.0

    def add(self, heard: Heard, spent: float) -> None:
        """Count one round in; `spent` are processor seconds."""
        self.answered += heard.answered
        self.failed += heard.failed.total()
        self.seconds += heard.seconds
        self.spent += spent

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.answered / self.seconds

    @property
    def milliseconds(self) -> float:
        """Processor time a message, of the replicas and of PostgreSQL."""
        return 1000 * self.spent / self.answered


async def compared(stands: list[Stand], rounds: int, seconds: float) -> tuple[Costs, Costs]:
    """What conversations that stay cost, and those that wander."""
    costs = Costs(), Costs()
    urls = [stand.url for stand in stands]
    async with session() as http:
        for stand in stands:
            await ready(stand, http)
        await Load(Crowd(urls), http).press(WARM_UP, WARM_UP_SECONDS)
        for number in range(2 * rounds):
            wandering = bool(number % 2)
            before = _spent(stands)
            load = Load(Crowd(urls, wandering=wandering, seed=number // 2), http)
            heard = await load.press(PEOPLE, seconds)
            costs[wandering].add(heard, _spent(stands) - before)
    return costs


def _spent(stands: list[Stand]) -> float:
    spent = [stand.spent() for stand in stands]
    return sum(one.assistant for one in spent) + spent[0].postgresql


def table(stays: Costs, wanders: Costs) -> str:
    """Both side by side, in Markdown."""
    rows = [
        ("messages/s", stays.rate, wanders.rate, stays.rate / wanders.rate - 1),
        (
            "CPU a message (ms)",
            stays.milliseconds,
            wanders.milliseconds,
            wanders.milliseconds / stays.milliseconds - 1,
        ),
        ("failed", stays.failed, wanders.failed, 0.0),
    ]
    lines = ["| | stays | wanders | costs |", "|---|--:|--:|--:|"]
    lines += [f"| {name} | {one:.1f} | {two:.1f} | {cost:+.0%} |" for name, one, two, cost in rows]
    return "\n".join([*lines, "", f"Allowed: {ALLOWED:+.0%}."])


def main() -> None:
    """Measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    options = parser.parse_args()
    model = Shelf().live()
    if model is None:
        parser.error("no model: run « assistant train » first")
    with ExitStack() as stack:
        database = stack.enter_context(new_database(POSTGRESQL))
        stands = [stack.enter_context(serving(1, database, REDIS, model)) for _ in range(REPLICAS)]
        print(table(*asyncio.run(compared(stands, options.rounds, options.seconds))))


if __name__ == "__main__":
    main()
