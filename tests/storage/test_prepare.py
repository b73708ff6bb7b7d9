"""From nothing, or from version 0.1.0, to today's tables; by one process or by many."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from storage.claims import Claimant
from storage.conversations import Store
from storage.database import Database
from storage.errors import Away
from storage.prepare import HEAD, STEPS, prepare
from storage.tables import metadata

HERE = Path(__file__).parent
PREPARE = (
    "import sys; from storage.database import Database; from storage.prepare import prepare;"
    "prepare(Database(sys.argv[1]))"
)


def key_of(name: str) -> str:
    """The key of a conversation in the files of version 0.1.0, made with a fixed token."""
    return hashlib.sha256(f"{name:a<43}".encode()).hexdigest()


@pytest.fixture
def filled(open_database: Callable[[], Database]) -> Database:
    """A database that version 0.1.0 filled: see `docs/decisions/0012-migrations.md`."""
    database = open_database()
    script = HERE / f"version_0_1_0.{database.engine.dialect.name}.sql"
    connection = database.engine.raw_connection()
    if database.is_file:
        connection.executescript(script.read_text("utf-8"))
    else:
        connection.cursor().execute(script.read_text("utf-8"))
        connection.commit()
    connection.close()
    with database.engine.begin() as session:
        session.execute(text("UPDATE connector_sessions SET seen_at = 4e9"))
    return database


def test_the_head_is_the_last_step() -> None:
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_an_empty_database_gets_the_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
    prepare(database)


def test_two_processes_on_an_empty_database(url: str) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", PREPARE, url], stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    for process in started:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said.decode()


def test_many_threads_on_an_empty_database(open_database: Callable[[], Database]) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(prepare, [open_database() for _ in range(4)]))


def test_version_0_1_0_goes_on(filled: Database) -> None:
    prepare(filled)
    with filled.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert not [
            name
            for name in inspect(connection).get_table_names()
            if name.startswith("conn") or name == "conversation_events"
        ]
    store = Store(filled, idle_seconds=1800, max_turns=100)
    key = key_of("goes_on")
    turns = store.history(key)
    assert [turn.said for turn in turns] == [
        None,
        "où sont mes paiements",
        "je veux voir mes dettes",
    ]
    assert store.notes(key, 1)["answers"] == {"0": ["consulter_paiements", turns_answer(turns[1])]}
    claim, past = store.claim(key, "next", Claimant("me", "me"), is_abandoned=lambda *_: False)
    assert (claim.state, claim.number, claim.remembered) == ("run", 4, 3)
    assert [event["text"] for event in past if event["event"] == "user"] == [
        "où sont mes paiements",
        "je veux voir mes dettes",
    ]
    slots = {event["name"]: event["value"] for event in past if event["event"] == "slot"}
    assert slots["last_intent"] == "consulter_dettes"


def turns_answer(turn: object) -> str:
    assert "feedback" in str(turn)
    return "answer_consulter_paiements"


def test_a_claim_of_version_0_1_0_is_free_again(filled: Database) -> None:
    prepare(filled)
    store = Store(filled, idle_seconds=1800, max_turns=100)
    message = "00000000-0000-0000-0000-000000000063"
    claim, past = store.claim(
        key_of("interrupted"), message, Claimant("me", "me"), is_abandoned=lambda *_: False
    )
    assert claim.state == "run" and past


def test_opinions_and_ends_of_version_0_1_0_stay(filled: Database) -> None:
    prepare(filled)
    with filled.engine.connect() as connection:
        opinions = connection.execute(
            text("SELECT conversation, value, reason FROM opinions ORDER BY given_at")
        ).all()
        ended = connection.execute(
            text("SELECT count(*) FROM conversations WHERE ended_by IS NOT NULL")
        ).scalar()
    assert opinions == [(key_of("goes_on"), "down", "pas assez clair"), (None, "up", None)]
    assert ended == 1


def test_a_migration_that_fails_leaves_everything_as_it_was(
    filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with filled.engine.begin() as connection:
        connection.execute(text("UPDATE conversation_events SET data = 'spoilt'"))
    with pytest.raises(ValueError):
        prepare(filled)
    with filled.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        assert "connector_sessions" in tables and "conversations" not in tables


def test_a_server_that_is_not_there() -> None:
    database = Database("postgresql://postgres@127.0.0.1:1/nowhere")
    with pytest.raises(Away):
        prepare(database)
    database.close()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "assistant.db"
    path.write_bytes(b"certainly no database" * 100)
    database = Database(f"sqlite:///{path}")
    with pytest.raises(Away):
        prepare(database)
    database.close()
