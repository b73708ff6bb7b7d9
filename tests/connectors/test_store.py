"""The store, on SQLite and on PostgreSQL."""

from __future__ import annotations

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from connectors.contract.errors import ApiError, Code
from storage import tables
from storage.conversations import Store

REPLY = '{"messages":[{"id":"m1","text":"Voilà."}]}'
OUTCOME: dict[str, Any] = {"said": "bonjour", "reply": REPLY, "notes": {"offers": {"c1-1": "/a"}}}


@pytest.fixture
def key(store: Store) -> str:
    name = uuid.uuid4().hex
    store.open(name, "web", None, REPLY, {"offers": {"c0-1": "/b"}})
    return name


def refused(call: Any, *args: Any, **kwargs: Any) -> Code:
    with pytest.raises(ApiError) as error:
        call(*args, **kwargs)
    return error.value.code


def everything(url: str) -> str:
    """All that the tables hold, as one text."""
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = [
            str(row)
            for table in tables.metadata.sorted_tables
            for row in connection.execute(table.select())
        ]
    engine.dispose()
    return "\n".join(rows)


def test_a_turn_is_played_once_and_answered_alike(store: Store, key: str) -> None:
    assert store.claim(key, "m", "me", stale_after=10)[:2] == ("run", 1)
    assert store.claim(key, "m", "other", stale_after=10).state == "wait"
    assert store.finish(key, "m", "me", **OUTCOME)
    assert store.claim(key, "m", "other", stale_after=10) == ("done", 1, REPLY)
    assert store.notes(key, 1) == OUTCOME["notes"]
    assert [turn.said for turn in store.history(key)] == [None, "bonjour"]


def test_an_abandoned_claim_is_taken_and_its_first_owner_is_late(store: Store, key: str) -> None:
    store.claim(key, "m", "dead", stale_after=10)
    assert store.claim(key, "m", "heir", stale_after=0)[:2] == ("run", 1)
    assert not store.finish(key, "m", "dead", **OUTCOME)
    assert store.finish(key, "m", "heir", **OUTCOME)


def test_a_failed_turn_can_be_tried_again(store: Store, key: str) -> None:
    store.claim(key, "m", "me", stale_after=10)
    store.release(key, "m", "other")
    assert store.claim(key, "m", "me", stale_after=10).state == "wait"
    store.release(key, "m", "me")
    assert store.claim(key, "m", "me", stale_after=10).state == "run"


def test_of_many_at_once_one_runs(store: Store, key: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        claims = list(
            pool.map(lambda owner: store.claim(key, "m", str(owner), stale_after=10), range(24))
        )
    assert sorted(claim.state for claim in claims) == ["run"] + ["wait"] * 23


def test_messages_at_once_get_numbers_of_their_own(store: Store, key: str) -> None:
    with ThreadPoolExecutor(5) as pool:
        claims = pool.map(lambda name: store.claim(key, str(name), "me", stale_after=10), range(5))
        assert sorted(claim.number for claim in claims) == [1, 2, 3, 4, 5]
    assert refused(store.claim, key, "more", "me", stale_after=10) is Code.conversation_too_long


def test_nothing_is_kept_of_a_sensitive_turn(store: Store, key: str, store_url: str) -> None:
    store.claim(key, "m", "me", stale_after=10)
    store.finish(key, "m", "me", said=None, reply=None, notes={})
    assert store.claim(key, "m", "me", stale_after=10) == ("done", 1, None)
    assert len(store.history(key)) == 1
    assert "None, None, '{}'" in everything(store_url)


def test_an_ended_session_only_repeats_its_end(store: Store, key: str) -> None:
    for name in ("m", "bye"):
        store.claim(key, name, "me", stale_after=10)
        store.finish(key, name, "me", **OUTCOME)
    store.end(key, "bye")
    assert store.claim(key, "bye", "me", stale_after=10).reply == REPLY
    assert refused(store.claim, key, "m", "me", stale_after=10) is Code.session_expired
    assert refused(store.history, key) is Code.session_expired


def test_an_opinion_is_taken_once(store: Store, key: str) -> None:
    values = {"channel": "web", "intent": "a", "response": "b", "value": "up", "reason": None}
    store.give_feedback(key, 1, 0, "first", **values)
    store.give_feedback(key, 1, 0, "first", **values)
    store.give_feedback(key, 1, 1, "second", **values)
    assert refused(store.give_feedback, key, 1, 0, "third", **values) is Code.feedback_already_given


def test_erased_means_gone(store: Store, key: str, store_url: str) -> None:
    store.claim(key, "m", "me", stale_after=10)
    store.finish(key, "m", "me", **OUTCOME)
    values = {"channel": "web", "intent": "a", "response": "b", "value": "up", "reason": "clair"}
    store.give_feedback(key, 1, 0, "m2", **values)
    assert key in everything(store_url)
    assert store.alive(key)
    store.erase(key)
    assert everything(store_url) == ""
    assert not store.alive(key)
    assert refused(store.claim, key, "m", "me", stale_after=10) is Code.session_expired
    assert refused(store.history, key) is Code.session_expired
    store.erase(key)


def test_what_is_past_its_time_is_purged(store_url: str) -> None:
    idle = Store(store_url, idle_seconds=60, max_turns=5)
    for key in ("old", "young"):
        idle.open(key, "web", None, REPLY, {})
        values = {"channel": "web", "intent": key, "response": "b", "value": "up", "reason": None}
        idle.give_feedback(key, 1, 0, "m", **values)
    engine = create_engine(store_url)
    long_ago = time.time() - 3600
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE connector_sessions SET seen_at = :then WHERE key = 'old'"),
            {"then": long_ago},
        )
    assert refused(idle.claim, "old", "m", "me", stale_after=10) is Code.session_expired
    assert idle.purge(feedback_seconds=7200) == ["old"]
    kept = everything(store_url)
    assert "'old'" in kept  # the opinion stays, for the intent it is about
    with engine.connect() as connection:
        tied = connection.execute(text("SELECT session, intent FROM connector_feedback")).all()
    assert sorted(tied, key=str) == [("young", "young"), (None, "old")]
    assert idle.alive("young")
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE connector_feedback SET given_at = :then WHERE session IS NULL"),
            {"then": long_ago},
        )
    assert idle.purge(feedback_seconds=1800) == []
    assert "'old'" not in everything(store_url)
    idle.close()
    engine.dispose()


def test_many_processes_can_make_the_tables_at_once(store_url: str) -> None:
    stores = [Store(store_url, idle_seconds=60, max_turns=5) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda made: made.ping(), stores))
    for made in stores:
        made.close()
