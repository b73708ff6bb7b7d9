"""What an operator sees: alive, ready, counters, logs; and never a word of a person."""

from __future__ import annotations

import json

import requests
from live_server import Server, said
from prometheus_client.parser import text_string_to_metric_families

from bot.content.shelf import Shelf

COUNTED = {
    "assistant_archive",
    "assistant_sessions",
    "assistant_messages",
    "assistant_intents",
    "assistant_confidence",
    "assistant_fallbacks",
    "assistant_feedback",
    "assistant_redactions",
    "assistant_guard_breaches",
    "assistant_errors",
    "assistant_erasures_pending",
    "assistant_failures",
    "assistant_stage_seconds",
}


def test_alive_and_ready(server: Server) -> None:
    assert requests.get(f"{server.url}/healthz", timeout=10).json() == {"status": "ok"}
    ready = requests.get(f"{server.url}/readyz", timeout=10)
    assert ready.status_code == 200
    live = Shelf().live()
    assert live is not None
    assert ready.json() == {
        "ready": True,
        "checks": {"model": True, "store": True},
        "archive": live.name,
    }


def test_everything_the_operator_needs_is_counted(server: Server) -> None:
    answer = requests.get(f"{server.url}/metrics", timeout=10)
    assert answer.headers["Content-Type"].startswith("text/plain")
    families = {family.name for family in text_string_to_metric_families(answer.text)}
    assert families >= COUNTED


def test_the_archive_that_is_served_is_named(server: Server) -> None:
    live = Shelf().live()
    assert live is not None
    assert server.metric("assistant_archive", archive=live.name) == 1


def test_a_turn_is_counted(server: Server) -> None:
    client = server.assistant()
    names = {
        "assistant_messages_total": {"channel": "web", "kind": "text", "outcome": "answered"},
        "assistant_intents_total": {"channel": "web", "intent": "paiement_non_recu"},
        "assistant_confidence_count": {"channel": "web"},
        "assistant_stage_seconds_count": {"stage": "bot"},
    }
    before = {name: server.metric(name, **labels) for name, labels in names.items()}
    client.say("je n'ai pas reçu mon paiement ce mois-ci")
    after = {name: server.metric(name, **labels) for name, labels in names.items()}
    assert after == {name: value + 1 for name, value in before.items()}


def test_a_masked_number_is_counted_by_kind(server: Server) -> None:
    before = server.metric("assistant_redactions_total", channel="app", kind="phone")
    server.assistant("app").say("rappelez-moi au 06 12 34 56 78")
    after = server.metric("assistant_redactions_total", channel="app", kind="phone")
    assert after == before + 1


def test_what_was_not_understood_is_counted(server: Server) -> None:
    before = server.metric("assistant_fallbacks_total", channel="app")
    server.assistant("app").say("attestation")
    assert server.metric("assistant_fallbacks_total", channel="app") == before + 1


def test_an_answer_given_again_is_counted_apart(server: Server) -> None:
    client = server.assistant()
    sent = said("bonjour")
    labels = {"channel": "web", "kind": "text", "outcome": "replayed"}
    before = server.metric("assistant_messages_total", **labels)
    for _ in range(3):
        server.post("web/messages", client.session, json=sent)
    assert server.metric("assistant_messages_total", **labels) == before + 2


def test_a_refusal_is_counted(server: Server) -> None:
    before = server.metric("assistant_errors_total", channel="web", code="session_invalid")
    server.post("web/messages", "nonsense", json=said("bonjour"))
    after = server.metric("assistant_errors_total", channel="web", code="session_invalid")
    assert after == before + 1


def test_the_log_is_json_about_turns_and_not_about_words(server: Server) -> None:
    client = server.assistant()
    client.say("Zébulon demande un acompte", "0b5f1ae5-3f5c-4a57-9a0b-00000000beef")
    lines = [line for line in server.log.read_text("utf-8").splitlines() if line[:1] == "{"]
    turn = [entry for line in lines if (entry := json.loads(line))["event"] == "turn"][-1]
    assert set(turn) == {
        *("event", "level", "timestamp", "channel", "kind", "turn", "redacted", "milliseconds")
    }
    assert "Zébulon" not in server.told()
    assert "00000000beef" not in server.told()
    assert client.session and client.session not in server.told()
