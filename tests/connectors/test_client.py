"""The reference client: what it sends again, and how long it waits."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests

from clients.reference import Assistant, AssistantError, application_credential

OPENED = {"session": "s", "reply": {"messages": []}}
Answer = tuple[int, dict[str, str], Any]


class Scripted(ThreadingHTTPServer):
    """Answers what it was told to, in order, and notes what it got."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script: list[Answer | None] = []
        self.got: list[tuple[str, str, str | None, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    """One scripted answer; None hangs up instead."""

    server: Scripted

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        content = json.loads(body) if body else None
        self.server.got.append((self.command, self.path, self.headers["authorization"], content))
        answer = self.server.script.pop(0)
        if answer is None:
            self.close_connection = True
            return
        status, headers, content = answer
        written = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    do_GET = do_POST = do_DELETE = _answer

    def log_message(self, *_: Any) -> None:
        """Silence."""


@pytest.fixture
def service() -> Iterator[Scripted]:
    server = Scripted()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def error(status: int, code: str, **headers: str) -> Answer:
    return status, headers, {"v": 1, "error": {"code": code, "message": "Attendez."}}


def test_it_speaks_the_contract(service: Scripted) -> None:
    service.script = [(201, {}, OPENED), (200, {}, {"messages": [1]}), (204, {}, b"")]
    with Assistant(service.url, "app", credential="jwt") as assistant:
        assistant.open(page="dettes")
        assert assistant.say("bonjour")["messages"] == [1]
        assistant.erase()
    opened, sent, erased = service.got
    assert opened == (
        *("POST", "/webhooks/app/sessions", "Bearer jwt"),
        {"v": 1, "context": {"page": "dettes"}},
    )
    assert sent[:3] == ("POST", "/webhooks/app/messages", "Bearer s")
    assert sent[3]["input"] == {"text": "bonjour"}
    assert erased[:3] == ("DELETE", "/webhooks/app/sessions", "Bearer s")


def test_it_tries_again_with_the_same_id(service: Scripted) -> None:
    waits: list[float] = []
    service.script = [
        error(429, "too_many_requests", **{"Retry-After": "7"}),
        error(503, "unavailable"),
        None,
        (200, {}, {"messages": []}),
    ]
    Assistant(service.url, sleep=waits.append).say("bonjour")
    assert len({got[3]["client_msg_id"] for got in service.got}) == 1
    assert len(service.got) == 4
    assert waits[0] == 7.0
    assert 1.0 <= waits[1] <= 2.0 and 2.0 <= waits[2] <= 4.0


def test_it_gives_up_in_the_end(service: Scripted) -> None:
    service.script = [error(503, "unavailable")] * 3
    with pytest.raises(AssistantError) as failed:
        Assistant(service.url, attempts=3, sleep=lambda _: None).say("bonjour")
    assert (failed.value.status, failed.value.code) == (503, "unavailable")
    assert failed.value.message == "Attendez."
    service.script = [None] * 2
    with pytest.raises(requests.ConnectionError):
        Assistant(service.url, attempts=2, sleep=lambda _: None).say("bonjour")


@pytest.mark.parametrize("status", [400, 401, 413, 415, 422, 500])
def test_what_will_not_change_is_not_tried_again(service: Scripted, status: int) -> None:
    service.script = [error(status, "no")]
    with pytest.raises(AssistantError) as failed:
        Assistant(service.url, sleep=lambda _: None).say("bonjour")
    assert failed.value.status == status and len(service.got) == 1


def test_an_answer_that_is_not_json_is_an_error_too(service: Scripted) -> None:
    service.script = [(502, {}, b"<html>")]
    with pytest.raises(AssistantError) as failed:
        Assistant(service.url, attempts=1).say("bonjour")
    assert (failed.value.status, failed.value.code) == (502, "unknown")


def test_a_credential_names_an_application_and_nobody() -> None:
    import jwt

    token = application_credential("k" * 40, "caf-ios", "5.2", lifetime=60)
    claims = jwt.decode(token, "k" * 40, algorithms=["HS256"], audience="assistant-mon-compte")
    assert set(claims) == {"app", "version", "aud", "iat", "exp"}
    assert claims["exp"] - claims["iat"] == 60
