"""The servers whose stores are broken; each is started once."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from tests.faults.kills import Forks, forks
from tests.faults.stages import FileStage, ServedStage

REDIS = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/")


@pytest.fixture(scope="session")
def file_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileStage]:
    if subprocess.run(["unshare", "--map-root-user", "--mount", "true"]).returncode:
        if os.environ.get("CI"):
            pytest.fail("no mount namespaces here: the faults of a file cannot be tried")
        pytest.skip("no mount namespaces here")
    stage = FileStage(tmp_path_factory.mktemp("file"))
    stage.server.start()
    yield stage
    stage.close()


@pytest.fixture(scope="session")
def served_stage(
    tmp_path_factory: pytest.TempPathFactory, make_database: Callable[[], str]
) -> Iterator[ServedStage]:
    try:
        redis.Redis.from_url(REDIS, socket_connect_timeout=3).ping()
    except redis.ConnectionError:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no Redis at {REDIS}")
    stage = ServedStage(tmp_path_factory.mktemp("served"), make_database(), REDIS)
    stage.server.start()
    yield stage
    stage.close()


@pytest.fixture(scope="module")
def forking() -> Iterator[Forks]:
    with forks() as context:
        yield context


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/assistant.db"
    make: Callable[[], str] = request.getfixturevalue("make_database")
    return make()
