"""A conversation over HTTP: opened, found again, expired, ended, erased without a trace."""

from __future__ import annotations

import time
from typing import Any

import pytest
import requests
from live_server import Server, eventually, key_of, said

from clients.reference import AssistantError
from connectors.conversation.tokens import Tokens

SECRET_WORDS = "Azénor déménage chez Pénélope"
REASON = "réponse abracadabrante"


def error_code(answer: requests.Response) -> str:
    return str(answer.json()["error"]["code"])


def read(server: Server, token: str | None, channel: str = "web") -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return requests.get(f"{server.url}/webhooks/{channel}/messages", headers=headers, timeout=10)


@pytest.mark.parametrize("channel", ["web", "app"])
def test_the_opening_says_that_a_machine_answers(server: Server, channel: str) -> None:
    client = server.assistant(channel)
    opened = client.open(page="dettes")
    assert opened["v"] == 1 and opened["expires_in"] == 1800
    (welcome,) = opened["reply"]["messages"]
    assert "assistant automatique" in welcome["text"]
    assert opened["reply"]["reply_to"] is None
    assert welcome["choices"][0]["label"] == "Voir mes dettes"


def test_a_page_change_finds_the_conversation_again(server: Server) -> None:
    client = server.assistant()
    answer = client.say("où sont mes paiements")
    rated = client.rate(answer["messages"][0]["feedback"]["handle"], "up")
    picked = client.choose(answer["messages"][0]["choices"][0]["id"])
    shown = client.history()
    assert [message["from"] for message in shown[:3]] == ["assistant", "user", "assistant"]
    assert shown[1]["text"] == "où sont mes paiements"
    assert shown[2] == {"from": "assistant", **answer["messages"][0]}
    assert shown[3]["text"] == answer["messages"][0]["choices"][0]["label"]
    assert [message["text"] for message in shown[4:]] == [m["text"] for m in picked["messages"]]
    assert rated["messages"][0]["text"] not in [message["text"] for message in shown]


def test_the_store_knows_a_hash_only(server: Server) -> None:
    client = server.assistant()
    client.say("bonjour")
    assert client.session
    name, _, signature = client.session.partition(".")
    kept = server.kept()
    assert key_of(client) in kept
    assert name not in kept and signature not in kept
    assert name not in server.told() and signature not in server.told()


def test_a_token_is_unguessable_signed_and_of_one_channel(server: Server) -> None:
    token = server.assistant().session
    assert token
    name = token.partition(".")[0]
    assert len(name) >= 43
    forged = Tokens("another secret, of somebody else's making", "web").issue().token
    assert error_code(read(server, None)) == "session_required"
    for other in (name, token[:-1], token[::-1], forged, "x" * 5000):
        answer = read(server, other)
        assert (answer.status_code, error_code(answer)) == (401, "session_invalid")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert error_code(read(server, token, "app")) == "session_invalid"
    in_address = requests.get(f"{server.url}/webhooks/web/messages?session={token}", timeout=10)
    assert error_code(in_address) == "session_required"


def test_an_idle_conversation_expires(server: Server) -> None:
    idle, busy = server.assistant(), server.assistant()
    for client, seconds in ((idle, 1801), (busy, 1700)):
        server.rows(
            "UPDATE conversations SET seen_at = ? WHERE key = ?",
            time.time() - seconds,
            key_of(client),
        )
    for attempt in (lambda: idle.say("bonjour"), idle.history):
        with pytest.raises(AssistantError) as error:
            attempt()
        assert (error.value.status, error.value.code) == (401, "session_expired")
    busy.say("bonjour")
    seen = server.rows("SELECT seen_at FROM conversations WHERE key = ?", key_of(busy))
    assert seen[0][0] > time.time() - 60


def traces_of(server: Server, key: str) -> dict[str, int]:
    """How many rows of each table belong to a conversation."""
    tables = {
        "conversations": "key",
        "turns": "conversation",
        "opinions": "conversation",
    }
    return {
        table: server.rows(f"SELECT count(*) FROM {table} WHERE {column} = ?", key)[0][0]
        for table, column in tables.items()
    }


@pytest.mark.parametrize("channel", ["web", "app"])
def test_erased_means_gone_from_every_store(server: Server, channel: str) -> None:
    client = server.assistant(channel)
    key = key_of(client, channel)
    client.say(SECRET_WORDS)
    handle = client.say("je veux voir mes paiements")["messages"][0]["feedback"]["handle"]
    client.rate(handle, "down", REASON)
    for number in range(20):
        client.say(f"{SECRET_WORDS}, {number} fois")
    assert all(traces_of(server, key).values())
    eventually(lambda: REASON in server.kept())
    assert SECRET_WORDS in server.kept()

    client.erase()
    assert not any(traces_of(server, key).values())
    # The write-ahead log is emptied once nobody reads it: decision 14.
    eventually(lambda: key not in server.kept())
    kept = server.kept()
    for word in (key, "Azénor", "Pénélope", "abracadabrante", handle):
        assert word not in kept
    for attempt in (lambda: client.say("bonjour"), client.history):
        with pytest.raises(AssistantError) as error:
            attempt()
        assert error.value.code == "session_expired"
    client.erase()


def test_the_end_erases_and_is_told_once_more_when_asked(server: Server) -> None:
    client = server.assistant()
    key = key_of(client)
    client.say("Ermengarde demande un acompte")
    body: dict[str, Any] = {**said(""), "input": {"event": "end"}}
    first = server.post("web/messages", client.session, json=body)
    assert "effacée" in first.json()["messages"][0]["text"]
    assert server.post("web/messages", client.session, json=body).text == first.text
    with pytest.raises(AssistantError) as error:
        client.say("bonjour")
    assert error.value.code == "session_expired"
    assert traces_of(server, key)["turns"] == 1
    assert server.rows("SELECT events FROM turns WHERE conversation = ?", key) == [(None,)]
    assert "Ermengarde" not in server.kept()


def test_a_very_long_conversation_must_begin_again(strict: Server) -> None:
    client = strict.assistant()
    for _ in range(4):
        client.say("bonjour")
    with pytest.raises(AssistantError) as error:
        client.say("bonjour")
    assert (error.value.status, error.value.code) == (422, "conversation_too_long")
