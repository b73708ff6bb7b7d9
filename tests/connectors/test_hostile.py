"""Whatever is sent, the answer is of the contract, never a 500, and the process lives."""

from __future__ import annotations

import asyncio
import json
import socket
from collections import Counter
from urllib.parse import urlsplit

import aiohttp
import pytest
from hostile_bodies import bodies
from live_server import FULL, Server

from connectors.contract.schema import MAX_BODY

BODIES = 10_000 if FULL else 1_000
AT_ONCE = 16
HARDLY_HTTP = [
    b"\x00" * 4096,
    b"GET\r\n\r\n",
    b"\xff\xfe\r\n\r\n",
    b"POST /webhooks/web/messages HTTP/9.9\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
    b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /webhooks/web/%00%ff%2e%2e HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /webhooks/web/../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
    b"POST /webhooks/web/messages HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
    b"POST /webhooks/web/messages HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
    b"POST /webhooks/web/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999\r\n\r\n{}",
    b"POST /webhooks/web/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\n{",
    b"POST /webhooks/web/messages HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"ZZ\r\n{}\r\n0\r\n\r\n",
    b"POST /webhooks/web/messages HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"FFFFFFFFFF\r\n{}\r\n",
    b"POST /webhooks/web/messages HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
    b"Content-Length: 2\r\n\r\n{}",
    b"POST /webhooks/web/messages HTTP/1.1\r\nAuthorization: \xff\xfe\r\n"
    b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    b"POST /webhooks/web/sessions HTTP/1.1\r\nX-Forwarded-For: ,,,\x00\r\n"
    b"Content-Length: 0\r\n\r\n",
]
REFUSED = {400, 401, 413, 415, 422}


async def throw(server: Server, sent: list[tuple[str, bytes]]) -> Counter[int]:
    """Send the bodies, several at once; how often each status came back."""
    statuses: Counter[int] = Counter()
    left = iter(enumerate(sent))

    async def client(http: aiohttp.ClientSession) -> None:
        token = server.assistant().session
        for number, (media_type, body) in left:
            path = "sessions" if number % 10 == 0 else "messages"
            channel = "app" if number % 50 == 0 else "web"
            try:
                async with http.post(
                    f"{server.url}/webhooks/{channel}/{path}",
                    data=body,
                    headers={"Content-Type": media_type, "Authorization": f"Bearer {token}"},
                ) as response:
                    content = await response.read()
            except aiohttp.ClientOSError:
                # Refused and closed while this side was still sending.
                assert len(body) > MAX_BODY
                statuses[413] += 1
                continue
            statuses[response.status] += 1
            if response.status not in (200, 201):
                assert response.status in REFUSED, (response.status, media_type, body[:200])
                assert set(json.loads(content)["error"]) == {"code", "message"}

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as http:
        await asyncio.gather(*(client(http) for _ in range(AT_ONCE)))
    return statuses


def assert_well(server: Server) -> None:
    """The process lives and answers as before."""
    assert server.alive
    assert server.assistant().say("où sont mes paiements")["messages"][0]["path"]


async def test_thousands_of_random_bodies(server: Server) -> None:
    failures = server.metric("assistant_failures_total")
    statuses = await throw(server, bodies(seed=1, count=BODIES))
    assert statuses.total() == BODIES
    assert statuses[200] > BODIES / 20, "many of them are close enough to be answered"
    assert REFUSED - {401} <= set(statuses)
    assert server.metric("assistant_failures_total") == failures
    assert "Traceback" not in server.log.read_text(encoding="utf-8")
    assert_well(server)


@pytest.mark.parametrize("raw", HARDLY_HTTP, ids=map(str, range(len(HARDLY_HTTP))))
def test_what_is_hardly_http(server: Server, raw: bytes) -> None:
    host, _, port = server.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        try:
            connection.sendall(raw)
            connection.shutdown(socket.SHUT_WR)
            answer = connection.recv(65536)
        except ConnectionError:
            answer = b""
    assert b" 500 " not in answer[:20]
    assert b"Traceback" not in answer
    assert_well(server)


async def test_many_connections_that_say_nothing(server: Server) -> None:
    there = "127.0.0.1", urlsplit(server.url).port
    silent = [socket.create_connection(there) for _ in range(200)]
    try:
        assert_well(server)
    finally:
        for connection in silent:
            connection.close()
