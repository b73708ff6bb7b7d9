"""Nothing that a request holds is in any log, at any level, whoever would have written it."""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import faulty_server
import pytest
from live_server import Server, said
from wire import request, send

REQUESTS = 500
# In every word that a request holds, wherever it stands.
CANARY = "zqcanari"
# In what a person says: kept in the conversation, and in no log.
SPOKEN = "zqparole"
NUMBER = "06 47 83 92 15"
SIGNS = ("0647839215", "47 83 92 15", "47.83.92.15")


def hostile(word: str, token: bytes) -> Iterator[bytes]:
    """Requests that go wrong, each in its own way, with a word in every place."""
    w, raw = word, word.encode()
    bearer = b"Authorization: Bearer " + token
    messages, sessions = "/webhooks/web/messages", "/webhooks/web/sessions"
    body = json.dumps(said(f"{SPOKEN} {NUMBER}")).encode()
    yield request("GET", f"/{w}?{w}={w}", b"X-" + raw + b": " + raw)
    yield request("GET", f"{messages}?text={w}", bearer, b"Cookie: " + raw)
    yield request("GET", f"/healthz?text={w}").replace(raw, raw + b"\xe9\xff")
    yield request("GET", f"{messages}?text={w}").replace(raw, raw + b"\xe9")
    yield request("GET", f"/webhooks/web/{w}/%ff%00?a={w}#b")
    yield request("GET", f"http://{w}/{w}?{w}")
    yield request(w.upper(), f"{messages}?{w}", bearer)
    yield request("PUT", f"/{w}", body=raw)
    yield request("TRACE", f"/sujets?{w}", b"Referer: http://" + raw)
    yield request("POST", messages, b"Authorization: " + raw, body=body)
    yield request("POST", messages, b"Authorization: Bearer " + raw + b"\xff", body=body)
    yield request("POST", "/webhooks/app/sessions", b"Authorization: Bearer " + raw + b".a.b")
    yield request("POST", messages, bearer, body=b'{"%s":"%s"' % (raw, raw))
    yield request("POST", messages, bearer, body=b'{"v":1,"%s":{"%s":[1]}}' % (raw, raw))
    yield request("POST", messages, bearer, body=b'{"v":"%s"}' % raw)
    yield request("POST", messages, bearer, body=b"\xff\xfe" + raw)
    yield request("POST", messages, bearer, body=raw * 4000)
    yield request("POST", messages, bearer, body=b'{"a":' * 3000 + b'"%s"' % raw)
    yield request("POST", messages, bearer, body=body.replace(b"{", b'{"%s\\ud800":1,' % raw, 1))
    yield request("POST", messages, bearer, b"X: " + raw, body=body)
    for fault in (faulty_server.BREAK, faulty_server.SILENT, faulty_server.TALK):
        failing = json.dumps(said(f"{SPOKEN} {NUMBER} {fault}")).encode()
        yield request("POST", messages, bearer, body=failing)
    for input_ in ({"choice": w}, {"event": w}, {"feedback": {"handle": w, "value": "up"}}):
        yield request(
            "POST", messages, bearer, body=json.dumps(said("") | {"input": input_}).encode()
        )
    yield request("POST", sessions, body=json.dumps({"context": {"page": w}}).encode())
    yield request("DELETE", sessions, b"Authorization: Bearer " + raw)
    yield request("GET", "/healthz", b"Host: " + raw)
    yield request("GET", "/healthz", b"Content-Length: " + raw)
    yield request("GET", "/healthz", b"Transfer-Encoding: " + raw)
    yield request("GET", "/healthz", b"Expect: " + raw, b"Content-Length: 1")
    yield request("GET", "/healthz", b"Upgrade: websocket", b"Sec-WebSocket-Key: " + raw)
    yield request("GET", "/sujets", b"If-None-Match: " + raw, b"Range: bytes=" + raw)
    yield request("GET", "/healthz", raw + b" : " + raw)
    yield request("GET", "/healthz", b"X-Forwarded-For: " + raw, b"Forwarded: for=" + raw)
    yield request(
        "OPTIONS", messages, b"Origin: https://" + raw, b"Access-Control-Request-Method: " + raw
    )
    yield raw + b"\r\n\r\n"
    yield b"GET /" + raw + b" HTTP/" + raw + b"\r\n\r\n"
    yield b"\x16\x03\x01" + raw + b"\r\n\r\n"


@pytest.fixture(scope="module")
def spoken_to(
    start_server: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory
) -> Server:
    """A server that says all it can, after 500 requests with words in every place."""
    folder: Path = tmp_path_factory.mktemp("loud")
    server = start_server(
        folder,
        command=(sys.executable, faulty_server.__file__),
        variables={"LOG_LEVEL": "DEBUG", "LOG_LEVEL_LIBRARIES": "DEBUG", "PYTHONASYNCIODEBUG": "1"},
        rate_conversation="",
        rate_address="",
        rate_openings="",
        conversation_max_turns="100000",
    )
    chance = random.Random(10)
    made: list[bytes] = []
    while len(made) < REQUESTS:
        token = (server.assistant().session or "").encode()
        made += hostile(f"{CANARY}{chance.randrange(10**6)}", token)
    with ThreadPoolExecutor(8) as pool:
        statuses = [answer.status for answer in pool.map(lambda raw: send(server, raw), made)]
    assert 500 not in statuses
    assert {200, 400, 401, 404, 405, 413, 422, 503} <= set(statuses)
    assert server.alive
    return server


def everything(folder: Path) -> dict[str, str]:
    """All files that the server may have written, as text."""
    return {
        path.name: path.read_bytes().decode("utf-8", "replace")
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_log_says_everything_it_can(spoken_to: Server) -> None:
    """Else the test would see nothing because nothing was written."""
    told = spoken_to.log.read_text(encoding="utf-8")
    assert "DEBUG:rasa" in told and "DEBUG:sanic" in told
    assert '"event": "failure"' in told and "ValueError" in told
    assert '"event": "turn"' in told


@pytest.mark.parametrize("word", [CANARY, NUMBER, *SIGNS])
def test_no_word_of_a_request_is_written_anywhere(spoken_to: Server, word: str) -> None:
    for name, content in everything(spoken_to.log.parent).items():
        found = re.search(rf".{{0,80}}{re.escape(word)}.{{0,80}}", content, re.IGNORECASE)
        assert found is None, f"{name}: {found[0]}"


def test_no_word_of_a_person_is_in_the_log(spoken_to: Server) -> None:
    found = re.search(rf".{{0,80}}{SPOKEN}.{{0,80}}", spoken_to.told())
    assert found is None, found[0]


def test_no_traceback_is_in_the_log(spoken_to: Server) -> None:
    assert "Traceback" not in spoken_to.log.read_text(encoding="utf-8")
