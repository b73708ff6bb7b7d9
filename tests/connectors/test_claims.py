"""Whose turn it is, as the requests of one process see it: on a real database, without a model."""

from __future__ import annotations

import asyncio
import shutil
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import text
from structlog.testing import capture_logs

from connectors.contract.errors import ApiError, Code, Unavailable
from connectors.conversation import claims
from connectors.conversation.claims import BEGUN, Claimed, Claims
from connectors.conversation.lines import Line
from connectors.runtime import Runtime
from connectors.settings import Settings
from storage.claims import Claimant
from storage.conversations import Outcome
from storage.database import Database
from storage.prepare import prepare

REPLY = '{"messages":[]}'
FOR_EVER = 1e6


def outcome(**chosen: Any) -> Outcome:
    return Outcome(said="bonjour", reply=REPLY, **chosen)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with today's tables: to make them takes longer than a test."""
    path = tmp_path_factory.mktemp("claims") / "empty.db"
    database = Database(f"sqlite:///{path}")
    prepare(database)
    database.close()
    return path


@pytest.fixture
async def resources(empty: Path, tmp_path: Path) -> AsyncIterator[Runtime]:
    shutil.copy(empty, tmp_path / "assistant.db")
    made = Runtime(
        Settings(
            database_url=f"sqlite:///{tmp_path}/assistant.db",
            secret_key=SecretStr("s" * 40),
            turn_timeout_seconds=0.1,
        )
    )
    await made.prepare()
    yield made
    await made.stop()


@pytest.fixture
def key(resources: Runtime) -> str:
    name = uuid.uuid4().hex
    resources.store.open(name, "web", None, REPLY, {})
    return name


@pytest.fixture
def turns(resources: Runtime, monkeypatch: pytest.MonkeyPatch) -> Claims:
    """Claims whose patience is the turn's time alone."""
    monkeypatch.setattr(claims, "TAKEOVER_SECONDS", 0)
    return Claims(resources)


def elsewhere(resources: Runtime, key: str, message: str) -> None:
    """Another process, which lives, takes a place in the queue."""
    resources.store.claim(key, message, Claimant("other", message), is_abandoned=lambda *_: False)


@pytest.fixture
def others_live(resources: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources.owners, "is_dead", lambda _name: False)


async def test_a_message_is_played_once_and_then_repeated(turns: Claims, key: str) -> None:
    async with turns.turn(key, "m") as claimed:
        assert (claimed.key, claimed.client_msg_id) == (key, "m")
        assert claimed.is_ours and claimed.claim.number == 1
        assert claimed.past.events == [] and claimed.past.tracker is None
        assert await turns.finish(claimed, outcome()) == "kept"
    async with turns.turn(key, "m") as again:
        assert not again.is_ours and again.claim.reply == REPLY
        # Of two at once, the one that was answered meanwhile has nothing to keep.
        assert again.claim.state == "done"


async def test_the_next_one_goes_as_soon_as_the_first_is_through(
    turns: Claims, key: str, resources: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "FIRST_WAIT", FOR_EVER)
    order: list[str] = []
    holds, goes_on = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with turns.turn(key, "first") as claimed:
            holds.set()
            await goes_on.wait()
            order.append("first")
            await turns.finish(claimed, outcome())

    async def second() -> None:
        async with turns.turn(key, "second") as claimed:
            order.append("second")
            assert claimed.claim.number == 2
            await turns.finish(claimed, outcome())

    begun = asyncio.ensure_future(first())
    await holds.wait()
    waiting = asyncio.ensure_future(second())
    await until_queued(resources, key, "second")
    goes_on.set()
    await asyncio.wait_for(asyncio.gather(begun, waiting), 60)
    assert order == ["first", "second"]


async def until_queued(resources: Runtime, key: str, message: str) -> None:
    """Wait until a message has its place in the queue."""
    asked = text("SELECT 1 FROM claims WHERE conversation = :key AND client_msg_id = :message")
    found = None
    while found is None:
        await asyncio.sleep(0)
        with resources.database.engine.connect() as connection:
            found = connection.execute(asked, {"key": key, "message": message}).first()


async def test_a_turn_that_fails_gives_its_place_up(turns: Claims, key: str) -> None:
    with pytest.raises(ZeroDivisionError):
        async with turns.turn(key, "m"):
            raise ZeroDivisionError
    async with turns.turn(key, "n") as claimed:
        assert claimed.is_ours and claimed.claim.number == 1


async def test_an_answer_that_is_repeated_has_no_place_to_give_up(
    turns: Claims, key: str, resources: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with turns.turn(key, "m") as claimed:
        await turns.finish(claimed, outcome())
    released: list[object] = []
    monkeypatch.setattr(resources.store, "release", lambda *given: released.append(given))
    with pytest.raises(ZeroDivisionError):
        async with turns.turn(key, "m"):
            raise ZeroDivisionError
    assert released == []


async def test_a_place_that_cannot_be_given_up_hides_no_error(
    turns: Claims, key: str, resources: Runtime
) -> None:
    with capture_logs() as logs, pytest.raises(ZeroDivisionError):
        async with turns.turn(key, "m") as claimed:
            assert claimed.is_ours
            resources._prepared = False
            raise ZeroDivisionError
    assert [line["event"] for line in logs] == ["claim.not_released"]


@pytest.mark.usefixtures("others_live")
async def test_nobody_waits_for_ever(turns: Claims, key: str, resources: Runtime) -> None:
    elsewhere(resources, key, "first")
    with pytest.raises(Unavailable) as error:
        async with turns.turn(key, "m"):
            raise AssertionError("another one is first")
    assert error.value.cause == "busy"


@pytest.mark.usefixtures("others_live")
async def test_patience_begins_again_when_another_one_is_first(
    turns: Claims, key: str, resources: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere(resources, key, "first")
    elsewhere(resources, key, "second")
    looks: list[str] = []
    look = resources.store.claim

    def counted(*given: Any, **named: Any) -> Any:
        # Waited until now: 0, 0.02 and 0.06 of the 0.1 seconds that a turn may take.
        if len(looks) == 3:
            resources.store.release(key, "first", "first")
        found = look(*given, **named)
        looks.append(found[0].first)
        return found

    monkeypatch.setattr(resources.store, "claim", counted)
    with pytest.raises(Unavailable):
        async with turns.turn(key, "m"):
            raise AssertionError("another one is first")
    # Without the second's own time, the fourth look would have been the last.
    assert looks == ["first", "first", "first", "second", "second"]


@pytest.mark.usefixtures("others_live")
async def test_pauses_grow_up_to_the_longest(
    turns: Claims, key: str, resources: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere(resources, key, "first")
    turns._patience = 1.0
    pauses: list[float] = []

    async def at_once(_line: Line, _token: str, seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(Line, "wait", at_once)
    with pytest.raises(Unavailable):
        async with turns.turn(key, "m"):
            raise AssertionError("another one is first")
    assert pauses == [0.02, 0.04, 0.08, 0.16, 0.25, 0.25, 0.25]


async def test_what_is_over_is_said(turns: Claims, key: str, resources: Runtime) -> None:
    resources.store.erase(key)
    with pytest.raises(ApiError) as error:
        async with turns.turn(key, "m"):
            raise AssertionError("it is gone")
    assert error.value.code is Code.session_expired


async def test_a_message_knows_what_the_one_before_left_open(turns: Claims, key: str) -> None:
    async with turns.turn(key, "m") as claimed:
        assert claimed.begun == {}
        await turns.finish(claimed, outcome(notes={BEGUN: {6: "nir", 8: "nir"}}))
    async with turns.turn(key, "n") as claimed:
        assert claimed.begun == {6: "nir", 8: "nir"}


async def test_the_past_is_at_hand_or_read(turns: Claims, key: str, resources: Runtime) -> None:
    async with turns.turn(key, "m") as claimed:
        await turns.finish(claimed, outcome(events=[{"event": "one"}]))
    tracker = DialogueStateTracker(key, [])

    async def past(message: str) -> Claimed:
        async with turns.turn(key, message) as claimed:
            return claimed

    resources.alive.put(key, 1, tracker)
    assert (await past("n")).past.tracker is tracker
    async with turns.turn(key, "n") as claimed:
        await turns.finish(claimed, outcome(events=[{"event": "two"}]))
    # What is at hand is not the newest any more.
    stale = (await past("o")).past
    assert stale.tracker is None
    assert stale.events == [{"event": "one"}, {"event": "two"}]
    resources.alive.drop(key)
    assert (await past("p")).past.events == [{"event": "one"}, {"event": "two"}]
