"""Limits over HTTP: how often, how long, in what form, and whose address counts."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests
from live_server import Server, said


def opened(server: Server, address: str) -> str:
    """A session opened from an address that the trusted proxy names."""
    answer = server.post("web/sessions", headers={"X-Forwarded-For": address})
    assert answer.status_code == 201
    return str(answer.json()["session"])


def error_code(answer: requests.Response) -> str:
    return str(answer.json()["error"]["code"])


def assert_too_many(answer: requests.Response) -> None:
    assert (answer.status_code, error_code(answer)) == (429, "too_many_requests")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert "Attendez" in answer.json()["error"]["message"]


def test_a_session_that_writes_too_fast_is_told_to_wait(strict: Server) -> None:
    """The limit of 6 a minute is the session's: another one of that person may write."""
    token = opened(strict, "203.0.113.1")
    bodies = [said("bonjour") for _ in range(7)]
    statuses = [post(strict, token, "203.0.113.1", body).status_code for body in bodies]
    # The fifth turn is one more than a conversation may have; it counts all the same.
    assert statuses == [200] * 4 + [422] * 2 + [429]
    assert_too_many(post(strict, token, "203.0.113.1", bodies[6]))
    assert post(strict, opened(strict, "203.0.113.1"), "203.0.113.1").status_code == 200


def post(
    server: Server, token: str, address: str, body: dict[str, Any] | None = None
) -> requests.Response:
    """Send a message from an address that the trusted proxy names."""
    return server.post(
        "web/messages", token, json=body or said("bonjour"), headers={"X-Forwarded-For": address}
    )


def test_an_address_has_its_own_limit_whatever_its_sessions(strict: Server) -> None:
    tokens = [opened(strict, f"198.51.100.{number}") for number in range(5)]
    answers = [post(strict, token, "203.0.113.2") for token in tokens * 3]
    assert [answer.status_code for answer in answers] == [200] * 12 + [429] * 3
    assert_too_many(answers[-1])
    assert post(strict, opened(strict, "203.0.113.3"), "203.0.113.3").status_code == 200


def test_openings_are_limited_by_address(strict: Server) -> None:
    for _ in range(5):
        opened(strict, "203.0.113.4")
    assert_too_many(strict.post("web/sessions", headers={"X-Forwarded-For": "203.0.113.4"}))


def test_only_the_trusted_proxy_may_name_an_address(strict: Server) -> None:
    """What a client writes itself, further left in the header, changes nothing."""
    for number in range(5):
        opened(strict, f"192.0.2.{number}, 203.0.113.5")
    answer = strict.post("web/sessions", headers={"X-Forwarded-For": "192.0.2.9, 203.0.113.5"})
    assert_too_many(answer)


def test_without_a_trusted_proxy_the_header_means_nothing(
    start_server: Callable[..., Server],
) -> None:
    server = start_server(until="/healthz", rate_openings="2/minute")
    codes = [
        server.post("web/sessions", headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code
        for n in range(3)
    ]
    server.stop()
    assert codes == [201, 201, 429]


def test_one_ipv6_subscriber_opens_as_often_as_one_address(strict: Server) -> None:
    for number in range(5):
        opened(strict, f"[2001:db8:77:{number}::1]:{50_000 + number}")
    assert_too_many(strict.post("web/sessions", headers={"X-Forwarded-For": "2001:db8:77:ffff::1"}))
    opened(strict, "2001:db8:78::1")


def test_the_port_of_a_forwarded_address_is_no_part_of_it(strict: Server) -> None:
    for number in range(5):
        opened(strict, f"203.0.113.9:{50_000 + number}")
    assert_too_many(strict.post("web/sessions", headers={"X-Forwarded-For": "203.0.113.9"}))


@pytest.mark.parametrize(
    ("path", "options", "status"),
    [
        ("web/messages", {"json": {}}, 422),
        ("web/messages", {"data": b"{", "headers": {"Content-Type": "application/json"}}, 400),
        ("web/messages", {"data": b"x"}, 415),
        ("web/messages", {"data": b" " * 20_000}, 413),
        ("web/messages", {"json": said("bonjour")}, 401),
        ("web/sessions", {"json": {"context": 1}}, 422),
        ("web/sessions", {"data": b"x"}, 415),
        ("app/sessions", {}, 401),
        ("app/sessions", {"headers": {"Authorization": "Bearer a.b.c"}}, 401),
    ],
)
def test_what_is_refused_counts_like_what_is_answered(
    strict: Server, path: str, options: dict[str, Any], status: int
) -> None:
    """Else the worst requests would be the only ones without a limit."""
    mine = f"198.18.{abs(hash((path, str(options)))) % 250}.{status % 250}"
    headers = {**options.get("headers", {}), "X-Forwarded-For": mine}
    rest = {name: value for name, value in options.items() if name != "headers"}
    statuses = [strict.post(path, headers=headers, **rest).status_code for _ in range(13)]
    allowed = 5 if path.endswith("sessions") else 12
    assert statuses == [status] * allowed + [429] * (13 - allowed)


def test_addresses_are_kept_nowhere(strict: Server) -> None:
    opened(strict, "203.0.113.77")
    assert "203.0.113.77" not in strict.told() + strict.kept()


@pytest.fixture
def token(server: Server) -> str:
    session = server.assistant().session
    assert session
    return session


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "malformed"),
        (b"{", 400, "malformed"),
        (b"[]", 422, "invalid"),
        (json.dumps(said("x" * 1001)).encode(), 422, "text_too_long"),
        (json.dumps(said(" \n ")).encode(), 422, "text_empty"),
        (json.dumps(said("//")).encode(), 422, "text_empty"),
        (json.dumps({**said("a"), "v": 2}).encode(), 422, "unsupported_version"),
        (json.dumps({**said("a"), "input": {"choice": "c9-9"}}).encode(), 422, "unknown_choice"),
        (json.dumps({**said("a"), "more": "y" * 16_384}).encode(), 413, "body_too_large"),
        (b" " * 1_000_000, 413, "body_too_large"),
    ],
    ids=(
        *("empty", "cut", "list", "long", "blank", "slashes"),
        *("version", "choice", "more", "spaces"),
    ),
)
def test_what_a_body_may_be(
    server: Server, token: str, body: bytes, status: int, code: str
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = server.post("web/messages", token, data=body, headers=headers)
    assert (answer.status_code, error_code(answer)) == (status, code)


def test_a_body_without_length_is_cut_too(server: Server, token: str) -> None:
    pieces = (b" " * 1000 for _ in range(100))
    headers = {"Content-Type": "application/json"}
    try:
        answer = server.post("web/messages", token, data=pieces, headers=headers)
    except requests.ConnectionError:
        return  # closed before all was sent
    assert (answer.status_code, error_code(answer)) == (413, "body_too_large")


def test_other_addresses_have_a_limit_too(server: Server) -> None:
    try:
        answer = requests.post(f"{server.url}/healthz", data=b" " * 1_000_000, timeout=10)
    except requests.ConnectionError:
        return
    assert answer.status_code in (405, 413)


@pytest.mark.parametrize("media_type", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_only_json_is_read(server: Server, token: str, media_type: str | None) -> None:
    headers = {"Content-Type": media_type} if media_type else {}
    body = json.dumps(said("bonjour"))
    answer = server.post("web/messages", token, data=body.encode(), headers=headers)
    assert (answer.status_code, error_code(answer)) == (415, "unsupported_media_type")
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert server.post("web/messages", token, data=body, headers=headers).status_code == 200


def test_a_text_of_the_greatest_length_is_answered(server: Server, token: str) -> None:
    assert server.post("web/messages", token, json=said("é" * 1000)).status_code == 200


def test_unknown_fields_are_ignored(server: Server, token: str) -> None:
    body = {**said("bonjour"), "later": {"x": [1]}, "context": {"page": "dettes", "y": 2}}
    assert server.post("web/messages", token, json=body).status_code == 200
