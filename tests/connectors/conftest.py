"""What the connectors' tests share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import redis
from live_server import OLD_APP_KEY, PORTAL, Pair, Server

from tests.ports import free_port

REDIS = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/")

# Imported by nobody: Rasa's parts that it needs would slow every collection.
FAULTY = (sys.executable, str(Path(__file__).with_name("faulty_server.py")))

StartServer = Callable[..., Server]


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The address of a Redis that can be reached; without one, CI fails."""
    try:
        redis.Redis.from_url(REDIS, socket_connect_timeout=3).ping()
    except redis.ConnectionError:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no Redis at {REDIS}")
    return REDIS


@pytest.fixture(scope="session")
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartServer]:
    """Start servers with settings of their own; all are stopped at the end."""
    started: list[Server] = []

    def start(folder: Path | None = None, *, until: str = "/readyz", **chosen: Any) -> Server:
        made = Server(free_port(), folder or tmp_path_factory.mktemp("server"), **chosen)
        started.append(made)
        made.start(until)
        return made

    yield start
    with ThreadPoolExecutor() as pool:
        list(pool.map(Server.stop, started))


@pytest.fixture(scope="session")
def server(start_server: StartServer) -> Server:
    """The server most tests share: no limits, so that they do not get in each other's way."""
    return start_server(
        rate_conversation="", rate_address="", rate_openings="", conversation_max_turns="100000"
    )


@pytest.fixture(scope="session")
def strict(start_server: StartServer) -> Server:
    """A server with tight limits, behind a trusted proxy, for one site and two app keys."""
    return start_server(
        rate_conversation="6/minute",
        rate_openings="5/minute",
        rate_address="12/minute",
        conversation_max_turns="4",
        trusted_proxies="127.0.0.1",
        cors_origins=f"{PORTAL},http://localhost:5100",
        app_jwt_previous_key=OLD_APP_KEY,
        app_link_base="cafmoncompte://",
    )


@pytest.fixture(scope="session", params=["file", "servers"])
def pair(request: pytest.FixtureRequest, start_server: StartServer) -> Iterator[Pair]:
    """On one SQLite file; then on PostgreSQL, with Redis. Their actions fail when asked to."""
    shared: dict[str, Any] = {
        "rate_conversation": "",
        "rate_address": "",
        "conversation_max_turns": "100000",
    }
    if request.param == "servers":
        shared["database_url"] = request.getfixturevalue("make_database")()
        shared["redis_url"] = request.getfixturevalue("redis_url")
    first = start_server(command=FAULTY, **shared)
    second = start_server(first.log.parent, command=FAULTY, **shared)
    yield Pair(first, second, shared.get("database_url", f"sqlite:///{first.database}"))
    first.stop()
    second.stop()
