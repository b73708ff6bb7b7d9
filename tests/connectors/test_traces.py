"""What a collector of the operator's receives: the way of a request, and nothing of a person."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import faulty_server
import pytest
from conftest import FAULTY
from live_server import Server, eventually, key_of, said

from connectors.contract.errors import Code
from tests.collector import Exported, Received, collecting

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CALLER = f"00-{TRACE}-00f067aa0ba902b7-01"
# In every word that a request holds.
CANARY = "zqcanari"
DISTRESS = "Zénobie hurle, mon conjoint me frappe devant Anatole"
# Everything that a span may say, and how.
CAUSES = {"bot", "busy", "empty", "late", "no_app_key", "no_model", "store", "timeout"}
SAID: dict[str, set[str | int]] = {
    "channel": {"web", "app"},
    "operation": {"open_session", "erase_session", "post_message", "get_messages"},
    "kind": {"text", "choice", "event", "feedback"},
    "outcome": {"answered", "replayed", *(code.name for code in Code), *CAUSES}
    | {"InvalidUsage", "PayloadTooLarge"},
    "status": {200, 201, 204},
}
NAMES = {"request", "turn", "claim", "play", "write"}


@pytest.fixture(scope="module")
def collector() -> Iterator[Received]:
    with collecting() as received:
        yield received


@pytest.fixture(scope="module")
def traced(start_server: Callable[..., Server], collector: Received) -> Server:
    """A server whose actions fail when asked to, behind a proxy that it trusts."""
    return start_server(
        command=FAULTY,
        variables={"OTEL_BSP_SCHEDULE_DELAY": "100"},
        traces_url=collector.url,
        trusted_proxies="127.0.0.1",
        rate_conversation="",
        rate_address="",
        rate_openings="",
    )


def way(collector: Received, trace: str) -> dict[str, Exported]:
    """The spans of one trace by name, once the whole of it has arrived."""

    def found() -> list[Exported]:
        return [span for span in collector.spans() if span.trace == trace]

    eventually(lambda: any(span.name == "request" for span in found()), 30)
    return {span.name: span for span in found()}


def send(server: Server, text: str, **headers: str) -> tuple[int, str]:
    """Say something in a conversation of its own; the status, and the name of the trace."""
    trace = uuid.uuid4().hex
    client = server.assistant()
    caller = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01", **headers}
    answer = server.post("web/messages", client.session, json=said(text), headers=caller)
    return answer.status_code, trace


def lines(server: Server, trace: str) -> list[dict[str, Any]]:
    """What the log says of one trace."""
    told = server.log.read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in told if line[:1] == "{"]
    return [entry for entry in entries if entry.get("trace") == trace]


def test_a_message_is_a_request_and_its_turn(traced: Server, collector: Received) -> None:
    status, trace = send(traced, "où sont mes paiements")
    spans = way(collector, trace)
    assert status == 200 and spans.keys() == NAMES
    assert spans["request"].parent == "00f067aa0ba902b7"
    assert spans["turn"].parent == spans["request"].span
    assert {spans[name].parent for name in ("claim", "play", "write")} == {spans["turn"].span}
    assert spans["request"].facts == {"channel": "web", "operation": "post_message", "status": 200}
    assert spans["turn"].facts == {"channel": "web", "kind": "text", "outcome": "answered"}
    assert all(spans[name].facts == {} for name in ("claim", "play", "write"))
    assert not any(span.failed for span in spans.values())
    resource = collector.resource()
    assert resource["service.name"] == "assistant-mon-compte"


def test_the_log_names_the_trace_of_a_turn(traced: Server) -> None:
    _, trace = send(traced, "où sont mes paiements")
    eventually(lambda: bool(lines(traced, trace)), 10)
    assert [entry["event"] for entry in lines(traced, trace)] == ["turn"]


def test_a_failure_says_which_one_and_no_more(traced: Server, collector: Received) -> None:
    status, trace = send(traced, f"{CANARY} {faulty_server.BREAK}")
    spans = way(collector, trace)
    assert status == 503 and spans.keys() == NAMES - {"write"}
    for name in ("request", "turn", "play"):
        assert spans[name].failed and spans[name].facts["outcome"] == "bot"
    assert not any(span.events or span.message for span in spans.values())
    assert [entry["event"] for entry in lines(traced, trace)] == ["failure"]


def test_what_a_client_does_wrong_is_no_failure(traced: Server, collector: Received) -> None:
    caller = {"traceparent": CALLER}
    for body, code in ((b"{", "malformed"), (b"x" * 20_000, "PayloadTooLarge")):
        headers = caller | {"Content-Type": "application/json"}
        before = len(collector.spans())
        traced.post("web/messages", "nonsense", data=body, headers=headers)
        eventually(lambda before=before: len(collector.spans()) > before, 30)  # type: ignore[misc]
        last = collector.spans()[-1]
        assert last.facts["outcome"] == code and not last.failed


def test_a_hard_turn_looks_like_any_other(traced: Server, collector: Received) -> None:
    spans = [way(collector, send(traced, text)[1]) for text in (DISTRESS, "merci beaucoup")]
    hard, usual = ({name: span.facts for name, span in one.items()} for one in spans)
    assert hard == usual


def test_no_word_of_a_person_is_in_what_is_exported(traced: Server, collector: Received) -> None:
    secrets = [CANARY, "0647839215", "47 83 92 15", "Zénobie", "Anatole", "conjoint", "198.51.100"]
    headers = {
        "tracestate": f"{CANARY}={CANARY}",
        "baggage": f"{CANARY}={CANARY}",
        "X-Forwarded-For": "198.51.100.7",
        "User-Agent": CANARY,
        "Referer": f"https://{CANARY}.example",
    }
    faults = (faulty_server.BREAK, faulty_server.SILENT, faulty_server.TALK)
    for text in (f"{CANARY} 06 47 83 92 15", DISTRESS, *(f"{CANARY} {one}" for one in faults)):
        send(traced, text, **headers)
    client = traced.assistant("app")
    sent = said(f"{CANARY} où sont mes paiements")
    reply = client.send(sent["input"], sent["client_msg_id"])
    client.send(sent["input"], sent["client_msg_id"])
    secrets += [str(client.session), key_of(client, "app"), sent["client_msg_id"]]
    handles = [one["feedback"]["handle"] for one in reply["messages"] if one.get("feedback")]
    assert handles, "there is an answer to have an opinion of"
    for input_ in (
        {"feedback": {"handle": handles[0], "value": "down", "reason": CANARY}},
        {"choice": CANARY},
        {"event": CANARY},
        {"text": ""},
    ):
        body = said("") | {"input": input_}
        traced.post("app/messages", client.session, json=body, headers=headers)
        body["context"] = {"page": CANARY}
        traced.post("app/messages", client.session, json=body, headers=headers)
    traced.post(f"web/messages?{CANARY}", CANARY, json=said(CANARY), headers=headers)
    traced.post("web/messages", client.session, json={CANARY: CANARY}, headers=headers)
    client.history()
    client.erase()
    _, last = send(traced, "merci")
    way(collector, last)

    everything = b"".join(collector.bodies) + json.dumps(collector.headers).encode()
    assert [one for one in secrets if one.encode() in everything] == []
    for span in collector.spans():
        assert span.name in NAMES and not span.events and not span.message
        assert {fact for fact, value in span.facts.items() if value not in SAID[fact]} == set()
    # Else nothing was looked at.
    told = {value for span in collector.spans() for value in span.facts.values()}
    assert {"feedback", "replayed", "erase_session", "bot", "session_invalid", "app"} <= told


def test_who_is_no_proxy_of_ours_names_no_trace_and_a_dead_collector_stops_nobody(
    start_server: Callable[..., Server],
) -> None:
    with collecting() as collector:
        collector.status = 503
        server = start_server(
            variables={"OTEL_BSP_SCHEDULE_DELAY": "100"}, traces_url=collector.url
        )
        client = server.assistant()
        for text in ("bonjour", "où sont mes paiements"):
            answer = server.post(
                "web/messages", client.session, json=said(text), headers={"traceparent": CALLER}
            )
            assert answer.status_code == 200
        eventually(lambda: bool(collector.headers), 30)
    # It is gone altogether now.
    eventually(lambda: '"event": "traces.dropped"' in server.log.read_text("utf-8"), 60)
    assert client.say("merci")["messages"]
    assert lines(server, TRACE) == []
    begun = time.monotonic()
    server.stop()
    assert time.monotonic() - begun < 10
    assert "Traceback" not in server.log.read_text("utf-8")


def test_without_an_address_nothing_of_it_is_imported() -> None:
    code = (
        "import sys; from connectors.web import WebInput; from connectors.runtime import Runtime;"
        "from connectors.settings import Settings; r = Runtime(Settings());"
        "r.traces.span('turn').__enter__().say('kind', 'text');"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1:] == ["[]"], done.stderr
