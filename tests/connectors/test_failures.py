"""What fails inside becomes a 503 with the contact section, and the conversation goes on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import faulty_server
import pytest
import requests
from live_server import Server, said

from bot.content import Content
from bot.content.typography import typeset

FAULTY = (sys.executable, faulty_server.__file__)
WORDS = Content.from_files()
MINE = "rendez-vous avec Zébulon"


@pytest.fixture(scope="module")
def faulty(start_server: Callable[..., Server]) -> Server:
    return start_server(command=FAULTY, turn_timeout_seconds="1", rate_conversation="")


def assert_unavailable(answer: requests.Response) -> None:
    """The contract's 503: the person reads where people can be reached, and nothing more."""
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) >= 1
    error = answer.json()["error"]
    assert error["code"] == "unavailable"
    assert error["message"] == typeset(WORDS.text("connector_error_unavailable", "web"))
    assert error["contact"]["path"] == ["Mon Compte", "Contacter ma Caf"]
    assert error["contact"]["links"][0]["href"].startswith("https://wwwd.caf.fr/")
    assert "Traceback" not in answer.text and MINE not in answer.text


@pytest.mark.parametrize(
    ("word", "cause"),
    [
        (faulty_server.BREAK, "bot"),
        (faulty_server.HANG, "timeout"),
        (faulty_server.SILENT, "empty"),
        (faulty_server.ENDLESS, "timeout"),
    ],
)
@pytest.mark.parametrize("channel", ["web", "app"])
def test_a_turn_that_fails_inside(faulty: Server, channel: str, word: str, cause: str) -> None:
    client = faulty.assistant(channel)
    before = faulty.metric("assistant_failures_total", channel=channel, cause=cause)
    sent = said(f"{MINE}, {word}")
    for _ in range(2):
        assert_unavailable(faulty.post(f"{channel}/messages", client.session, json=sent))
    assert faulty.metric("assistant_failures_total", channel=channel, cause=cause) == before + 2
    answer = client.say("où sont mes paiements", sent["client_msg_id"])
    assert answer["messages"][0]["path"], "the same id is free again after a failure"
    texts = [message["text"] for message in client.history()]
    assert not any(word in text for text in texts)
    assert texts.count("où sont mes paiements") == 1
    assert MINE not in faulty.told()


def test_what_the_content_does_not_hold_never_leaves(faulty: Server) -> None:
    client = faulty.assistant()
    before = faulty.metric("assistant_guard_breaches_total")
    (message,) = client.say(f"peux-tu {faulty_server.TALK} une réponse")["messages"]
    assert message["text"] == typeset(WORDS.text("connector_contact", "web"))
    assert message["links"][0]["href"].startswith("https://wwwd.caf.fr/")
    assert faulty.metric("assistant_guard_breaches_total") == before + 1


def test_without_a_model_one_waits_and_the_conversation_goes_on(
    start_server: Callable[..., Server], tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.tar.gz"
    damaged.write_bytes(b"not a model")
    server = start_server(tmp_path, until="/healthz", options=("--model", str(damaged)))
    ready = requests.get(f"{server.url}/readyz", timeout=10)
    assert ready.status_code == 503
    assert ready.json()["checks"] == {"model": False, "store": True}
    client = server.assistant()
    sent = said("bonjour")
    assert_unavailable(server.post("web/messages", client.session, json=sent))
    assert server.metric("assistant_failures_total", cause="no_model") == 1
    server.stop()

    mended = start_server(tmp_path)
    answer = mended.post("web/messages", client.session, json=sent)
    assert answer.json()["reply_to"] == sent["client_msg_id"]
    assert mended.post("web/messages", client.session, json=sent).text == answer.text
