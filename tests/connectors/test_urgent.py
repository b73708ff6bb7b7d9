"""Of a message in distress no word is written, not even for a moment: only what kind it was."""

from __future__ import annotations

import json
import re

import pytest
from live_server import Server, key_of, said

from bot.actions.answer import MEMORY_SLOT

# No word of it stands in what others of these tests say.
BEFORE = "coucou Pétronille"
DISTRESS = "Zénobie hurle, mon conjoint me frappe devant Anatole"
OTHERS = {"mon", "me", "devant"}
# Ids alone (docs/decisions/0015).
KEPT = {"intent", "subject", "destinations", "distress", "said", "asked", "told"}


def words(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", text) if word not in OTHERS]


def found(server: Server, *texts: str) -> list[str]:
    """The words of these texts that are anywhere: in files, tables, log or metrics."""
    tables = [
        str(server.rows(f"SELECT * FROM {name}"))
        for (name,) in server.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    everywhere = server.kept() + "".join(tables) + server.told()
    return [word for text in texts for word in words(text) if word in everywhere]


@pytest.mark.parametrize("channel", ["web", "app"])
def test_no_word_of_it_is_kept_and_the_conversation_goes_on(server: Server, channel: str) -> None:
    client = server.assistant(channel)
    client.say(BEFORE)
    labels = {"channel": channel, "kind": "text", "outcome": "sensitive"}
    before = server.metric("assistant_messages_total", **labels)
    sent = said(DISTRESS)
    first = client.send(sent["input"], sent["client_msg_id"])
    assert "3919" in first["messages"][0]["text"]
    assert first["messages"][0]["urgent"] is True
    assert found(server, DISTRESS) == []
    assert server.metric("assistant_messages_total", **labels) == before + 1
    assert client.send(sent["input"], sent["client_msg_id"]) == first
    assert found(server, DISTRESS) == []
    assert not any("3919" in message["text"] for message in client.history())
    rows = server.rows(
        "SELECT said, reply, notes, events FROM turns WHERE client_msg_id = ?",
        sent["client_msg_id"],
    )
    [(*nothing, events)] = rows
    assert nothing == [None, None, None]
    [event] = json.loads(events)
    assert (event["event"], event["name"]) == ("slot", MEMORY_SLOT)
    assert event["value"]["distress"] == ["danger", "violences"]
    assert event["value"].keys() <= KEPT
    assert key_of(client, channel) in server.kept()
    assert client.say("où sont mes paiements")["messages"][0]["path"]


def test_the_bot_forgets_what_was_before_and_knows_that_it_was_hard(server: Server) -> None:
    client = server.assistant()
    client.say("je veux changer de RIB")
    client.say(DISTRESS)
    earlier = server.rows(
        "SELECT events FROM turns WHERE conversation = ? ORDER BY number", key_of(client)
    )
    assert [bool(events) for (events,) in earlier] == [False, False, True]
    calm = server.assistant().say("où sont mes paiements")["messages"][0]
    (answer, *_) = client.say("où sont mes paiements")["messages"]
    assert answer["text"] == calm["text"]
    labels = [choice["label"] for choice in answer["choices"]]
    assert labels != [choice["label"] for choice in calm["choices"]]
    assert len(labels) == 1, "a person, and nothing that would jar"
