"""What the connectors' tests share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from live_server import Server, free_port
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from bot.catalogue import Catalogue, catalogue
from connectors.store import Store
from connectors.tables import metadata

POSTGRES = os.environ.get("DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/test")

StartServer = Callable[..., Server]


@pytest.fixture(scope="session")
def rows() -> Catalogue:
    return catalogue()


@pytest.fixture(scope="session")
def postgres() -> str:
    """The address of a PostgreSQL that can be reached; without one, CI fails."""
    engine = create_engine(POSTGRES, connect_args={"connect_timeout": 3})
    try:
        engine.connect().close()
    except OperationalError:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL at {POSTGRES}")
    finally:
        engine.dispose()
    return POSTGRES


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables, one of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'var' / 'assistant.db'}"
        return
    url: str = request.getfixturevalue("postgres")
    engine = create_engine(url)
    metadata.drop_all(engine)
    yield url
    metadata.drop_all(engine)
    engine.dispose()


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    made = Store(store_url, idle_seconds=1800, max_turns=5)
    yield made
    made.close()


@pytest.fixture(scope="session")
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartServer]:
    """Start servers with settings of their own; all are stopped at the end."""
    started: list[Server] = []

    def start(folder: Path | None = None, **settings: str) -> Server:
        made = Server(free_port(), folder or tmp_path_factory.mktemp("server"), **settings)
        started.append(made)
        made.start()
        return made

    yield start
    for made in started:
        made.stop()


@pytest.fixture(scope="session")
def server(start_server: StartServer) -> Server:
    """The server most tests share: no limits, so that they do not get in each other's way."""
    return start_server(
        rate_session="", rate_address="", rate_openings="", session_max_turns="100000"
    )
