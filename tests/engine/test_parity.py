"""Stock Rasa with an action server gives the same answers as our engine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from rasa.core.agent import Agent
from rasa.utils.endpoints import EndpointConfig

from bot.engine.agent import AssistantAgent
from bot.training import PROJECT
from tests.engine.conftest import say

DIALOGUES: dict[str, list[str]] = {
    "web": [
        "bonjour",
        "combien je vais toucher ce mois-ci",
        "et sur l'appli ?",
        "je ne trouve pas la rubrique",
        "attestation",
        "/refuser",
        "je veux demander le RSA",
        "carte vitale perdue",
        "procuration pour ma femme",
        "zorglub patati patata",
        "oui",
        "merci",
        "je n'ai plus de toit ce soir",
        "/demander_aide",
    ],
    "app": [
        "je dois de l'argent à la caf",
        "je ne vois pas cet onglet",
        "prendre rendez-vous",
        "envoyer mon rib",
        "non ce n'est pas ça",
    ],
}


@pytest.fixture(scope="module")
def action_server() -> Iterator[str]:
    """`rasa run actions` on a free port; the address of its webhook."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    rasa = Path(sys.executable).parent / "rasa"
    process = subprocess.Popen(
        [rasa, "run", "actions", "--actions", "bot.actions", "--port", str(port)],
        cwd=PROJECT,
        env=os.environ | {"RASA_TELEMETRY_ENABLED": "false"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 120
        while not _healthy(address):
            assert process.poll() is None, "rasa run actions stopped"
            assert time.monotonic() < deadline, "rasa run actions does not answer"
            time.sleep(0.2)
        yield f"{address}/webhook"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _healthy(address: str) -> bool:
    try:
        return requests.get(f"{address}/health", timeout=2).ok
    except requests.ConnectionError:
        return False


def _comparable(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Messages without their hour, nor what is empty: the wire drops that."""
    return [
        {key: value for key, value in message.items() if value and key != "timestamp"}
        for message in messages
    ]


@pytest.mark.parametrize("channel", sorted(DIALOGUES))
async def test_both_ways_of_serving_say_the_same(
    channel: str, agent: AssistantAgent, model: Path, action_server: str
) -> None:
    stock = Agent.load(model, action_endpoint=EndpointConfig(action_server))
    for text in DIALOGUES[channel]:
        ours = await say(agent, text, "someone", channel)
        theirs = await say(stock, text, "someone", channel)
        assert ours, f"no answer to « {text} »"
        assert _comparable(ours) == _comparable(theirs), text
