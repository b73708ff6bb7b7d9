"""What every test may need: Rasa as the product imports it, content, a trained model."""

from __future__ import annotations

import os
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from bot.content import Content
from bot.content.catalogue import Catalogue
from bot.content.shelf import Shelf
from bot.engine.light import import_for_training

POSTGRES = os.environ.get("DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/test")

os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
# How long a busy machine takes says nothing of what is tested.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
if "tests.quick" not in sys.modules:
    settings.load_profile("unhurried")
    # Before any test imports Rasa, as the `assistant` command does.
    import_for_training()


@pytest.fixture(scope="session")
def model() -> Path:
    """The live archive; a test that needs it fails when there is none."""
    path = Shelf().live()
    if path is None:
        pytest.fail("No model in bot/models: run `assistant train` first.", pytrace=False)
    return path


@pytest.fixture(scope="session")
def content() -> Content:
    """The content of the project's files."""
    return Content.from_files()


@pytest.fixture(scope="session")
def rows(content: Content) -> Catalogue:
    return content.catalogue


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


@pytest.fixture(scope="session")
def make_database(postgres: str) -> Iterator[Callable[[], str]]:
    """Make empty PostgreSQL databases; all are dropped at the end."""
    engine = create_engine(postgres, isolation_level="AUTOCOMMIT")
    names: list[str] = []

    def make() -> str:
        names.append(f"assistant_{uuid.uuid4().hex}")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {names[-1]}"))
        return str(make_url(postgres).set(database=names[-1]).render_as_string(False))

    yield make
    with engine.connect() as connection:
        for name in names:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()
