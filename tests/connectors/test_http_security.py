"""What a stranger may try: other sites, other people's choices, intents, forged credentials."""

from __future__ import annotations

import itertools
import json
from typing import Any

import jwt
import pytest
import requests
from live_server import APP_KEY, OLD_APP_KEY, PORTAL, Server, key_of, said

from bot.content import Content
from bot.content.typography import typeset
from clients.reference import application_credential

ADDRESSES = itertools.count(101)


def error_code(answer: requests.Response) -> str:
    return str(answer.json()["error"]["code"])


def preflight(server: Server, origin: str) -> requests.Response:
    return requests.options(
        f"{server.url}/webhooks/web/messages",
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type",
        },
        timeout=10,
    )


def cors_headers(answer: requests.Response) -> dict[str, str]:
    return {
        name.lower(): value
        for name, value in answer.headers.items()
        if name.lower().startswith("access-control-")
    }


def test_an_allowed_site_may_read(strict: Server) -> None:
    asked = preflight(strict, PORTAL)
    assert asked.ok
    headers = cors_headers(asked)
    assert headers["access-control-allow-origin"] == PORTAL
    assert headers["access-control-allow-methods"] == "GET, POST, DELETE"
    assert headers["access-control-allow-headers"] == "Authorization, Content-Type"
    assert "access-control-allow-credentials" not in headers
    answer = strict.post("web/messages", json={}, headers={"Origin": PORTAL})
    assert answer.headers["Access-Control-Allow-Origin"] == PORTAL
    assert answer.headers["Access-Control-Expose-Headers"] == "Retry-After"
    assert "Origin" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "origin",
    ["https://portail.example.org", "http://portail.example", "null", f"{PORTAL}:8443", "*"],
)
def test_another_site_may_not(strict: Server, origin: str) -> None:
    for answer in (
        preflight(strict, origin),
        strict.post("web/messages", json={}, headers={"Origin": origin}),
    ):
        assert not cors_headers(answer)


def test_by_default_no_other_site_may(server: Server) -> None:
    assert not cors_headers(preflight(server, PORTAL))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/webhooks/web/sessions"),
        ("POST", "/webhooks/web/messages"),
        ("GET", "/webhooks/app/messages"),
        ("PUT", "/webhooks/web/messages"),
        ("GET", "/webhooks/web/nowhere"),
        ("OPTIONS", "/webhooks/app/sessions"),
    ],
)
def test_every_answer_has_the_security_headers(server: Server, method: str, path: str) -> None:
    answer = requests.request(method, server.url + path, timeout=10)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    assert not cors_headers(answer)
    if answer.status_code >= 400:
        assert set(answer.json()["error"]) == {"code", "message"}


@pytest.mark.parametrize(
    "text", ["/demander_aide", "  //restart", '/consulter_dettes{"document": "rib"}', "/ /saluer"]
)
def test_a_typed_intent_is_plain_text(server: Server, text: str) -> None:
    """The bot gets no leading slash, which Rasa would take for an intent's name."""
    client = server.assistant()
    client.say(text)
    (heard,) = [
        event["text"]
        for (data,) in server.rows(
            "SELECT events FROM turns WHERE conversation = ? AND number = 1", key_of(client)
        )
        for event in json.loads(data)
        if event["event"] == "user"
    ]
    assert heard == text.strip("/ ")
    assert client.history()[1]["text"] == text.strip()


def test_a_choice_belongs_to_its_conversation_and_carries_no_intent(server: Server) -> None:
    mine, other = server.assistant(), server.assistant()
    choices = mine.say("bonjour")["messages"][0]["choices"]
    assert all(set(choice) == {"id", "label"} for choice in choices)
    assert "/" not in "".join(choice["id"] for choice in choices)
    for stolen in (choices[0]["id"], "/saluer", "saluer", "c1-99", "c99999-1", "c-1-1", "c²-1"):
        body = {**said(""), "input": {"choice": stolen}}
        answer = server.post("web/messages", other.session, json=body)
        assert (answer.status_code, error_code(answer)) == (422, "unknown_choice")
    assert mine.choose(choices[0]["id"])["messages"]


@pytest.mark.parametrize(
    "path",
    [
        "/model/parse",
        "/model/train",
        "/conversations/x/tracker",
        "/conversations/x/messages",
        "/status",
        "/version",
        "/domain",
        "/webhooks/rest/webhook",
    ],
)
def test_rasa_s_own_doors_are_shut(server: Server, path: str) -> None:
    for method in ("GET", "POST", "PUT"):
        answer = requests.request(method, server.url + path, json={"text": "a"}, timeout=10)
        assert answer.status_code in (404, 405)
        assert "Traceback" not in answer.text


def opened(server: Server, credential: str | None) -> requests.Response:
    """From an address that nobody else has."""
    address = f"198.51.{next(ADDRESSES)}.1"
    return server.post("app/sessions", credential, headers={"X-Forwarded-For": address})


def forged(key: str | None = APP_KEY, algorithm: str = "HS256", **changes: Any) -> str:
    claims = {"app": "x", "version": "1", "aud": "assistant-mon-compte", "exp": 4_000_000_000}
    return jwt.encode({**claims, **changes}, key, algorithm=algorithm)


def test_the_app_opens_with_either_key_while_they_rotate(strict: Server) -> None:
    for key in (APP_KEY, OLD_APP_KEY):
        answer = opened(strict, application_credential(key, "caf-ios", "5.2"))
        assert answer.status_code == 201
    names = strict.rows("SELECT DISTINCT app FROM conversations WHERE app LIKE 'caf-ios%'")
    assert names == [("caf-ios/5.2",)]


@pytest.mark.parametrize(
    ("credential", "code"),
    [
        (None, "credential_required"),
        ("nonsense", "credential_invalid"),
        (forged(OLD_APP_KEY + "x"), "credential_invalid"),
        (forged(None, "none"), "credential_invalid"),
        (forged(algorithm="HS512"), "credential_invalid"),
        (forged(aud="another-service"), "credential_invalid"),
        (forged(version=None), "credential_invalid"),
        (forged(exp=1_000_000_000), "credential_expired"),
        (forged(OLD_APP_KEY, exp=1_000_000_000), "credential_expired"),
    ],
    ids=range(9),
)
def test_any_other_credential_gets_a_clear_401(
    strict: Server, content: Content, credential: str | None, code: str
) -> None:
    answer = opened(strict, credential)
    assert (answer.status_code, error_code(answer)) == (401, code)
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    told = content.text(f"connector_error_{code}", "app")
    assert answer.json()["error"]["message"] == typeset(told)


def test_the_app_gets_deep_links_and_the_web_does_not(strict: Server) -> None:
    links = {}
    for channel in ("web", "app"):
        (message, *_) = strict.assistant(channel).say("où sont mes paiements")["messages"]
        links[channel] = message["links"][0]
    assert links["web"]["kind"] == "web" and "fallback" not in links["web"]
    assert links["app"]["href"].startswith("cafmoncompte://")
    assert links["app"]["fallback"]["href"] == links["web"]["href"]
