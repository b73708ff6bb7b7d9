"""Two processes at once, a file that is held, a database that is frozen: all is bounded.

Short in an ordinary run; `ASSISTANT_FAULTS=full` (`make faults`) for the long form.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import faulty_server
import pytest
import requests
from cuttable import Cuttable
from live_server import FULL, Pair, Server, Wired, eventually, key_of, said
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

PAIRS = 500 if FULL else 15
HELD_SECONDS = 12.0 if FULL else 4.0
FAULTY = (sys.executable, faulty_server.__file__)
NO_LIMITS = {"rate_conversation": "", "rate_address": "", "conversation_max_turns": "100000"}


def kept(url: str, key: str) -> list[tuple[int, str, str]]:
    """The turns of a conversation in order: number, message, events."""
    engine = create_engine(url)
    query = (
        "SELECT number, client_msg_id, events FROM turns"
        " WHERE conversation = :key AND number > 0 ORDER BY number"
    )
    with engine.connect() as connection:
        rows = connection.execute(text(query), {"key": key}).all()
    engine.dispose()
    return [(row[0], row[1], row[2]) for row in rows]


def test_pairs_of_messages_at_once(pair: Pair) -> None:
    first, second, url = pair
    client = first.assistant()
    sent: list[set[str]] = []
    with ThreadPoolExecutor(2) as pool:
        for _ in range(PAIRS):
            ids = [str(uuid.uuid4()) for _ in range(2)]
            sent.append(set(ids))
            answers = list(
                pool.map(
                    lambda server, name: server.post(
                        "web/messages", client.session, json=said("bonjour", name)
                    ),
                    (first, second),
                    ids,
                )
            )
            assert [answer.status_code for answer in answers] == [200, 200]
            assert [answer.json()["reply_to"] for answer in answers] == ids
    rows = kept(url, key_of(client))
    assert [number for number, _, _ in rows] == list(range(1, 2 * PAIRS + 1))
    played = [message for _, message, _ in rows]
    assert [set(played[place : place + 2]) for place in range(0, 2 * PAIRS, 2)] == sent
    assert all(events.count('"event":"user"') == 1 for _, _, events in rows)


def test_who_came_first_is_played_first_wherever_it_came(pair: Pair) -> None:
    first, second, url = pair
    client = first.assistant()
    slow = said(f"je veux {faulty_server.SLOW} voir mes dettes")
    quick = [said("bonjour") for _ in range(3)]
    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(first.post, "web/messages", client.session, json=slow)]
        for number, message in enumerate(quick):
            time.sleep(0.2)
            server = (second, first)[number % 2]
            answers.append(pool.submit(server.post, "web/messages", client.session, json=message))
        assert [answer.result().status_code for answer in answers] == [200] * 4
    order = [message for _, message, _ in kept(url, key_of(client))]
    assert order == [message["client_msg_id"] for message in (slow, *quick)]


def test_the_memory_goes_with_the_conversation(pair: Pair) -> None:
    """Each answer depends on the turn before, which another process played."""
    first, second, _ = pair
    client = first.assistant()
    for number in range(4):
        here, there = (first, second) if number % 2 else (second, first)
        here.post("web/messages", client.session, json=said("je veux voir mes dettes"))
        answer = there.post("web/messages", client.session, json=said("et sur l'appli ?")).json()
        assert answer["messages"][0]["path"] == ["Accueil", "Mes dettes"]


def slowest_health(server: Server, until: threading.Event) -> float:
    """The longest that `/healthz` took."""
    longest = 0.0
    while not until.is_set():
        started = time.monotonic()
        assert requests.get(f"{server.url}/healthz", timeout=30).status_code == 200
        longest = max(longest, time.monotonic() - started)
        time.sleep(0.05)
    return longest


def test_while_another_process_holds_the_file(server: Server) -> None:
    clients = [server.assistant() for _ in range(5)]
    over = threading.Event()
    other = sqlite3.connect(server.database, isolation_level=None)
    with ThreadPoolExecutor(6) as pool:
        other.execute("BEGIN EXCLUSIVE")
        health = pool.submit(slowest_health, server, over)
        deadline = time.monotonic() + HELD_SECONDS
        while time.monotonic() < deadline:
            started = time.monotonic()
            answers = list(
                pool.map(
                    lambda one: server.post("web/messages", one.session, json=said("bonjour")),
                    clients,
                )
            )
            assert {answer.status_code for answer in answers} == {503}
            assert all(int(answer.headers["Retry-After"]) >= 1 for answer in answers)
            assert time.monotonic() - started < 6
        other.execute("ROLLBACK")
        over.set()
        assert health.result() < 1.5
    other.close()
    for client in clients:
        assert client.say("bonjour")["messages"]


def test_a_database_that_is_frozen(wired: Wired) -> None:
    server, wire, url = wired
    client = server.assistant()
    client.say("bonjour")
    sent = said("où sont mes paiements")
    wire.freeze()
    started = time.monotonic()
    answer = server.post("web/messages", client.session, json=sent)
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    assert time.monotonic() - started < 15
    started = time.monotonic()
    assert requests.get(f"{server.url}/readyz", timeout=30).status_code == 503
    assert time.monotonic() - started < 3
    assert requests.get(f"{server.url}/healthz", timeout=30).elapsed.total_seconds() < 1
    wire.thaw()
    eventually(lambda: requests.get(f"{server.url}/readyz", timeout=30).status_code == 200, 30)
    assert server.post("web/messages", client.session, json=sent).status_code == 200
    assert [message for _, message, _ in kept(url, key_of(client))][1:] == [sent["client_msg_id"]]


@pytest.mark.skipif(not FULL, reason="one more server: `make faults`")
def test_a_database_that_comes_after_the_server(
    start_server: Callable[..., Server], make_database: Callable[[], str], tmp_path: Path
) -> None:
    url = make_url(make_database())
    wire = Cuttable(url.host or "127.0.0.1", url.port or 5432)
    wire.cut()
    through = url.set(host="127.0.0.1", port=wire.port).render_as_string(False)
    server = start_server(tmp_path, until="/healthz", database_url=through)
    ready = requests.get(f"{server.url}/readyz", timeout=10)
    assert (ready.status_code, ready.json()["checks"]["store"]) == (503, False)
    assert server.post("web/sessions").status_code == 503
    assert server.log.read_text("utf-8").count("database.away") == 1
    wire.mend()
    eventually(lambda: requests.get(f"{server.url}/readyz", timeout=10).status_code == 200)
    assert server.assistant().say("bonjour")["messages"]
