"""The server is killed in the middle of a message, and started again."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import faulty_server
import pytest
import requests
from live_server import FULL, Server, key_of, said

FAULTY = (sys.executable, faulty_server.__file__)


@pytest.mark.skipif(not FULL, reason="two more servers: `make faults`")
def test_after_a_crash_a_message_is_answered_once(
    start_server: Callable[..., Server], tmp_path: Path
) -> None:
    doomed = start_server(tmp_path, command=FAULTY, turn_timeout_seconds="600")
    client = doomed.assistant()
    before = said("où sont mes paiements")
    answered = doomed.post("web/messages", client.session, json=before).json()
    sent = said(f"je dois {faulty_server.HANG} mon paiement")
    failed: list[type[Exception]] = []

    def send() -> None:
        try:
            doomed.post("web/messages", client.session, json=sent)
        except requests.RequestException as error:
            failed.append(type(error))

    sending = threading.Thread(target=send)
    sending.start()
    while not claimed(doomed, sent["client_msg_id"]):
        assert sending.is_alive()
    doomed.stop(signal.SIGKILL)
    sending.join(30)
    assert failed, "the connection was cut"

    # The claim is taken over as soon as its owner counts as dead, whatever its time-out was.
    again = start_server(tmp_path)
    first = again.post("web/messages", client.session, json=sent)
    assert first.status_code == 200
    assert first.json()["reply_to"] == sent["client_msg_id"]
    assert again.post("web/messages", client.session, json=sent).text == first.text
    assert again.post("web/messages", client.session, json=before).json() == answered
    heard = again.rows(
        "SELECT count(*) FROM turns WHERE conversation = ? AND events LIKE ?",
        key_of(client),
        f'%"event":"user",%{faulty_server.HANG}%',
    )
    assert heard == [(1,)]
    shown = requests.get(
        f"{again.url}/webhooks/web/messages",
        headers={"Authorization": f"Bearer {client.session}"},
        timeout=10,
    ).json()["messages"]
    assert [m["text"] for m in shown if m["from"] == "user"] == [
        before["input"]["text"],
        sent["input"]["text"],
    ]


def claimed(server: Server, client_msg_id: str) -> bool:
    """If the server has taken a message and not answered it yet."""
    return bool(server.rows("SELECT 1 FROM claims WHERE client_msg_id = ?", client_msg_id))
