"""Archives in the database: whole or not at all, one pointer, the last ten; who serves what."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable

import pytest
from sqlalchemy import text

from storage.archives import KEPT, PIECE_BYTES, Archives, Shelved
from storage.database import Database
from storage.errors import Away, Overtaken
from storage.replicas import UNSEEN_SECONDS, Replicas, Serving

CONTENT = bytes(range(256)) * (PIECE_BYTES // 100)
FACTS = '{"examples": 3}'
# Two processes reach for the pointer at the same moment: what each read before is the same.
PUBLISH = (
    "import sys; from storage.archives import Archives; from storage.database import Database;"
    "from storage.errors import Overtaken\n"
    "url, name = sys.argv[1:]; archives = Archives(Database(url))\n"
    "before = archives.shelved().live; print('ready', flush=True); sys.stdin.readline()\n"
    "try: archives.publish(name, name.encode() * 500_000, '{}', name, before)\n"
    "except Overtaken as error: print('overtaken by', error.by, error.archive)\n"
    "else: print('published')"
)


@pytest.fixture
def archives(database: Database) -> Archives:
    return Archives(database)


def kept(database: Database, table: str) -> list[str]:
    column = "archive" if table == "archive_pieces" else "name"
    with database.engine.connect() as connection:
        rows = connection.execute(text(f"SELECT DISTINCT {column} FROM {table}"))
        return sorted(rows.scalars())


def test_an_archive_comes_back_whole_with_its_checksum(archives: Archives) -> None:
    assert archives.shelved() == Shelved("", "", "")
    archives.publish("a", CONTENT, FACTS, "Camille")
    assert archives.shelved() == Shelved("a", hashlib.sha256(CONTENT).hexdigest(), "")
    assert b"".join(archives.pieces("a")) == CONTENT
    [stored] = archives.all()
    assert stored[:4] == ("a", hashlib.sha256(CONTENT).hexdigest(), len(CONTENT), FACTS)
    assert stored.used_by == "Camille"
    assert list(archives.pieces("b")) == []


def test_an_archive_that_was_made_anew_under_its_name_replaces_the_old_one(
    archives: Archives,
) -> None:
    archives.publish("a", CONTENT, FACTS, "Camille")
    archives.publish("a", b"new", FACTS, "Sacha")
    assert b"".join(archives.pieces("a")) == b"new"
    assert archives.shelved().sha256 == hashlib.sha256(b"new").hexdigest()


def test_what_was_live_meanwhile_is_told_and_nothing_is_kept(
    archives: Archives, database: Database
) -> None:
    archives.publish("a", b"a", FACTS, "Camille", "")
    archives.publish("b", b"b", FACTS, "Sacha", "a")
    with pytest.raises(Overtaken) as told:
        archives.publish("c", b"c", FACTS, "Camille", "a")
    assert (told.value.archive, told.value.by) == ("b", "Sacha")
    assert archives.shelved().live == "b"
    assert (
        sorted(kept(database, "archives")) == ["a", "b"] == sorted(kept(database, "archive_pieces"))
    )
    # What is so already is no conflict: a publication that was killed is ended.
    archives.publish("b", b"b", FACTS, "Sacha", "a")


def test_the_last_ten_are_kept_and_never_the_live_one_dropped(
    archives: Archives, database: Database
) -> None:
    for number in range(KEPT):
        archives.publish(f"a{number}", b"x", FACTS, "Camille")
    archives.publish("a0", b"x", FACTS, "Camille")
    for number in range(KEPT, KEPT + 3):
        archives.publish(f"a{number}", b"x", FACTS, "Camille")
    names = ["a12", "a11", "a10", "a0", "a9", "a8", "a7", "a6", "a5", "a4"]
    assert [one.name for one in archives.all()] == names
    assert kept(database, "archive_pieces") == sorted(names)


def test_validated_sentences_are_kept(archives: Archives) -> None:
    archives.publish("a", b"a", FACTS, "Camille")
    assert archives.validated() == b""
    settled = '{"sentences": {"où": "a"}}'.encode()
    archives.settle(settled)
    assert archives.validated() == settled
    assert archives.shelved().validated == hashlib.sha256(settled).hexdigest()
    assert archives.shelved().live == "a"


def test_of_two_processes_at_once_one_wins_whole_and_the_other_is_told(
    url: str, archives: Archives
) -> None:
    archives.publish("before", b"x", FACTS, "Camille")
    started = {
        name: subprocess.Popen(
            [sys.executable, "-c", PUBLISH, url, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    }
    for process in started.values():
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    for process in started.values():
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    said = {name: process.communicate(timeout=60)[0].strip() for name, process in started.items()}
    [winner] = [name for name, words in said.items() if words == "published"]
    [loser] = {"one", "two"} - {winner}
    assert said[loser] == f"overtaken by {winner} {winner}"
    assert archives.shelved().live == winner
    assert b"".join(archives.pieces(winner)) == winner.encode() * 500_000
    assert {one.name for one in archives.all()} == {"before", winner}


def test_who_serves_what_is_seen_and_forgotten(
    database: Database, open_database: Callable[[], Database]
) -> None:
    replicas, elsewhere = Replicas(database), Replicas(open_database())
    replicas.see("p1", "host-1:5005", "0.1.0", "a", None)
    elsewhere.see("p2", "host-2:5005", "0.2.0", "a", None)
    elsewhere.see("p2", "host-2:5005", "0.2.0", "b", "le modèle c est refusé")
    first, second = replicas.seen()
    assert first[:4] == ("host-1:5005", "0.1.0", "a", None)
    assert second[:4] == ("host-2:5005", "0.2.0", "b", "le modèle c est refusé")
    with database.transaction() as transaction:
        transaction.run(_LATER, unseen=UNSEEN_SECONDS + 1)
    assert [one.name for one in replicas.seen()] == ["host-2:5005"]
    elsewhere.leave("p2")
    assert replicas.seen() == []
    elsewhere.see("p2", "host-2:5005", "0.2.0", "b", None)
    assert [one.name for one in replicas.seen()] == ["host-2:5005"]
    assert isinstance(replicas.seen()[0], Serving)
    assert kept(database, "replicas") == ["host-2:5005"]


_LATER = text("UPDATE replicas SET seen_at = seen_at - :unseen WHERE process = 'p1'")


def test_a_database_that_is_away(tmp_path: object) -> None:
    database = Database("postgresql://postgres@127.0.0.1:1/nowhere")
    for ask in (Archives(database).shelved, Archives(database).all, Replicas(database).seen):
        with pytest.raises(Away):
            ask()
    database.close()
