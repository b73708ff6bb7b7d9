"""A database comes back from its backup whole, also one of the version before; nothing is lost."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url

from storage import backup
from storage.archives import Archives
from storage.backup import BackupRefused, NotEmpty, back_up, restore
from storage.conversations import Store
from storage.database import Database
from storage.errors import Away
from storage.people import People
from storage.prepare import HEAD, prepare, version_of
from storage.replicas import Replicas
from tests.forked import forked
from tests.storage.test_prepare import filled, key_of

__all__ = ["filled"]
ARCHIVE = bytes(range(256)) * 9000


@pytest.fixture
def other(url: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Another database of the same kind, without tables."""
    if url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'other' / 'assistant.db'}"
    make: Callable[[], str] = request.getfixturevalue("make_database")
    return make()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup"


@pytest.fixture
def used(database: Database) -> Database:
    """A database with somebody, an archive and a conversation in it."""
    People(database).add("Camille", "camille@exemple.fr", "administrator", "hash")
    Archives(database).publish("a", ARCHIVE, "{}", "Camille")
    Store(database, idle_seconds=1800, max_turns=5).open("key", "web", None, "{}", {})
    return database


def holds(url: str) -> tuple[list[str], bytes, list[str]]:
    database = Database(url)
    prepare(database)
    people = [one.name for one in People(database).all()]
    archive = b"".join(Archives(database).pieces("a"))
    with database.engine.connect() as connection:
        keys = list(connection.execute(text("SELECT key FROM conversations")).scalars())
    database.close()
    return people, archive, keys


def test_what_was_there_comes_back(used: Database, url: str, other: str, file: Path) -> None:
    back_up(url, file)
    assert file.stat().st_mode & 0o077 == 0
    restore(other, file)
    assert holds(other) == (["Camille"], ARCHIVE, ["key"])
    # A new row gets a number that nobody has.
    database = Database(other)
    People(database).note("Camille", "essai")
    People(database).note("Camille", "essai")
    database.close()
    assert [path.name for path in file.parent.glob("*backup*")] == ["backup"]


def test_the_version_before_comes_back_and_goes_on(
    filled: Database, url: str, other: str, file: Path
) -> None:
    back_up(url, file)
    restore(other, file)
    database = Database(other)
    with database.engine.connect() as connection:
        assert "connector_sessions" in inspect(connection).get_table_names()
    prepare(database)
    with database.engine.connect() as connection:
        assert version_of(connection) == HEAD
    store = Store(database, idle_seconds=1800, max_turns=100)
    said = [turn.said for turn in store.history(key_of("goes_on"))]
    assert said == [None, "où sont mes paiements", "je veux voir mes dettes"]
    database.close()


def test_only_with_force_anything_is_lost(used: Database, url: str, other: str, file: Path) -> None:
    back_up(url, file)
    there = Database(other)
    prepare(there)
    People(there).add("Sacha", "sacha@exemple.fr", "administrator", "hash")
    there.close()
    with pytest.raises(NotEmpty, match="--force"):
        restore(other, file)
    assert holds(other) == (["Sacha"], b"", [])
    restore(other, file, force=True)
    assert holds(other) == (["Camille"], ARCHIVE, ["key"])


def test_tables_that_nobody_filled_yet_are_no_obstacle(
    used: Database, url: str, other: str, file: Path
) -> None:
    back_up(url, file)
    there = Database(other)
    prepare(there)
    there.close()
    restore(other, file)
    assert holds(other)[0] == ["Camille"]


def test_while_servers_run_nothing_is_brought_back(
    used: Database, url: str, other: str, file: Path
) -> None:
    back_up(url, file)
    there = Database(other)
    prepare(there)
    Replicas(there).see("p", "hote:5005", "0.1.0", None, None)
    with pytest.raises(BackupRefused, match="hote:5005"):
        restore(other, file, force=True)
    Replicas(there).leave("p")
    there.close()
    restore(other, file)


@pytest.mark.parametrize("cut", [0.0, 0.5, 0.98])
def test_a_file_that_is_cut_changes_nothing(
    used: Database, url: str, other: str, file: Path, cut: float
) -> None:
    back_up(url, file)
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * cut)])
    there = Database(other)
    prepare(there)
    People(there).add("Sacha", "sacha@exemple.fr", "administrator", "hash")
    there.close()
    with pytest.raises(BackupRefused):
        restore(other, file, force=True)
    assert holds(other) == (["Sacha"], b"", [])


def test_what_is_no_backup_is_refused(database: Database, url: str, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="No such file"):
        restore(url, tmp_path / "absent")
    (tmp_path / "text").write_text("certainly no backup")
    with pytest.raises(BackupRefused, match="n'est pas une sauvegarde"):
        restore(url, tmp_path / "text")
    sqlite3.connect(tmp_path / "else.db").execute(
        "CREATE TABLE else_ (id INTEGER)"
    ).connection.close()
    with pytest.raises(BackupRefused):
        restore(url, tmp_path / "else.db")


def test_a_file_that_is_there_is_not_overwritten(used: Database, url: str, file: Path) -> None:
    file.write_text("mine")
    with pytest.raises(BackupRefused, match="existe déjà"):
        back_up(url, file)
    assert file.read_text() == "mine"


def test_a_database_without_anything_of_ours(other: str, file: Path) -> None:
    with pytest.raises(BackupRefused, match="rien de l'assistant"):
        back_up(other, file)
    assert not file.exists()


# -- PostgreSQL alone


@pytest.fixture
def server(emptied: Callable[[], str]) -> str:
    url = emptied()
    database = Database(url)
    prepare(database)
    People(database).add("Camille", "camille@exemple.fr", "administrator", "hash")
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE neighbour (id integer)"))
        connection.execute(text("INSERT INTO neighbour VALUES (1)"))
    database.close()
    return url


def names(url: str, schema: str = "public") -> set[str]:
    database = Database(url)
    with database.engine.connect() as connection:
        found = set(inspect(connection).get_table_names(schema))
    database.close()
    return found


def test_tables_of_others_are_left_alone(
    server: str, make_database: Callable[[], str], file: Path
) -> None:
    back_up(server, file)
    empty = make_database()
    restore(empty, file)
    assert "people" in names(empty) and "neighbour" not in names(empty)
    restore(server, file, force=True)
    assert "neighbour" in names(server)


def test_a_restore_that_was_killed_is_ended_by_the_next(
    server: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(server, file)

    def killed() -> None:
        monkeypatch.setattr(backup, "_run", lambda *_: os.kill(os.getpid(), 9))
        restore(server, file, force=True)

    assert os.WTERMSIG(os.waitpid(forked(killed), 0)[1]) == 9
    assert "people" not in names(server)
    database = Database(server)
    backup._settle(database)
    database.close()
    assert [one.name for one in People(Database(server)).all()] == ["Camille"]
    restore(server, file, force=True)
    assert holds(server)[0] == ["Camille"] and "neighbour" in names(server)


def test_without_its_programs_it_is_said_in_french(
    server: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BackupRefused, match="pg_dump n'est pas installé"):
        back_up(server, file)


def test_a_password_is_on_no_command_line() -> None:
    url = make_url(
        "postgresql+psycopg2://me:hidden@host:5433/base?sslmode=require&options=-c%20a%3Db"
    )
    assert backup._address(url) == "postgresql://me@host:5433/base?sslmode=require"
    assert backup._password(url) == {"PGPASSWORD": "hidden"}


def test_a_server_that_is_away(file: Path) -> None:
    with pytest.raises(Away):
        back_up("postgresql://postgres@127.0.0.1:1/nowhere", file)
