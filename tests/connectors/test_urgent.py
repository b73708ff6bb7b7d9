"""Of a message in distress nothing is written, not even for a moment."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from bot.engine.trackers import SqlTrackerStore, database
from live_server import Server, key_of, said
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

DISTRESS = "mon mari me frappe j'ai peur Zénobie"


def written(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("trackers.db*"))


@pytest.mark.asyncio
async def test_the_tracker_store_never_writes_a_sensitive_turn(tmp_path: Path) -> None:
    store = SqlTrackerStore(database(f"sqlite:///{tmp_path}/trackers.db"))
    tracker = DialogueStateTracker("someone", [])
    tracker.update(UserUttered("bonjour"))
    tracker.update(BotUttered("Bonjour.", {"custom": {"intent": "saluer"}}))
    await store.save(tracker)
    assert store.at_hand("someone") is tracker

    tracker.update(UserUttered(DISTRESS))
    tracker.update(BotUttered("Appelez le 17.", {"custom": {"sensitive": True}}))
    tracker.update(SlotSet("misses", 0))
    await store.save(tracker)
    assert DISTRESS.encode() not in written(tmp_path)
    assert store.at_hand("someone") is None
    assert await store.retrieve("someone") is None


@pytest.mark.asyncio
async def test_what_is_deleted_is_overwritten(tmp_path: Path) -> None:
    store = SqlTrackerStore(database(f"sqlite:///{tmp_path}/trackers.db"))
    for number in range(30):
        tracker = DialogueStateTracker(f"person-{number}", [])
        tracker.update(UserUttered(f"Zénobie {number} " * 50))
        await store.save(tracker)
    for number in range(30):
        await store.delete(f"person-{number}")
    with closing(store._engine.raw_connection()) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert "Zénobie".encode() not in written(tmp_path)


@pytest.mark.parametrize("channel", ["web", "app"])
def test_nothing_of_it_is_kept_and_the_conversation_goes_on(server: Server, channel: str) -> None:
    client = server.assistant(channel)
    client.say("bonjour")
    labels = {"channel": channel, "kind": "text", "outcome": "sensitive"}
    before = server.metric("assistant_messages_total", **labels)
    sent = said(DISTRESS)
    first = client.send(sent["input"], sent["client_msg_id"])
    assert "3919" in first["messages"][0]["text"]
    assert "Zénobie" not in server.kept() + server.told()
    assert server.metric("assistant_messages_total", **labels) == before + 1
    assert client.send(sent["input"], sent["client_msg_id"]) == first
    assert "Zénobie" not in server.kept() + server.told()
    assert not any("3919" in message["text"] for message in client.history())
    assert client.say("où sont mes paiements")["messages"][0]["path"]
    rows = server.rows(
        "SELECT said, reply FROM connector_turns WHERE client_msg_id = ?", sent["client_msg_id"]
    )
    assert rows == [(None, None)]
    assert key_of(client, channel) in server.kept()
