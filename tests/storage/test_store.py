"""The store, on SQLite and on PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text

from storage import tables
from storage.claims import Claim, Claimant
from storage.conversations import Outcome, Store
from storage.database import Database
from storage.errors import ConversationFull, ConversationOver, OpinionGiven

REPLY = '{"messages":[{"id":"m1","text":"Voilà."}]}'
OUTCOME = Outcome(said="bonjour", reply=REPLY, notes={"offers": {"c1-1": "/a"}})
OPINION: dict[str, Any] = {"channel": "web", "intent": "a", "response": "b", "value": "up"}


def nobody(_owner: str, _token: str) -> bool:
    return False


def everybody(_owner: str, _token: str) -> bool:
    return True


def claim(
    store: Store, key: str, message: str, token: str = "me", is_abandoned: Any = nobody
) -> Claim:
    return store.claim(key, message, Claimant("process", token), is_abandoned=is_abandoned)[0]


def say(store: Store, key: str, message: str, outcome: Outcome = OUTCOME) -> None:
    """A whole turn."""
    assert claim(store, key, message).state == "run"
    assert store.finish(key, message, "me", outcome) == "kept"


def remembered(store: Store, key: str, message: str, at_hand: int | None = None) -> Any:
    """What the next turn is given of the past."""
    _, events = store.claim(
        key, message, Claimant("process", "me"), is_abandoned=nobody, at_hand=at_hand
    )
    return events


def everything(database: Database) -> str:
    """All that the tables hold but the two rows that are always there, as one text."""
    with database.engine.connect() as connection:
        rows = [
            str(row)
            for table in tables.metadata.sorted_tables
            if table is not tables.shelf
            for row in connection.execute(table.select())
        ]
    return "\n".join(rows)


def execute(database: Database, statement: str, **values: Any) -> None:
    with database.engine.begin() as connection:
        connection.execute(text(statement), values)


def test_a_turn_is_played_once_and_answered_alike(store: Store, key: str) -> None:
    assert claim(store, key, "m")[:2] == ("run", 1)
    assert claim(store, key, "m", "other").state == "wait"
    assert store.finish(key, "m", "me", OUTCOME) == "kept"
    assert claim(store, key, "m", "other")[:3] == ("done", 1, REPLY)
    assert store.notes(key, 1) == OUTCOME.notes
    assert [turn.said for turn in store.history(key)] == [None, "bonjour"]


def test_messages_are_played_in_the_order_of_their_arrival(store: Store, key: str) -> None:
    assert claim(store, key, "first", "a").state == "run"
    assert claim(store, key, "second", "b").state == "wait"
    assert claim(store, key, "third", "c").state == "wait"
    assert store.finish(key, "first", "a", OUTCOME) == "kept"
    assert claim(store, key, "third", "c").first == "b"
    assert claim(store, key, "second", "b")[:2] == ("run", 2)
    store.release(key, "second", "b")
    assert claim(store, key, "third", "c")[:2] == ("run", 2)


def test_an_abandoned_claim_is_taken_and_its_first_owner_is_late(store: Store, key: str) -> None:
    claim(store, key, "m", "dead")
    assert claim(store, key, "m", "heir", everybody)[:2] == ("run", 1)
    assert store.finish(key, "m", "dead", OUTCOME) == "lost"
    assert store.finish(key, "m", "heir", OUTCOME) == "kept"


def test_an_abandoned_claim_holds_nobody_up(store: Store, key: str) -> None:
    claim(store, key, "of the dead", "dead")
    assert claim(store, key, "m", "me", everybody)[:2] == ("run", 1)
    assert store.finish(key, "of the dead", "dead", OUTCOME) == "lost"
    assert claim(store, key, "of the dead", "again").state == "wait"


def test_a_failed_turn_can_be_tried_again(store: Store, key: str) -> None:
    claim(store, key, "m")
    store.release(key, "m", "other")
    assert claim(store, key, "m", "other").state == "wait"
    store.release(key, "m", "me")
    assert claim(store, key, "m", "other").state == "run"


def test_of_many_at_once_one_runs(store: Store, key: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda token: claim(store, key, "m", str(token)), range(24)))
    assert sorted(claim.state for claim in claims) == ["run"] + ["wait"] * 23


def test_messages_at_once_get_places_of_their_own(store: Store, key: str) -> None:
    with ThreadPoolExecutor(5) as pool:
        claims = list(pool.map(lambda name: claim(store, key, str(name), str(name)), range(5)))
    assert sorted(claim.state for claim in claims) == ["run"] + ["wait"] * 4
    with pytest.raises(ConversationFull):
        claim(store, key, "more")


def test_a_long_conversation_is_full(store: Store, key: str) -> None:
    for number in range(5):
        say(store, key, str(number))
    with pytest.raises(ConversationFull):
        claim(store, key, "more")
    assert claim(store, key, "4").state == "done"


def test_the_bot_s_memory_is_given_to_whoever_has_not_the_newest(store: Store, key: str) -> None:
    assert remembered(store, key, "one") == []
    store.finish(key, "one", "me", Outcome(said="x", reply=REPLY, events=[{"a": "é"}]))
    say(store, key, "an opinion")
    assert remembered(store, key, "two") == [{"a": "é"}]
    assert remembered(store, key, "two", at_hand=0) == [{"a": "é"}]
    assert remembered(store, key, "two", at_hand=1) == [], "an opinion does not change it"
    store.finish(key, "two", "me", Outcome(said="x", reply=REPLY, events=[{"b": 2}]))
    assert remembered(store, key, "three", at_hand=1) == [{"a": "é"}, {"b": 2}]


def test_nothing_is_kept_of_a_sensitive_turn_and_of_the_memory_before(
    store: Store, key: str, database: Database
) -> None:
    say(store, key, "m", Outcome(said="x", reply=REPLY, events=[{"text": "avant"}]))
    say(store, key, "in distress", Outcome(events=[{"moment": "hard"}], forgets=True))
    assert claim(store, key, "in distress")[:3] == ("done", 2, None)
    assert len(store.history(key)) == 2
    assert remembered(store, key, "next", at_hand=1) == [{"moment": "hard"}]
    assert "avant" not in everything(database)


def test_a_sensitive_turn_may_leave_nothing_at_all(store: Store, key: str) -> None:
    say(store, key, "m", Outcome(said="x", reply=REPLY, events=[{"text": "avant"}]))
    say(store, key, "in distress", Outcome(forgets=True))
    assert remembered(store, key, "next") == []


def test_a_turn_is_told_the_notes_of_the_one_before(store: Store, key: str) -> None:
    assert claim(store, key, "m").notes == {"offers": {"c0-1": "/b"}}
    store.finish(key, "m", "me", OUTCOME)
    assert claim(store, key, "n").notes == OUTCOME.notes
    store.finish(key, "n", "me", Outcome(forgets=True))
    assert claim(store, key, "o").notes == {}


def test_what_is_shown_though_nothing_was_said(store: Store, key: str) -> None:
    say(store, key, "m", Outcome(said="", reply=REPLY))
    say(store, key, "n", Outcome(reply=REPLY))
    assert [turn.said for turn in store.history(key)] == [None, ""]


def test_an_ended_conversation_only_repeats_its_end(store: Store, key: str) -> None:
    say(store, key, "m")
    claim(store, key, "bye")
    claim(store, key, "waiting", "other")
    store.finish(key, "bye", "me", Outcome(reply=REPLY, ends=True))
    assert claim(store, key, "bye").reply == REPLY
    for message in ("m", "waiting"):
        with pytest.raises(ConversationOver):
            claim(store, key, message)
    with pytest.raises(ConversationOver):
        store.history(key)


def test_an_opinion_is_taken_once(store: Store, key: str, database: Database) -> None:
    store.give_opinion(key, 1, 0, "first", **OPINION)
    store.give_opinion(key, 1, 0, "first", **OPINION)
    store.give_opinion(key, 1, 1, "second", **OPINION)
    with pytest.raises(OpinionGiven):
        store.give_opinion(key, 1, 0, "third", **OPINION)
    store.add_reason(key, 1, 0, "clair")
    assert everything(database).count("clair") == 1


def test_a_hard_moment_takes_reasons_along_and_lets_none_in(
    store: Store, key: str, database: Database
) -> None:
    for message in (0, 1):
        store.give_opinion(key, 1, message, f"m{message}", **OPINION)
    store.add_reason(key, 1, 0, "avant")
    claim(store, key, "hard")
    assert store.finish(key, "hard", "me", Outcome(events=[], forgets=True)) == "kept"
    store.add_reason(key, 1, 1, "après")
    left = everything(database)
    assert "avant" not in left and "après" not in left and left.count("'up'") == 2


def test_erased_means_gone(store: Store, key: str, database: Database) -> None:
    say(store, key, "m")
    claim(store, key, "under way")
    store.give_opinion(key, 1, 0, "m2", **OPINION)
    assert key in everything(database)
    store.erase(key)
    assert everything(database) == ""
    assert store.finish(key, "under way", "me", OUTCOME) == "gone"
    assert everything(database) == ""
    with pytest.raises(ConversationOver):
        claim(store, key, "m")
    with pytest.raises(ConversationOver):
        store.history(key)
    with pytest.raises(ConversationOver):
        store.give_opinion(key, 1, 0, "m3", **OPINION)
    store.erase(key)


def test_what_is_past_its_time_is_purged(database: Database) -> None:
    idle = Store(database, idle_seconds=60, max_turns=5)
    for key in ("old", "young"):
        idle.open(key, "web", None, REPLY, {})
        idle.give_opinion(key, 1, 0, "m", **{**OPINION, "intent": key})
    long_ago = time.time() - 3600
    execute(database, "UPDATE conversations SET seen_at = :then WHERE key = 'old'", then=long_ago)
    with pytest.raises(ConversationOver):
        claim(idle, "old", "m")
    assert idle.purge(opinion_seconds=7200) == ["old"]
    with database.engine.connect() as connection:
        tied = connection.execute(text("SELECT conversation, intent FROM opinions")).all()
    assert sorted(tied, key=str) == [("young", "young"), (None, "old")]
    assert len(idle.history("young")) == 1
    execute(
        database, "UPDATE opinions SET given_at = :then WHERE conversation IS NULL", then=long_ago
    )
    assert idle.purge(opinion_seconds=1800) == []
    assert "'old'" not in everything(database)


def test_a_replica_an_hour_ahead_ends_nobody_s_conversation(
    store: Store, key: str, open_database: Callable[[], Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Times are the database's own, whatever the machine of a replica takes the time for."""
    say(store, key, "m1")
    store.give_opinion(key, 1, 0, "o1", **OPINION)
    right = time.time
    ahead = Store(open_database(), idle_seconds=1800, max_turns=5)
    monkeypatch.setattr(time, "time", lambda: right() + 3600)
    assert ahead.purge(opinion_seconds=1800) == []
    assert len(ahead.history(key)) == 2
    assert claim(ahead, key, "m2").opened_at == pytest.approx(right(), abs=60)
    assert ahead.finish(key, "m2", "me", OUTCOME) == "kept"
    ahead.open("other", "web", None, REPLY, {})
    monkeypatch.undo()
    assert store.purge(opinion_seconds=1800) == []
    with pytest.raises(OpinionGiven):
        store.give_opinion(key, 1, 0, "o2", **OPINION)


def test_what_a_replica_an_hour_ahead_wrote_is_not_kept_an_hour_longer(
    store: Store, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = time.time
    monkeypatch.setattr(time, "time", lambda: right() + 3600)
    store.open("late", "web", None, REPLY, {})
    say(store, "late", "m1")
    with database.engine.connect() as connection:
        seen = connection.execute(text("SELECT opened_at, seen_at FROM conversations")).one()
    assert tuple(seen) == pytest.approx((right(), right()), abs=60)
