"""What is past its time goes by itself, from everywhere; a database that is away is said."""

from __future__ import annotations

import asyncio
import sqlite3
import time
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from prometheus_client import REGISTRY
from pydantic import SecretStr
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import text

from connectors.contract.errors import ApiError, Code, Unavailable
from connectors.conversation.bot import StockAgent
from connectors.runtime import DAY, Runtime
from connectors.settings import Settings
from storage.claims import Claimant
from storage.conversations import Outcome
from storage.errors import Away

OUTCOME = Outcome(
    said="Zénobie déménage", reply='{"messages":[]}', events=[{"text": "Zénobie déménage"}]
)
OPINION = {"channel": "web", "intent": "a", "response": "b", "value": "up"}

MakeRuntime = Callable[..., Coroutine[Any, Any, Runtime]]


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[MakeRuntime]:
    """Runtimes on one file, ready; all are stopped at the end."""
    made: list[Runtime] = []

    async def begin(**chosen: Any) -> Runtime:
        url = f"sqlite:///{tmp_path}/assistant.db"
        settings = Settings(**{"database_url": url, "secret_key": SecretStr("s" * 40), **chosen})
        made.append(Runtime(settings))
        await made[-1].prepare()
        return made[-1]

    yield begin
    for resources in made:
        await resources.stop()


async def forget_nothing(_key: str) -> None:
    """An agent that keeps nothing itself."""


def spoken(resources: Runtime, key: str, turns: int) -> None:
    """A conversation with a few turns, idle since an hour, and an opinion."""
    store = resources.store
    store.open(key, "web", None, '{"messages":[]}', {})
    for _ in range(turns):
        message = uuid.uuid4().hex
        store.claim(key, message, Claimant("me", "t"), is_abandoned=lambda *_: False)
        store.finish(key, message, "t", OUTCOME)
    store.give_opinion(key, 1, 0, "m", **OPINION)
    with resources.database.engine.begin() as connection:
        connection.execute(text("UPDATE conversations SET seen_at = seen_at - 3600"))


def kept(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("assistant.db*"))


def pending() -> float:
    return REGISTRY.get_sample_value("assistant_erasures_pending") or 0.0


async def test_an_idle_conversation_leaves_no_byte(make: MakeRuntime, tmp_path: Path) -> None:
    resources = await make()
    spoken(resources, "old", 20)
    resources.alive.put("old", 20, DialogueStateTracker("old", []))
    assert "Zénobie".encode() in kept(tmp_path)
    await resources.purge(forget_nothing)
    assert "Zénobie".encode() not in kept(tmp_path)
    assert resources.alive.get("old") is None
    with resources.database.engine.connect() as connection:
        opinions = connection.execute(text("SELECT conversation, intent FROM opinions")).all()
    assert opinions == [(None, "a")]
    assert resources.settings.feedback_days * DAY > 3600


async def test_what_another_process_reads_is_scrubbed_later_and_counted_until_then(
    make: MakeRuntime, tmp_path: Path
) -> None:
    resources = await make()
    spoken(resources, "old", 20)
    other = sqlite3.connect(tmp_path / "assistant.db", isolation_level=None)
    other.execute("BEGIN")
    assert other.execute("SELECT count(*) FROM turns").fetchone() == (21,)
    started = time.monotonic()
    await resources.purge(forget_nothing)
    assert time.monotonic() - started < 1, "nobody waits for the reader"
    assert pending() == 1
    assert "Zénobie".encode() in kept(tmp_path)
    await resources.scrub()
    assert pending() == 1
    other.execute("COMMIT")
    other.close()
    await resources.scrub()
    assert pending() == 0
    assert "Zénobie".encode() not in kept(tmp_path)


async def test_what_a_dead_process_erased_is_scrubbed_at_the_next_start(
    make: MakeRuntime, tmp_path: Path
) -> None:
    resources = await make()
    spoken(resources, "old", 20)
    resources.store.erase("old")
    assert "Zénobie".encode() in kept(tmp_path)
    await make()
    assert "Zénobie".encode() not in kept(tmp_path)


async def test_rasa_s_own_store_is_emptied_too(make: MakeRuntime) -> None:
    """Under plain `rasa run`, whose stores cannot delete."""
    resources = await make(conversation_idle_seconds=1)
    domain = Domain.empty()
    trackers = InMemoryTrackerStore(domain)
    agent: Any = SimpleNamespace(tracker_store=trackers, domain=domain)
    tracker = DialogueStateTracker("old", [])
    tracker.update(UserUttered("Zénobie déménage"))
    await trackers.save(tracker)
    spoken(resources, "old", 1)
    await resources.purge(StockAgent(agent, lambda _: asyncio.sleep(0)).forget)
    found = await trackers.retrieve("old")
    assert found is None or not found.events


async def test_what_the_store_refuses_is_said_in_the_contract_s_words(make: MakeRuntime) -> None:
    resources = await make()
    with pytest.raises(ApiError) as error:
        await resources.call(resources.store.history, "nobody")
    assert error.value.code is Code.session_expired


async def test_the_event_loop_goes_on_while_another_process_holds_the_file(
    make: MakeRuntime, tmp_path: Path
) -> None:
    resources = await make()
    spoken(resources, "old", 1)
    other = sqlite3.connect(tmp_path / "assistant.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    loop = asyncio.get_running_loop()
    steps = 0

    async def go_on() -> None:
        nonlocal steps
        while True:
            steps += 1
            await asyncio.sleep(0)

    going_on = loop.create_task(go_on())
    started = time.monotonic()
    calls = [resources.call(resources.store.history, "old") for _ in range(20)]
    found = await asyncio.gather(*calls, return_exceptions=True)
    seconds = time.monotonic() - started
    ready = await resources.is_ready()
    going_on.cancel()
    other.execute("ROLLBACK")
    other.close()
    assert all(isinstance(one, Unavailable) and one.retry_after for one in found)
    assert seconds < 6, "who waits in the queue gives up as well"
    assert not ready
    assert steps > 1000
    assert await resources.is_ready()


async def test_a_database_that_is_away_is_unavailable() -> None:
    settings = Settings(
        database_url="postgresql://nobody@127.0.0.1:1/nothing", secret_key=SecretStr("s" * 40)
    )
    resources = Runtime(settings)
    with pytest.raises(Away):
        await resources.prepare()
    with pytest.raises(Unavailable):
        await resources.call(resources.store.history, "any")
    assert not await resources.is_ready()
    await resources.stop()
