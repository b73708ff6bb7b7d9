"""What is past its time goes by itself, from every store."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from bot.engine.trackers import SqlTrackerStore, database
from pydantic import SecretStr
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import text

from bot.content.catalogue import Catalogue
from connectors.contract.errors import Unavailable
from connectors.runtime import DAY, Runtime
from connectors.settings import Settings

OUTCOME = {"said": "Zénobie déménage", "reply": '{"messages":[]}', "notes": {}}


def spoken(sender: str, seconds_ago: float) -> DialogueStateTracker:
    tracker = DialogueStateTracker(sender, [])
    tracker.update(UserUttered("Zénobie déménage", timestamp=time.time() - seconds_ago))
    return tracker


@pytest.mark.asyncio
async def test_an_idle_conversation_leaves_no_byte(tmp_path: Path, rows: Catalogue) -> None:
    url = f"sqlite:///{tmp_path}/assistant.db"
    settings = Settings(database_url=url, secret_key=SecretStr("s" * 40))
    resources = Runtime(settings, rows)
    trackers = SqlTrackerStore(database(url))
    resources.store.open("old", "web", None, '{"messages":[]}', {})
    for number in range(20):
        resources.store.claim("old", str(number), "me", stale_after=10)
        resources.store.finish("old", str(number), "me", **OUTCOME)
    opinion = {"channel": "web", "intent": "a", "response": "b", "value": "up", "reason": None}
    resources.store.give_feedback("old", 1, 0, "m", **opinion)
    await trackers.save(spoken("old", 3600))
    engine = database(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE connector_sessions SET seen_at = seen_at - 3600"))

    await resources.purge(SimpleNamespace(tracker_store=trackers))
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("assistant.db*"))
    assert "Zénobie".encode() not in kept
    with engine.connect() as connection:
        opinions = connection.execute(text("SELECT session, intent FROM connector_feedback")).all()
    assert opinions == [(None, "a")]
    assert settings.feedback_days * DAY > 3600
    resources.stop()


@pytest.mark.asyncio
async def test_rasa_s_own_store_is_emptied_too(tmp_path: Path, rows: Catalogue) -> None:
    """Under plain `rasa run`, whose stores cannot delete."""
    url = f"sqlite:///{tmp_path}/assistant.db"
    settings = Settings(database_url=url, secret_key=SecretStr("s" * 40), session_idle_seconds=1)
    resources = Runtime(settings, rows)
    domain = Domain.empty()
    agent = SimpleNamespace(tracker_store=InMemoryTrackerStore(domain), domain=domain)
    resources.store.open("old", "web", None, '{"messages":[]}', {})
    await agent.tracker_store.save(spoken("old", 3600))
    with database(url).begin() as connection:
        connection.execute(text("UPDATE connector_sessions SET seen_at = seen_at - 3600"))
    await resources.purge(agent)
    tracker = await agent.tracker_store.retrieve("old")
    assert tracker is None or not tracker.events
    resources.stop()


@pytest.mark.asyncio
async def test_a_database_that_is_away_is_unavailable(tmp_path: Path, rows: Catalogue) -> None:
    settings = Settings(
        database_url="postgresql://nobody@127.0.0.1:1/nothing", secret_key=SecretStr("s" * 40)
    )
    resources = Runtime(settings, rows)
    with pytest.raises(Unavailable):
        await resources.call(resources.store.ping)
    resources.stop()
