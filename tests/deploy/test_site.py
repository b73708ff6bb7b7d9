"""The steps of the deployment without containers: a proxy with TLS, two replicas, PostgreSQL."""

from __future__ import annotations

import signal
import uuid

import pytest
import requests
from live_server import eventually

from clients.reference import Assistant
from tests.collector import Received
from tests.deploy.deployed import Site


@pytest.fixture
def client(site: Site, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    """A person on the public address; the client trusts the test's certificate."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(site.certificate))
    made = Assistant(site.url, "web")
    made.open()
    return made


def status(site: Site, path: str) -> int:
    answer = requests.get(
        site.url + path, verify=str(site.certificate), timeout=10, allow_redirects=False
    )
    return answer.status_code


def test_what_is_for_the_public_is_there_and_the_rest_is_not(site: Site) -> None:
    assert status(site, "/sujets") == 200
    assert status(site, "/static/widget/assistant.js") == 200
    assert status(site, "/") == 302
    for inside in ("/healthz", "/readyz", "/metrics", "/demo/credential", "/webhook", "/version"):
        assert status(site, inside) == 404


def test_a_conversation_goes_on_while_replicas_come_and_go(site: Site, client: Assistant) -> None:
    first, second = site.replicas
    assert "paiement" in client.say("où sont mes paiements")["messages"][0]["text"]
    first.stop(signal.SIGKILL)
    assert client.say("et sur l'appli ?")["messages"]
    first.start()
    second.stop()
    assert client.say("merci")["messages"]
    second.start()
    texts = [turn["text"] for turn in client.history() if turn["from"] == "user"]
    assert texts == ["où sont mes paiements", "et sur l'appli ?", "merci"]


def test_the_proxy_writes_down_no_word_and_no_address_of_a_person(
    site: Site, client: Assistant
) -> None:
    canary = uuid.uuid4().hex
    client.say(f"bonjour {canary}")
    requests.get(
        f"{site.url}/sujets?mot={canary}",
        headers={"Referer": f"https://x.example/{canary}", "User-Agent": canary},
        verify=str(site.certificate),
        timeout=10,
    )
    log = site.log.read_text(encoding="utf-8")
    assert "POST /webhooks/web/messages 200" in log
    assert canary not in log and "127.0.0.1 " not in log


def test_the_proxy_names_the_trace_and_a_person_does_not(site: Site, collector: Received) -> None:
    canary = "0647839215" + uuid.uuid4().hex[:22]
    answer = requests.post(
        f"{site.url}/webhooks/web/sessions",
        headers={"traceparent": f"00-{canary}-00f067aa0ba902b7-01", "tracestate": f"a={canary}"},
        verify=str(site.certificate),
        timeout=10,
    )
    assert answer.status_code == 201
    sessions = [line for line in site.log.read_text("utf-8").splitlines() if "/sessions" in line]
    trace = sessions[-1].split()[1]
    eventually(lambda: any(span.trace == trace for span in collector.spans()))
    assert canary not in "".join(f"{span}" for span in collector.spans()) + "".join(sessions)


def test_a_body_that_is_too_large_stops_at_the_proxy(site: Site) -> None:
    answer = requests.post(
        f"{site.url}/webhooks/web/sessions",
        data=b"x" * 40_000,
        verify=str(site.certificate),
        timeout=10,
    )
    assert answer.status_code == 413
