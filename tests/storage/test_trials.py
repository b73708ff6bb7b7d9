"""A trial by the database: pointer and draft together or not at all, and counts of its sides."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from sqlalchemy import text

from storage.archives import ON_TRIAL, Archives, Shelved
from storage.claims import Claimant
from storage.conversations import Store
from storage.database import Database
from storage.errors import Overtaken
from storage.replicas import Replicas, instances
from storage.statistics import Counted, CountedOfTrial, Statistics

TRIAL = '{"id": "t1"}'


@pytest.fixture
def archives(database: Database) -> Archives:
    made = Archives(database)
    made.publish("a", b"live", "null", "Camille")
    return made


def begin(archives: Archives, name: str = "b", content: bytes = b"draft") -> None:
    archives.begin_trial(name, content, TRIAL, "a", "Sacha")


def kept(database: Database) -> set[str]:
    with database.engine.connect() as connection:
        return set(connection.execute(text("SELECT name FROM archives")).scalars())


def test_servers_learn_of_the_trial_with_what_is_live(archives: Archives) -> None:
    live = archives.shelved()
    assert (live.trial, live.trial_sha256) == ("", "")
    begin(archives)
    draft = hashlib.sha256(b"draft").hexdigest()
    assert archives.shelved() == Shelved("a", live.sha256, "", TRIAL, draft)
    assert b"".join(archives.pieces(ON_TRIAL + "b")) == b"draft"
    # It is none of those that may be made live.
    assert [one.name for one in archives.all()] == ["a"]


def test_the_end_leaves_nothing_of_the_draft(archives: Archives, database: Database) -> None:
    begin(archives)
    archives.end_trial()
    assert archives.shelved().trial == archives.shelved().trial_sha256 == ""
    assert kept(database) == {"a"}
    archives.end_trial()


def test_the_next_trial_takes_the_place_of_the_one_before(
    archives: Archives, database: Database
) -> None:
    begin(archives)
    begin(archives, "c", b"other")
    assert kept(database) == {"a", f"{ON_TRIAL}c"}


def test_it_does_not_begin_beside_another_archive(archives: Archives, database: Database) -> None:
    archives.publish("z", b"newer", "null", "Lou")
    with pytest.raises(Overtaken) as told:
        begin(archives)
    assert (told.value.archive, told.value.by) == ("z", "Lou")
    assert archives.shelved().trial == "" and kept(database) == {"a", "z"}


def test_what_is_made_live_ends_it_in_the_same_step(archives: Archives, database: Database) -> None:
    begin(archives)
    archives.publish("b", b"draft", "null", "Sacha", "a")
    shelved = archives.shelved()
    assert (shelved.live, shelved.trial, shelved.trial_sha256) == ("b", "", "")
    assert kept(database) == {"a", "b"}
    archives.publish("a", b"live", "null", "Sacha", "b")
    assert archives.shelved().trial == ""


def test_each_side_is_counted_apart_and_with_all(
    database: Database, open_database: Callable[[], Database]
) -> None:
    here, elsewhere = Statistics(database), Statistics(open_database())
    all_of = Counted("2026-11-26", "web", "", "understood", "saluer")
    here.add({all_of: 3, CountedOfTrial("t1", "trial", "understood"): 2})
    elsewhere.add({all_of: 1, CountedOfTrial("t1", "trial", "understood"): 1})
    elsewhere.add({CountedOfTrial("t1", "live", "spoke"): 4, CountedOfTrial("t2", "live", "up"): 1})
    assert here.of_trial("t1") == {"trial": {"understood": 3}, "live": {"spoke": 4}}
    assert here.of_trial("t3") == {}
    [total] = here.totals("day", "2026-11-26", "2026-11-26")
    assert total == ("2026-11-26", "understood", 4)


def test_who_has_the_draft_and_who_does_not(database: Database) -> None:
    replicas = Replicas(database)
    replicas.see("p1", "host-1:5005", "1", "a", None, "t1")
    replicas.see("p2", "host-1:5005", "1", "a", None)
    replicas.see("p3", "host-2:5005", "1", "a", None, None, "b : abîmé")
    first, second = instances(replicas.seen())
    assert (first.trial, first.trial_refused) == (None, None)
    assert (second.trial, second.trial_refused) == (None, "b : abîmé")
    replicas.see("p2", "host-1:5005", "1", "a", None, "t1")
    assert instances(replicas.seen())[0].trial == "t1"


def test_a_claim_says_when_the_conversation_was_opened(
    store: Store, key: str, database: Database
) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE conversations SET opened_at = 1234.5"))
    claim, _ = store.claim(key, "m1", Claimant("me", "me"), is_abandoned=lambda *_: False)
    assert claim.opened_at == 1234.5
