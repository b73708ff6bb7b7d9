"""What a raw socket may send: refused whole, in time, with every header, and never a 500."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from threading import Thread

import pytest
from live_server import Server, eventually, said
from wire import Answer, connect, parsed, received, request, send

from connectors.http.crowd import AT_ONE_ADDRESS
from connectors.http.headers import SECURITY

MESSAGES = "/webhooks/web/messages"
NEXT = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.fixture(scope="module")
def door(start_server: Callable[..., Server]) -> Server:
    """A server of our own: crowds at its door must not be in anybody's way."""
    return start_server(rate_conversation="", rate_address="", rate_openings="")


def head(*lines: bytes, first: bytes = b"POST /webhooks/web/messages HTTP/1.1") -> bytes:
    return b"\r\n".join([first, b"Host: a", *lines]) + b"\r\n\r\n"


CHUNKED = head(b"Content-Type: application/json", b"Transfer-Encoding: chunked")
AMBIGUOUS = {
    "two lengths": head(b"Content-Length: 2", b"Transfer-Encoding: chunked") + b"0\r\n\r\n",
    "and in the other order": head(b"Transfer-Encoding: chunked", b"Content-Length: 4")
    + b"0\r\n\r\n",
    "length twice": head(b"Content-Length: 2", b"Content-Length: 2") + b"{}",
    "lengths that differ": head(b"Content-Length: 2", b"Content-Length: 40") + b"{}",
    "a list of lengths": head(b"Content-Length: 2, 2") + b"{}",
    "a signed length": head(b"Content-Length: +2") + b"{}",
    "a length below nothing": head(b"Content-Length: -2") + b"{}",
    "a length with a line in it": head(b"Content-Length: 0_2") + b"{}",
    "digits of another script": head("Content-Length: ٢".encode()) + b"{}",
    "no length": head(b"Content-Length: ") + b"{}",
    "a hexadecimal length": head(b"Content-Length: 0x2") + b"{}",
    "an endless length": head(b"Content-Length: " + b"9" * 500) + b"{}",
    "coding twice": head(b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity"),
    "a list of codings": head(b"Transfer-Encoding: gzip, chunked") + b"0\r\n\r\n",
    "an unknown coding": head(b"Transfer-Encoding: xchunked") + b"0\r\n\r\n",
    "a coding in 1.0": head(
        b"Transfer-Encoding: chunked", first=b"POST /webhooks/web/messages HTTP/1.0"
    ),
    "a space before the colon": head(b"Content-Length : 2") + b"{}",
    "a tab before the colon": head(b"Transfer-Encoding\t: chunked") + b"0\r\n\r\n",
    "a folded line": head(b"X-A: b", b" Content-Length: 2") + b"{}",
    "a line end alone": head(b"X-A: b\nContent-Length: 2") + b"{}",
    "a return alone": head(b"X-A: b\rContent-Length: 2") + b"{}",
    "a null in a value": head(b"X-A: \x00"),
    "a null in a name": head(b"X\x00A: b"),
    "a name outside ASCII": head("Éa: b".encode()),
    "no name": head(b": b"),
    "no colon": head(b"X-A"),
    "two hosts": head(b"Host: b"),
    "two credentials": head(b"Authorization: Bearer a", b"Authorization: Bearer b"),
    "two kinds": head(b"Content-Type: text/plain", b"Content-Type: application/json"),
    "an unknown version": head(first=b"GET /healthz HTTP/9.9"),
    "version 2": head(first=b"PRI * HTTP/2.0"),
    "no version": b"GET /healthz\r\n\r\n",
    "four words": head(first=b"GET /health z HTTP/1.1"),
    "two spaces": head(first=b"GET  /healthz HTTP/1.1"),
    "an address outside ASCII": head(first="GET /webhooks/web/messages?text=é HTTP/1.1".encode()),
    "bytes that are no text": head(first=b"GET /\xff\xfe HTTP/1.1"),
    "a null in the address": head(first=b"GET /\x00 HTTP/1.1"),
    "a method with quotes": head(first=b'G"ET /healthz HTTP/1.1'),
    "a method outside ASCII": head(first="GÉT /healthz HTTP/1.1".encode()),
    "no method": head(first=b" /healthz HTTP/1.1"),
}


@pytest.mark.parametrize("raw", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_what_could_be_read_twice_is_refused_and_the_connection_closed(
    door: Server, raw: bytes
) -> None:
    answer = send(door, raw + NEXT)
    assert answer.status == 400, answer.raw
    assert answer.headers["connection"] == "close"
    assert answer.raw.count(b"HTTP/1.1 ") == 1, "what follows is not read as a request"
    assert_secure(answer)


def test_what_follows_a_chunked_body_is_never_a_request(door: Server) -> None:
    """Not even as a trailer, where Sanic loses its place."""
    chunked = head(b"Content-Type: application/json", b"Transfer-Encoding: chunked")
    for rest in (
        b"2\r\n{}\r\n0\r\n\r\n",
        b"2\r\n{}\r\n0\r\n" + NEXT,
        b"2\r\n{}\r\n0\r\nX: y\r\n\r\n",
    ):
        answer = send(door, chunked + rest + NEXT)
        assert answer.status == 422
        assert answer.raw.count(b"HTTP/1.1 ") == 1


def message(text: str = "bonjour", **more: object) -> bytes:
    return json.dumps({**said(text), **more}).encode()


HOSTILE = {
    "a credential outside ASCII": (
        request("POST", MESSAGES, b"Authorization: Bearer \xff\xe9", body=message()),
        {401},
    ),
    "an app credential outside ASCII": (
        request("POST", "/webhooks/app/sessions", b"Authorization: Bearer \xe9.\xff.a"),
        {401},
    ),
    "an origin outside ASCII": (request("GET", MESSAGES, b"Origin: https://\xff"), {401}),
    "a type outside ASCII": (
        request("POST", MESSAGES, b"Content-Type: \xff", b"Content-Length: 2") + b"{}",
        {415},
    ),
    "an address outside ASCII": (
        request("GET", "/healthz", b"X-Forwarded-For: \xff"),
        {200},
    ),
    "an agent outside ASCII": (request("GET", "/sujets", b"User-Agent: \xff\xfe\x80"), {200}),
    "a tag outside ASCII": (request("GET", "/sujets", b"If-None-Match: \xff"), {200}),
    "a cookie outside ASCII": (request("GET", "/sujets", b"Cookie: a=\xff; b"), {200}),
    "an expectation": (request("POST", MESSAGES, b"Expect: \xe9", body=message()), {400}),
    "a thousand headers": (request("GET", "/healthz", *[b"a: b"] * 1000), {200}),
    "a flood of headers": (request("GET", "/healthz", *[b"a: b"] * 20_000), {413}),
    "an endless header": (request("GET", "/healthz", b"a: " + b"b" * 100_000), {413}),
    "an endless address": (request("GET", "/" + "a" * 100_000), {413}),
    "WebSocket": (request("GET", "/healthz", b"Upgrade: websocket", b"Connection: Upgrade"), {200}),
    "HTTP/2 over plain text": (request("GET", "/healthz", b"Upgrade: h2c"), {200}),
    "the whole address": (request("GET", "http://a/healthz"), {200, 400}),
    "an asterisk": (request("OPTIONS", "*"), {200, 400, 404, 405}),
    "an authority": (request("CONNECT", "a:443"), {400, 404, 405}),
    "percents that are no text": (request("GET", "/%ff%fe%00/%"), {404}),
    "percents in a channel": (request("GET", "/webhooks/web/%00%ff%2e%2e"), {404}),
    "a way out": (request("GET", "/static/../../../etc/passwd"), {404}),
    "a way out in percents": (request("GET", "/static/%2e%2e/%2e%2e/settings.py"), {404}),
    "a query that is no text": (request("GET", "/healthz?%ff&=&&a[]=%00"), {200}),
    "an endless chunk": (
        CHUNKED + b"FFFFFFFFFF\r\n{}",
        {413},
    ),
    "a chunk of no size": (
        CHUNKED + b"ZZ\r\n{}\r\n",
        {400},
    ),
    "a chunk below nothing": (
        CHUNKED + b"-2\r\n{}\r\n",
        {400},
    ),
}
METHODS = ("TRACE", "CONNECT", "PROPFIND", "get", "Head", "A" * 500, "G-E_T", "!", "0", "NONE")
BODIES = {
    "nothing": (b" ", 400),
    "no JSON": (b"{'v': 1}", 400),
    "half of it": (b'{"v":1,', 400),
    "two of them": (message() * 2, 400),
    "a null byte": (b'{"v":1}\x00', 400),
    "UTF-16": (message().decode().encode("utf-16"), 400),
    "Latin-1": ('{"v":1,"é":1}'.encode("latin-1"), 400),
    "half a character in bytes": (b'{"v":1,"a":"\xed\xa0\x80"}', 400),
    "not a number": (b'{"v":NaN}', 400),
    "a number beyond": (b'{"v":1e999}', 422),
    "a number of 10,000 digits": (b'{"v":' + b"9" * 10_000 + b"}", 400),
    "deep lists": (b"[" * 8000 + b"]" * 8000, 400),
    "deep objects": (b'{"a":' * 2500 + b"1" + b"}" * 2500, 400),
    "deep and open": (b"[" * 16_000, 400),
    "deep inside": (message(context={"x": 1}).replace(b'{"x": 1}', b"[" * 500 + b"]" * 500), 422),
    "a list": (b"[]", 422),
    "a text": (b'"v"', 422),
    "half a character in the text": (message("a").replace(b'"a"', b'"\\ud800 a"'), 422),
    "half a character in a name": (message().replace(b'"input"', b'"\\udfff":1,"input"'), 422),
    "half a character unread": (message().replace(b'"v"', b'"x":{"y":["\\uD8aa"]},"v"'), 422),
    "half a character as a choice": (message(input={"choice": "\ud800"}), 422),
    "half a character as a handle": (
        message(input={"feedback": {"handle": "1-1.\udc00", "value": "up"}}),
        422,
    ),
    "half a character as a page": (message(context={"page": "\ud83d"}), 422),
    "a handle of odd digits": (
        message(input={"feedback": {"handle": "²-١.a", "value": "up"}}),
        422,
    ),
    "fields twice": (message().replace(b'"v": 1', b'"v":2,"v":1,"v":1'), 200),
    "text twice": (message().replace(b'"text"', b'"text":"a","text"'), 200),
    "a null in the text": (message("bonjour \x00 toi"), 200),
    "a whole character in halves": (message().replace(b"bonjour", b"bonjour \\ud83d\\ude00"), 200),
}


@pytest.mark.parametrize(("raw", "statuses"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_request_has_an_answer_that_is_no_500(
    door: Server, raw: bytes, statuses: set[int]
) -> None:
    answer = send(door, raw)
    assert answer.status in statuses, answer.raw
    assert_secure(answer)


@pytest.mark.parametrize("path", ["/", "/healthz", "/sujets", "/nowhere", MESSAGES])
def test_absurd_methods(door: Server, path: str) -> None:
    for method in METHODS:
        answer = send(door, request(method, path))
        assert answer.status in (302, 404, 405), answer.raw
        assert_secure(answer)


@pytest.mark.parametrize(("body", "status"), BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("channel", ["web", "app"])
def test_hostile_bodies(door: Server, channel: str, body: bytes, status: int) -> None:
    token = f"Authorization: Bearer {door.assistant(channel).session}".encode()
    path = f"/webhooks/{channel}/messages"
    answer = send(door, request("POST", path, token, body=body))
    assert answer.status == status, answer.raw
    assert_secure(answer)


def test_a_null_reaches_postgresql_as_a_space(
    start_server: Callable[..., Server], make_database: Callable[[], str]
) -> None:
    """It stores none; every text of a body must have a meaning for it too."""
    server = start_server(database_url=make_database(), rate_conversation="")
    token = f"Authorization: Bearer {server.assistant().session}".encode()
    for body, status in BODIES.values():
        assert send(server, request("POST", MESSAGES, token, body=body)).status == status, body
    server.stop()


GOT = ("/", "/healthz", "/readyz", "/metrics", "/sujets", "/nowhere", "/static/nowhere", MESSAGES)


@pytest.mark.parametrize("path", [*GOT, "/static/widget/assistant-mon-compte.js"])
def test_head_is_get_without_the_body(door: Server, path: str) -> None:
    got, headed = (send(door, request(method, path)) for method in ("GET", "HEAD"))
    assert (headed.status, headed.body) == (got.status, b"")
    moving = {"content-length"} if path == "/metrics" else set()
    assert headed.headers.keys() == got.headers.keys()
    for name in got.headers.keys() - moving:
        assert headed.headers[name] == got.headers[name]


def assert_secure(answer: Answer) -> None:
    """Every answer has every security header; a page may have other words in it."""
    assert not {name.lower() for name in SECURITY} - answer.headers.keys(), answer.raw
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", GOT)
@pytest.mark.parametrize("method", ["GET", "PUT", "OPTIONS"])
def test_every_answer_has_the_headers(door: Server, method: str, path: str) -> None:
    answer = send(door, request(method, path))
    assert_secure(answer)
    if not path.startswith("/sujets"):
        assert answer.headers["content-security-policy"] == SECURITY["Content-Security-Policy"]
        assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("path", ["/nowhere", "/healthz", MESSAGES])
def test_an_error_quotes_nothing_of_the_request(door: Server, path: str) -> None:
    answer = send(door, request("PUT", f"{path}/zebulon?text=zebulon", b"X-Z: zebulon"))
    assert answer.status in (404, 405)
    assert b"zebulon" not in answer.raw


def drip(connection: socket.socket, piece: bytes) -> bytes:
    """Send a piece again and again until the other side closes; what it said."""
    got: list[bytes] = []
    reader = Thread(target=lambda: got.append(received(connection)))
    reader.start()
    try:
        while reader.is_alive():
            connection.sendall(piece)
            reader.join(0.4)
    except OSError:
        pass
    reader.join(60)
    return got[0]


SLOW = {
    "nothing at all": (b"", b""),
    "half a head": (b"GET /healthz HTTP/1.1\r\n", b""),
    "a head, a byte at a time": (b"GET /healthz HTTP/1.1\r\nX: ", b"a"),
    "half a body": (head(b"Content-Length: 200", b"Content-Type: application/json"), b""),
    "a body, a byte at a time": (
        head(b"Content-Length: 9000", b"Content-Type: application/json"),
        b" ",
    ),
    "chunks, one at a time": (
        head(b"Transfer-Encoding: chunked", b"Content-Type: application/json"),
        b"1\r\n \r\n",
    ),
    "the body of a request that is refused": (
        head(b"Content-Length: 9000", first=b"POST /webhooks/web/nowhere HTTP/1.1"),
        b" ",
    ),
    "the body of one that needs none": (
        head(b"Content-Length: 9000", first=b"GET /healthz HTTP/1.1"),
        b" ",
    ),
    "a second request after a good one": (NEXT + b"GET /healthz HTTP/1.1\r\nX: ", b"a"),
}


def test_who_is_too_slow_is_let_go(door: Server) -> None:
    """All at once; the deadlines of head and body end each, whatever still comes."""
    ended: dict[str, Answer] = {}

    def one(name: str, begun: bytes, piece: bytes) -> None:
        with connect(door) as connection:
            connection.sendall(begun)
            said = drip(connection, piece) if piece else received(connection)
            ended[name] = parsed(said)

    threads = [Thread(target=one, args=(name, *slow)) for name, slow in SLOW.items()]
    for thread in threads:
        thread.start()
    assert send(door, request()).status == 200
    for thread in threads:
        thread.join(60)
    assert set(ended) == set(SLOW), "each was closed by the server"
    assert ended["nothing at all"].status == 0
    for name in ("half a head", "half a body"):
        assert ended[name].status == 408
        assert_secure(ended[name])


def test_half_open_connections_of_one_address_have_a_limit(door: Server) -> None:
    """The oldest must go; whoever sends a whole request is answered all the while."""
    begun = (b"GET /healthz HTTP/1.1\r\n", head(b"Content-Length: 9"))
    count = AT_ONE_ADDRESS + 100
    crowd = [connect(door) for _ in range(count)]
    try:
        for number, connection in enumerate(crowd):
            connection.sendall(begun[number % 2])
            connection.setblocking(False)
        assert send(door, request()).status == 200
        eventually(lambda: sum(map(is_closed, crowd)) >= 100)
        assert send(door, request()).status == 200
    finally:
        for connection in crowd:
            connection.close()


def is_closed(connection: socket.socket) -> bool:
    try:
        return connection.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
