"""Of a message in distress nothing is written, not even for a moment."""

from __future__ import annotations

import pytest
from live_server import Server, key_of, said

DISTRESS = "mon mari me frappe j'ai peur Zénobie"


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
        "SELECT said, reply, notes, events FROM turns WHERE client_msg_id = ?",
        sent["client_msg_id"],
    )
    assert rows == [(None, None, None, None)]
    assert key_of(client, channel) in server.kept()
