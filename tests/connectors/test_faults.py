"""Two processes at once, a file that is held, a database that is frozen: all is bounded.

Short in an ordinary run; `ASSISTANT_FAULTS=full` (`make faults`) for the long form.
"""

from __future__ import annotations

import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import faulty_server
from live_server import FULL, Pair, key_of, said
from sqlalchemy import create_engine, text

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
    for number in range(4):
        here, there = (first, second) if number % 2 else (second, first)
        client = here.assistant()
        here.post("web/messages", client.session, json=said("je veux voir mes dettes"))
        answer = there.post("web/messages", client.session, json=said("et sur l'appli ?")).json()
        assert answer["messages"][0]["path"] == ["Accueil", "Mes dettes"]
