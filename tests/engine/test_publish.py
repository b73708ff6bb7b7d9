"""Two running servers learn what is published, under traffic, and go back.

Real processes on one folder of archives: a new intent, a corrected link, a corrected
answer, a removed intent; no message is lost, and none is answered with half a content.
Whoever trains signs; the servers hold the public key alone.
"""

from __future__ import annotations

import itertools
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.content.signing import PUBLIC_VARIABLE, SIGNING_VARIABLE, new_pair
from clients.reference import Assistant
from tests.engine.small_project import (
    COMMAND,
    add_intent,
    assistant,
    environment,
    remove_intent,
    replace,
    small_copy,
)

REMOVED = "lire_actualites"
NEW_LINK = "https://www.msa.fr/lfp/contact"
# In turn, for whoever only says the same again is led to a person; each with its path.
QUESTIONS = {
    "je n'ai pas reçu mon paiement ce mois-ci": ["Mon Compte", "Mes alertes"],
    "je veux changer mon adresse": ["Mon Compte", "Mon profil", "Consulter ou modifier"],
}
START_SECONDS = 240.0
PAIR = new_pair()
TRAINS = {SIGNING_VARIABLE: PAIR.signing}
SERVES = {PUBLIC_VARIABLE: PAIR.public}


class Running:
    """A server in the copy, with a database of its own."""

    def __init__(self, folder: Path, number: int) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / f"server-{number}.log"
        variables = environment(
            folder,
            ASSISTANT_DATABASE_URL=f"sqlite:///{folder}/server-{number}.db",
            ASSISTANT_SECRET_KEY="s" * 40,
            ASSISTANT_RATE_CONVERSATION="",
            ASSISTANT_RATE_ADDRESS="",
            ASSISTANT_RATE_OPENINGS="",
            ASSISTANT_CONVERSATION_MAX_TURNS="100000",
            ASSISTANT_TURN_TIMEOUT_SECONDS="60",
            **SERVES,
        )
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "serve", "--port", str(port)],
                cwd=folder,
                env=variables,
                stdout=log,
                stderr=log,
            )

    def ready(self) -> dict[str, Any]:
        try:
            told: dict[str, Any] = requests.get(f"{self.url}/readyz", timeout=10).json()
        except requests.RequestException:
            return {}
        return told

    def open(self) -> Assistant:
        client = Assistant(self.url, "web", attempts=1, timeout=90)
        client.open()
        return client


class Traffic:
    """One person who writes to a server all the time and misses no answer."""

    def __init__(self, server: Running) -> None:
        self._client = server.open()
        self._stop = threading.Event()
        self.answered = 0
        self.problems: list[str] = []
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    def _write(self) -> None:
        questions = itertools.cycle(QUESTIONS.items())
        while not self._stop.is_set():
            question, path = next(questions)
            try:
                [first, *_] = self._client.say(question)["messages"]
                assert first["path"] == path, first
                self.answered += 1
            except Exception as error:
                self.problems.append(repr(error))
            time.sleep(0.05)

    def end(self) -> None:
        self._stop.set()
        self._thread.join(100)
        assert self.problems == []
        heard = [m for m in self._client.history() if m["from"] == "user"]
        assert len(heard) == self.answered > 0


def until(condition: Callable[[], bool], seconds: float = START_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.2)


def live(folder: Path) -> str:
    [line] = [one for one in assistant(folder, "models").splitlines() if one.endswith("en service")]
    return line.split()[0]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    small_copy(tmp_path)
    assistant(tmp_path, "train", **TRAINS)
    return tmp_path


@pytest.fixture
def servers(project: Path) -> Iterator[list[Running]]:
    started = [Running(project, number) for number in range(2)]
    try:
        for server in started:
            until(lambda server=server: server.ready().get("ready", False))  # type: ignore[misc]
        yield started
    finally:
        for server in started:
            server.process.terminate()
        for server in started:
            try:
                server.process.wait(60)
            except subprocess.TimeoutExpired:
                server.process.kill()


def seen(server: Running) -> dict[str, Any]:
    """What a person meets who asks about the four things that change."""
    client = server.open()
    body = client.say("msa contact")["messages"][0]
    return {
        "new": client.say("prêt de jouets à la ludothèque")["messages"][0]["text"],
        "link": [link["href"] for link in body.get("links", ())],
        "answer": client.say("merci beaucoup")["messages"][0]["text"],
        "removed": "les actualités de la Caf y sont" in str(client.say("actualités caf")),
        "page": "La ludothèque prête" in requests.get(f"{server.url}/sujets", timeout=30).text,
    }


def edit(project: Path) -> None:
    add_intent(project)
    remove_intent(project, REMOVED)
    catalogue = project / "bot" / "catalogue.yml"
    replace(catalogue, "href: 'https://www.msa.fr'", f"href: '{NEW_LINK}'")
    replace(project / "domain.yml", "Avec plaisir. Si vous", "De rien. Si vous")


def test_what_is_published_is_learned_whole_and_can_be_taken_back(
    project: Path, servers: list[Running]
) -> None:
    first = live(project)
    traffic = [Traffic(server) for server in servers for _ in range(2)]
    before = [seen(server) for server in servers]

    edit(project)
    trained = assistant(project, "train", **TRAINS)
    second = live(project)
    assert second != first and second in trained
    for server in servers:
        until(lambda server=server: server.ready().get("archive") == second)  # type: ignore[misc]
        after = seen(server)
        assert after["new"] == "La ludothèque prête des jouets aux familles."
        assert after["link"] == [NEW_LINK]
        assert after["answer"].startswith("De rien.")
        assert after["page"] and not after["removed"]

    assistant(project, "models", "use", first, **SERVES)
    for server, was in zip(servers, before, strict=True):
        until(lambda server=server: server.ready().get("archive") == first)  # type: ignore[misc]
        assert seen(server) == was
        assert was["removed"] and not was["page"] and was["link"] == ["https://www.msa.fr"]

    # A damaged archive that is made live is refused and said; the last good one is served.
    damaged = project / "bot" / "models" / "damaged.tar.gz"
    damaged.write_bytes((project / "bot" / "models" / second).read_bytes()[:-2000])
    (project / "bot" / "models" / "live.json").write_text('{"archive": "damaged.tar.gz"}')
    for server in servers:
        until(lambda server=server: "damaged.tar.gz" in server.ready().get("refused", ""))  # type: ignore[misc]
        assert server.ready()["ready"] and server.ready()["archive"] == first
        assert "model.refused" in server.log.read_text(encoding="utf-8")
        assert seen(server)["answer"].startswith("Avec plaisir.")
    # Written to its end, it is tried again.
    damaged.write_bytes((project / "bot" / "models" / second).read_bytes())
    for server in servers:
        until(lambda server=server: server.ready().get("archive") == "damaged.tar.gz")  # type: ignore[misc]
        assert "refused" not in server.ready()

    for one in traffic:
        one.end()
    for server in servers:
        assert "Traceback" not in server.log.read_text(encoding="utf-8")
