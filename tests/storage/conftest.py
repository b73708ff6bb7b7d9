"""A database of each kind, with today's tables."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from storage.conversations import Store
from storage.database import Database
from storage.prepare import prepare

REPLY = '{"messages":[{"id":"m1","text":"Voilà."}]}'


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables, one of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'var' / 'assistant.db'}"
    made: str = request.getfixturevalue("emptied")()
    return made


@pytest.fixture(scope="session")
def emptied(make_database: Callable[[], str]) -> Callable[[], str]:
    """One PostgreSQL database, emptied for each test: to drop one takes seconds."""
    made = make_database()

    def empty() -> str:
        engine = create_engine(made)
        with engine.begin() as connection:
            for statement in ("DROP SCHEMA public CASCADE", "CREATE SCHEMA public"):
                connection.execute(text(statement))
        engine.dispose()
        return made

    return empty


@pytest.fixture
def open_database(url: str) -> Iterator[Callable[[], Database]]:
    """Reaches the database once more, as another process would."""
    opened: list[Database] = []

    def reach() -> Database:
        opened.append(Database(url))
        return opened[-1]

    yield reach
    for database in opened:
        database.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with today's tables: to copy it is faster than to make them for each test."""
    path = tmp_path_factory.mktemp("prepared") / "assistant.db"
    made = Database(f"sqlite:///{path}")
    prepare(made)
    made.close()
    return path


@pytest.fixture
def database(url: str, open_database: Callable[[], Database], prepared: Path) -> Database:
    file = make_url(url).database if url.startswith("sqlite") else None
    if file is not None:
        Path(file).parent.mkdir(parents=True)
        shutil.copy(prepared, file)
    made = open_database()
    prepare(made)
    return made


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database, idle_seconds=1800, max_turns=5)


@pytest.fixture
def key(store: Store) -> str:
    """A conversation that was just opened."""
    name = uuid.uuid4().hex
    store.open(name, "web", None, REPLY, {"offers": {"c0-1": "/b"}})
    return name
