"""A payday on this machine: writes `docs/performance.md` and its picture.

`python -m benchmarks.payday`, a quarter of an hour, with PostgreSQL and Redis; the load runs
on the same machine. `--seconds 60` shortens the steady part to a minute. Stock Rasa's model
takes what `assistant train` left in Rasa's cache: train before.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.payday.report import Results, picture, write
from benchmarks.payday.runs import Site, day, most, stock
from benchmarks.serving import right_answers, stock_model
from bot.content.shelf import Shelf

POSTGRESQL = "postgresql://postgres@127.0.0.1:5432/postgres"
REDIS = "redis://127.0.0.1:6379/9"
# What a payday asks of 5 % of the visits (docs/performance.md), and a burst on top of it.
STEADY, BURST, BURST_SECONDS = 35.0, 100.0, 30.0
CONVERSATIONS = 2500
WORKERS = (1, 2, 4)
PEOPLE, SECONDS = 16, 15.0
# A conversation as long as few are, to see if its length costs.
LONG = 60
STOCK_PEOPLE, STOCK_MESSAGES = 8, 200


async def results(site: Site, seconds: float) -> Results:
    """Every part, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        model = stock_model(Path(folder))
        rasa = await stock(model, Path(folder), right_answers(), STOCK_PEOPLE, STOCK_MESSAGES)
    _tell(f"Rasa tel quel : {rasa.rate:.0f} messages/s")
    held = await day(
        site,
        workers=2,
        conversations=CONVERSATIONS,
        steady=(STEADY, seconds),
        burst=(BURST, BURST_SECONDS),
    )
    _tell(f"{held.steady.heard.answered} messages à {STEADY:.0f}/s, puis {BURST:.0f}/s")
    by_workers = {}
    for workers in WORKERS:
        by_workers[workers] = await most(site, workers=workers, people=PEOPLE, seconds=SECONDS)
        _tell(f"{workers} processus : {by_workers[workers].heard.rate:.0f} messages/s")
    long = await most(site, workers=1, people=8, seconds=SECONDS, turns=LONG)
    return Results(held, by_workers, long, rasa)


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def main() -> None:
    """Run, write the document, print it; fails when a message was not answered once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0, help="of the steady load")
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL", POSTGRESQL))
    parser.add_argument("--redis", default=os.environ.get("REDIS_URL", REDIS))
    options = parser.parse_args()
    model = Shelf().live()
    if model is None:
        parser.error("no model: run « assistant train » first")
    found = asyncio.run(results(Site(options.database, options.redis, model), options.seconds))
    picture(found)
    print(write(found))
    sys.exit(0 if found.day.is_right else 1)


if __name__ == "__main__":
    main()
