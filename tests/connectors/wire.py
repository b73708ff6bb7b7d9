"""A raw socket to a real server: bytes that no client library would send."""

from __future__ import annotations

import contextlib
import socket
from typing import NamedTuple

from live_server import Server


class Answer(NamedTuple):
    """What came back: the status, the headers in small letters, the body, and all of it."""

    status: int
    headers: dict[str, str]
    body: bytes
    raw: bytes


def connect(server: Server) -> socket.socket:
    """A connection of our own."""
    host, _, port = server.url.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=60)


def send(server: Server, raw: bytes) -> Answer:
    """Send bytes and read until the server closes; `status` is 0 when it said nothing."""
    with connect(server) as connection:
        # It may be refused and closed while this side is still sending.
        with contextlib.suppress(OSError):
            connection.sendall(raw)
        return parsed(received(connection))


def received(connection: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    got = b""
    with contextlib.suppress(ConnectionError):
        while piece := connection.recv(65536):
            got += piece
    return got


def parsed(raw: bytes) -> Answer:
    """The last answer in what came."""
    final = raw.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
    head, _, body = final.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return Answer(int(first.split(" ")[1]) if first else 0, headers, body, raw)


def request(
    method: str = "GET",
    path: str = "/healthz",
    *headers: bytes,
    body: bytes = b"",
) -> bytes:
    """A request as bytes; `headers` are whole lines without their end."""
    lines = [f"{method} {path} HTTP/1.1".encode(), b"Host: a", *headers]
    if body:
        lines += [b"Content-Type: application/json", b"Content-Length: %d" % len(body)]
    lines.append(b"Connection: close")
    return b"\r\n".join(lines) + b"\r\n\r\n" + body
