"""A server with PostgreSQL and Redis to be loaded, and what it takes of the machine."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psutil
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from benchmarks.serving import free_port
from bot.content.sources import PROJECT

# Counted, and reached by nobody: all people of a run have one address.
ENOUGH = "1000000/minute"
# What their processes are called.
POSTGRESQL, REDIS = "postgres", "redis-server"
MOST_TURNS = "100000"
STOP_SECONDS = 60
# All servers of a run know each other's conversations.
SECRET = uuid.uuid4().hex


class Spent(NamedTuple):
    """CPU seconds since the start of each: ours, PostgreSQL's, Redis's and the load's."""

    assistant: float
    postgresql: float
    redis: float
    load: float

    def since(self, before: Spent) -> Spent:
        """What was spent since then."""
        return Spent._make(now - then for now, then in zip(self, before, strict=True))


class Stand:
    """One running server and its stores."""

    def __init__(self, url: str, process: psutil.Process, database: str) -> None:
        self.url = url
        self.database = database
        self._process = process

    def memory(self) -> float:
        """Megabytes of all its processes; what they share is counted once."""
        return sum(one.memory_full_info().pss for one in self._family()) / 1e6

    def spent(self) -> Spent:
        """CPU until now. The stores' is that of all who use them on this machine."""
        stores = dict.fromkeys((POSTGRESQL, REDIS), 0.0)
        for process in psutil.process_iter(["name"]):
            if process.info["name"] in stores:
                stores[process.info["name"]] += _seconds(process)
        ours = sum(map(_seconds, self._family()))
        return Spent(ours, stores[POSTGRESQL], stores[REDIS], _seconds(psutil.Process()))

    def kept(self) -> tuple[int, int]:
        """How many messages the database holds, and how many of them twice."""
        engine = create_engine(self.database)
        with engine.connect() as connection:
            rows = connection.execute(
                text("SELECT count(*), count(DISTINCT client_msg_id) FROM turns WHERE number > 0")
            ).one()
        engine.dispose()
        return int(rows[0]), int(rows[0]) - int(rows[1])

    def _family(self) -> list[psutil.Process]:
        return [self._process, *self._process.children(recursive=True)]


@contextmanager
def standing(workers: int, postgresql: str, redis: str, model: Path) -> Iterator[Stand]:
    """A server on a database of its own; both are gone at the end."""
    with new_database(postgresql) as database, serving(workers, database, redis, model) as stand:
        yield stand


@contextmanager
def serving(workers: int, database: str, redis: str, model: Path) -> Iterator[Stand]:
    """A server on a database that others may use too; it is gone at the end."""
    port = free_port()
    environment = {
        **{name: it for name, it in os.environ.items() if not name.startswith("ASSISTANT_")},
        "ASSISTANT_DATABASE_URL": database,
        "ASSISTANT_REDIS_URL": redis,
        "ASSISTANT_SECRET_KEY": SECRET,
        "ASSISTANT_RATE_CONVERSATION": ENOUGH,
        "ASSISTANT_RATE_ADDRESS": ENOUGH,
        "ASSISTANT_RATE_OPENINGS": ENOUGH,
        "ASSISTANT_CONVERSATION_MAX_TURNS": MOST_TURNS,
    }
    command = [str(Path(sys.executable).with_name("assistant")), "serve"]
    command += ["--port", str(port), "--model", str(model), "--workers", str(workers)]
    started = subprocess.Popen(
        command,
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield Stand(f"http://127.0.0.1:{port}", psutil.Process(started.pid), database)
    finally:
        started.terminate()
        started.wait(timeout=STOP_SECONDS)


@contextmanager
def new_database(postgresql: str) -> Iterator[str]:
    """The address of an empty database, which is dropped at the end."""
    engine = create_engine(postgresql, isolation_level="AUTOCOMMIT")
    name = f"payday_{uuid.uuid4().hex}"
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield make_url(postgresql).set(database=name).render_as_string(False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


def _seconds(process: psutil.Process) -> float:
    try:
        spent = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(spent.user + spent.system)


async def sampled(every: float, look: Callable[[], float], into: list[float]) -> None:
    """Look again and again, until cancelled; the load goes on meanwhile."""
    while True:
        into.append(await asyncio.to_thread(look))
        await asyncio.sleep(every)
