"""One message, one turn, one answer: at once, again, and on two processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice

import pytest
import requests
from live_server import Pair, Server, key_of, said

from clients.reference import Assistant

SAID = "je voudrais changer mon rib"


def test_both_are_ready_and_check_what_they_share(pair: Pair) -> None:
    for one in pair[:2]:
        told = requests.get(f"{one.url}/readyz", timeout=10).json()
        assert all(told["checks"].values())
        assert told.get("redis", False) == pair.url.startswith("postgresql")


def test_a_message_is_played_once_wherever_it_arrives(pair: Pair) -> None:
    client = pair.first.assistant()
    sent = said(SAID)
    with ThreadPoolExecutor(12) as pool:
        answers = list(
            pool.map(
                lambda server: server.post("web/messages", client.session, json=sent),
                islice(cycle(pair[:2]), 12),
            )
        )
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert pair.heard(key_of(client)) == 1
    assert sum(message.get("text") == SAID for message in client.history()) == 1
    assert pair.second.post("web/messages", client.session, json=sent).text == answers[0].text


def test_a_conversation_goes_from_one_process_to_the_other(pair: Pair) -> None:
    client = pair.first.assistant()
    other = Assistant(pair.second.url)
    other.session = client.session
    first = client.say("où sont mes paiements")["messages"][0]
    picked = other.choose(first["choices"][0]["id"])
    assert picked["messages"][0]["text"]
    assert other.rate(first["feedback"]["handle"], "up")["messages"]
    client.say(SAID)
    assert pair.heard(key_of(client)) == 3
    assert other.history() == client.history()
    other.erase()
    assert pair.heard(key_of(client)) == 0


def test_different_messages_at_once_are_all_answered(pair: Pair) -> None:
    opened = pair.first.assistant()

    def say(server: Server) -> str:
        client = Assistant(server.url, attempts=6, sleep=lambda _: None)
        client.session = opened.session
        return str(client.say(SAID)["reply_to"])

    with ThreadPoolExecutor(6) as pool:
        answered = list(pool.map(say, islice(cycle(pair[:2]), 6)))
    assert len(set(answered)) == 6
    assert sum(message.get("text") == SAID for message in opened.history()) == 6


@pytest.mark.parametrize("channel", ["web", "app"])
def test_at_once_on_one_process(server: Server, channel: str) -> None:
    client = server.assistant(channel)
    sent = said(SAID)
    with ThreadPoolExecutor(8) as pool:
        answers = set(
            pool.map(
                lambda _: server.post(f"{channel}/messages", client.session, json=sent).text,
                range(24),
            )
        )
    assert len(answers) == 1
    rows = server.rows(
        "SELECT count(*) FROM turns WHERE conversation = ? AND events LIKE ?",
        key_of(client, channel),
        '%"event":"user"%',
    )
    assert rows == [(1,)]


def test_the_same_id_with_another_text_gets_the_first_answer(server: Server) -> None:
    client = server.assistant()
    sent = said(SAID)
    first = server.post("web/messages", client.session, json=sent)
    again = server.post("web/messages", client.session, json=said("bonjour", sent["client_msg_id"]))
    assert again.text == first.text
    elsewhere = server.assistant()
    other = server.post("web/messages", elsewhere.session, json=sent)
    assert other.status_code == 200 and other.text != first.text
