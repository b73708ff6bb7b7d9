"""A turn goes on without the one who asked for it, and leaves nothing of what was erased."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import faulty_server
from live_server import Pair, eventually, key_of, said
from sqlalchemy import create_engine, text
from wire import connect, request

from clients.reference import Assistant

WORD = "zébulonade"
SLOWLY = f"je veux {faulty_server.SLOW} voir mes dettes, {WORD}"
PLAYED_SECONDS = 20.0
# Where something of a conversation may stand, and the column that says of which.
TABLES = {name: "conversation" for name in ("turns", "claims", "opinions", "inbox")}


def rows(url: str, table: str, key: str) -> int:
    """How many rows a table has of a conversation."""
    engine = create_engine(url)
    column = TABLES.get(table, "key")
    query = text(f"SELECT count(*) FROM {table} WHERE {column} = :key")
    with engine.connect() as connection:
        count = int(connection.execute(query, {"key": key}).scalar_one())
    engine.dispose()
    return count


@contextmanager
def begun(pair: Pair, client: Assistant, message: dict[str, Any]) -> Iterator[None]:
    """A turn that is being played; whoever asked for it hangs up at the end."""
    bearer = f"Authorization: Bearer {client.session}".encode()
    body = json.dumps(message).encode()
    with connect(pair.first) as connection:
        connection.sendall(request("POST", "/webhooks/web/messages", bearer, body=body))
        eventually(lambda: rows(pair.url, "claims", key_of(client)) == 1)
        yield


def test_who_hangs_up_finds_the_answer_when_they_ask_again(pair: Pair) -> None:
    client = pair.first.assistant()
    key, message = key_of(client), said(SLOWLY)
    with begun(pair, client, message):
        assert pair.heard(key) == 0
    # Nobody waits for it, nobody has asked again: it is played all the same.
    eventually(lambda: pair.heard(key) == 1, PLAYED_SECONDS)
    again = [
        server.post("web/messages", client.session, json=message)
        for server in (pair.first, pair.second)
    ]
    assert [answer.status_code for answer in again] == [200, 200]
    assert again[0].json()["reply_to"] == message["client_msg_id"]
    assert again[0].json()["messages"][0]["text"] and again[0].text == again[1].text
    assert pair.heard(key) == 1
    assert [one["text"] for one in client.history() if one["from"] == "user"] == [SLOWLY]
    assert rows(pair.url, "claims", key) == 0


def test_who_asks_again_while_it_is_played_waits_for_the_same_turn(pair: Pair) -> None:
    client = pair.first.assistant()
    message = said(SLOWLY)
    with begun(pair, client, message):
        pass
    answer = pair.second.post("web/messages", client.session, json=message)
    assert answer.status_code == 200
    assert answer.json()["reply_to"] == message["client_msg_id"]
    assert pair.heard(key_of(client)) == 1


def test_an_erasure_in_the_middle_of_a_turn_leaves_nothing_of_it(pair: Pair) -> None:
    client = pair.first.assistant()
    session, key = client.session, key_of(client)
    with ThreadPoolExecutor(1) as pool:
        turn = pool.submit(pair.first.post, "web/messages", session, json=said(SLOWLY))
        eventually(lambda: rows(pair.url, "claims", key) == 1)
        client.erase()
        assert not turn.done(), "erased in the middle"
        assert turn.result().status_code == 200, "who asked has the answer still"
    assert {table: rows(pair.url, table, key) for table in (*TABLES, "conversations")} == (
        dict.fromkeys((*TABLES, "conversations"), 0)
    )
    for server in (pair.first, pair.second):
        refused = server.post("web/messages", session, json=said("bonjour"))
        assert refused.status_code == 401
        assert WORD not in server.told()
