"""A file that was deleted or replaced is left at once; a line that is dead is left as well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from storage import statements
from storage.claims import Claimant
from storage.conversations import Store
from storage.database import Database
from storage.errors import Away, ConversationOver, Replaced
from storage.owners import Owners
from storage.prepare import prepare
from tests.faults.proxy import Proxy

REPLY = '{"messages":[]}'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "assistant.db"


@pytest.fixture
def file(path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{path}")
    prepare(made)
    yield made
    made.close()


def opened(database: Database, key: str) -> Store:
    store = Store(database, idle_seconds=1800, max_turns=5)
    store.open(key, "web", None, REPLY, {})
    return store


def test_nothing_is_written_into_a_deleted_file(file: Database, path: Path) -> None:
    store = opened(file, "before")
    for one in path.parent.glob("assistant.db*"):
        one.unlink()
    with pytest.raises(Replaced):
        store.history("before")
    prepare(file)
    with pytest.raises(ConversationOver):
        store.history("before")
    opened(file, "after")
    assert path.stat().st_size


def test_a_backup_put_in_its_place_is_used(file: Database, path: Path) -> None:
    store = opened(file, "before")
    backup = path.with_name("backup.db")
    with file.engine.connect() as connection:
        connection.exec_driver_sql(f"VACUUM INTO '{backup}'")
    opened(file, "since")
    for one in path.parent.glob("assistant.db-*"):
        one.unlink()
    backup.replace(path)
    with pytest.raises(Replaced):
        store.history("before")
    prepare(file)
    assert store.history("before")
    with pytest.raises(ConversationOver):
        store.history("since")


def test_a_file_that_was_read_only_is_written_again(
    file: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite opens such a file all the same, and that connection never writes."""
    store = opened(file, "before")
    with file.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
    with pytest.raises(Away):
        opened(file, "while")
    opened(file, "after")
    assert store.history("before")


@pytest.fixture
def line(emptied: object, postgres: str) -> Iterator[tuple[Database, Proxy]]:
    url = make_url(emptied())  # type: ignore[operator]
    proxy = Proxy(url.host or "127.0.0.1", url.port or 5432)
    made = Database(url.set(host="127.0.0.1", port=proxy.port).render_as_string(False))
    prepare(made)
    yield made, proxy
    proxy.close()
    made.close()


def test_after_a_restart_of_the_server_nobody_sees_the_dead_line(
    line: tuple[Database, Proxy],
) -> None:
    database, proxy = line
    store = opened(database, "key")
    proxy.drop()
    assert store.history("key")


def test_who_dies_without_a_word_in_a_transaction_holds_nobody_for_long(
    line: tuple[Database, Proxy], monkeypatch: pytest.MonkeyPatch
) -> None:
    database, proxy = line
    store = opened(database, "key")
    with pytest.raises(Away), database.transaction() as transaction:
        transaction.first(statements.lock_conversation, in_conversation="key")
        proxy.hush()
        transaction.first(statements.lock_conversation, in_conversation="key")
    owners = Owners(database)
    for _ in range(4):
        try:
            claim, _ = store.claim(
                "key", "m", Claimant(owners.name, "t"), is_abandoned=lambda *_: False
            )
            break
        except Away:
            continue
    else:
        pytest.fail("the conversation stays locked")
    assert claim.state == "run"
