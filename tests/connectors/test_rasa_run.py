"""Plain `rasa run` and `rasa run actions`, with the project's own files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from live_server import APP_KEY, FULL, SECRET, said

from clients.reference import Assistant, application_credential
from tests.ports import free_port

pytestmark = pytest.mark.skipif(not FULL, reason="two more servers: `make faults`")

ROOT = Path(__file__).parents[2]
RASA = str(Path(sys.executable).with_name("rasa"))
START_SECONDS = 240.0


class Rasa:
    """Both processes; the actions' port is the only thing changed in the project's files."""

    def __init__(self, folder: Path, model: Path) -> None:
        port, actions = free_port(), free_port()
        while actions == port:
            actions = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.actions_url = f"http://127.0.0.1:{actions}"
        self.log = folder / "rasa.log"
        endpoints = (ROOT / "endpoints.yml").read_text(encoding="utf-8")
        assert "localhost:5055" in endpoints
        (folder / "endpoints.yml").write_text(
            endpoints.replace("localhost:5055", f"127.0.0.1:{actions}"), encoding="utf-8"
        )
        environment = {
            **os.environ,
            "RASA_TELEMETRY_ENABLED": "false",
            "ASSISTANT_DATABASE_URL": f"sqlite:///{folder}/assistant.db",
            "ASSISTANT_SECRET_KEY": SECRET,
            "ASSISTANT_APP_JWT_KEY": APP_KEY,
        }
        log = self.log.open("w")
        self._actions, self._server = (
            subprocess.Popen([RASA, *options], cwd=ROOT, env=environment, stdout=log, stderr=log)
            for options in (
                ["run", "actions", "--actions", "bot.actions", "--port", str(actions)],
                [
                    *("run", "--port", str(port), "--model", str(model)),
                    *("--credentials", "credentials.yml"),
                    *("--endpoints", str(folder / "endpoints.yml")),
                ],
            )
        )
        log.close()

    def wait(self) -> None:
        """Until both answer."""
        deadline = time.monotonic() + START_SECONDS
        for url in (f"{self.actions_url}/health", self.url):
            while not _answers(url):
                if time.monotonic() > deadline or self._server.poll() is not None:
                    raise AssertionError(self.log.read_text(encoding="utf-8"))
                time.sleep(0.2)

    def assistant(self, channel: str) -> Assistant:
        credential = application_credential(APP_KEY, "caf-test", "1") if channel == "app" else None
        client = Assistant(self.url, channel, credential=credential, attempts=1, timeout=60)
        client.open()
        return client

    def stop_actions(self) -> None:
        """As if the action server had gone."""
        _stop(self._actions)

    def stop(self) -> None:
        for process in (self._server, self._actions):
            _stop(process)


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).status_code == 200
    except requests.RequestException:
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def rasa(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Rasa]:
    started = Rasa(tmp_path_factory.mktemp("rasa"), model)
    try:
        started.wait()
        yield started
    finally:
        started.stop()


@pytest.mark.parametrize("channel", ["web", "app"])
def test_a_conversation(rasa: Rasa, channel: str) -> None:
    client = rasa.assistant(channel)
    (answer, *_) = client.say("où sont mes paiements")["messages"]
    expected = {"web": ["Mon Compte", "Mes paiements et mes droits"]}
    expected["app"] = ["Accueil", "Mon dernier paiement"]
    assert answer["path"] == expected[channel]
    assert client.choose(answer["choices"][0]["id"])["messages"][0]["text"]
    assert client.rate(answer["feedback"]["handle"], "up")["messages"]
    sent = said("bonjour")
    first = client.send(sent["input"], sent["client_msg_id"])
    assert client.send(sent["input"], sent["client_msg_id"]) == first
    assert client.say("mon téléphone : 06 12 34 56 78")["redacted"] == ["phone"]
    assert len(client.history()) >= 9
    client.erase()


def test_rasa_s_own_doors_are_shut(rasa: Rasa) -> None:
    for path in ("/conversations/x/tracker", "/domain", "/webhooks/rest/webhook"):
        assert requests.get(rasa.url + path, timeout=10).status_code in (404, 405)


def test_without_its_actions_it_says_so(rasa: Rasa) -> None:
    """Rasa swallows the error and utters nothing: an empty turn is a failure."""
    client = rasa.assistant("web")
    rasa.stop_actions()
    answer = requests.post(
        f"{rasa.url}/webhooks/web/messages",
        json=said("bonjour"),
        headers={"Authorization": f"Bearer {client.session}"},
        timeout=60,
    )
    assert answer.status_code == 503
    assert answer.json()["error"]["contact"]["path"] == ["Mon Compte", "Contacter ma Caf"]
