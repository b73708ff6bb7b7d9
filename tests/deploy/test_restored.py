"""A backup of the version before is restored by the commands, migrated and served."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from live_server import PREFIX, PRODUCT, PROJECT, Server
from sqlalchemy import text

from storage.database import Database
from storage.prepare import HEAD, version_of
from tests.ports import free_port
from tests.storage.test_prepare import HERE, key_of


def command(url: str, *arguments: str, code: int = 0) -> str:
    environment = {name: value for name, value in os.environ.items() if PREFIX not in name}
    done = subprocess.run(
        [PRODUCT, *arguments],
        env={**environment, "PYTHONPATH": PROJECT, f"{PREFIX}DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.fixture(params=["sqlite", "postgresql"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Addresses of databases without tables."""

    def url(name: str) -> str:
        if request.param == "sqlite":
            return f"sqlite:///{tmp_path / name / 'assistant.db'}"
        made: str = request.getfixturevalue("make_database")()
        return made

    return url


def fill(url: str) -> None:
    database = Database(url)
    script = (HERE / f"version_0_1_0.{database.engine.dialect.name}.sql").read_text("utf-8")
    connection = database.engine.raw_connection()
    if database.is_file:
        connection.executescript(script)
    else:
        connection.cursor().execute(script)
        connection.commit()
    connection.close()
    with database.engine.begin() as session:
        session.execute(text("UPDATE connector_sessions SET seen_at = 4e9"))
    database.close()


def test_the_version_before_is_backed_up_restored_and_served(
    make: Callable[[str], str], tmp_path: Path, model: Path
) -> None:
    before, after, file = make("before"), make("after"), tmp_path / "sauvegarde"
    fill(before)
    assert "Base sauvegardée" in command(before, "backup", str(file))
    assert "existe déjà" in command(before, "backup", str(file), code=1)
    assert "Base restaurée" in command(after, "restore", str(file))
    assert "--force" in command(after, "restore", str(file), code=1)
    server = Server(free_port(), tmp_path, database_url=after)
    server.start()
    try:
        assert server.assistant().say("où sont mes paiements")["messages"]
        # What is used by a server is not taken away under it.
        assert "arrêtez-les" in command(after, "restore", str(file), "--force", code=1)
    finally:
        server.stop()
    database = Database(after)
    with database.engine.connect() as connection:
        assert version_of(connection) == HEAD
        said = connection.execute(
            text("SELECT said FROM turns WHERE conversation = :key ORDER BY number"),
            {"key": key_of("goes_on")},
        ).scalars()
        assert [one for one in said if one] == ["où sont mes paiements", "je veux voir mes dettes"]
    database.close()
