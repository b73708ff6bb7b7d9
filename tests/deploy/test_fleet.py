"""Two machines without a common disk: archives come by the database, and who has what is seen."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from live_server import PREFIX, PRODUCT, PROJECT, Server, eventually

from assistant.shared import SharedShelf
from storage.archives import Archives
from storage.database import Database
from storage.prepare import prepare
from storage.replicas import Instance, Replicas, instances
from tests.ports import free_port
from tests.workbench.conftest import copy_content

NAMES = ("a.tar.gz", "b.tar.gz")
QUESTION = "où sont mes paiements"


class Fleet:
    """Two servers, each with a folder of its own, and the place where archives are published."""

    def __init__(self, url: str, folder: Path, model: Path) -> None:
        self.url = url
        self.database = Database(url)
        prepare(self.database)
        self.desk = SharedShelf(Archives(self.database), folder / "desk")
        self.desk.folder.mkdir()
        self.model = model
        self.homes = [copy_content(folder / f"machine-{number}", 5) for number in range(2)]
        self.servers = [
            Server(free_port(), home.parent, home=home, database_url=url, archives="database")
            for home in self.homes
        ]
        for number, server in enumerate(self.servers):
            server.log = folder / f"server-{number}.log"

    def publish(self, name: str, content: bytes | None = None) -> None:
        path = self.desk.folder / f"{name}.tar.gz"
        path.write_bytes(content or self.model.read_bytes())
        self.desk.use(name, "Camille")

    def seen(self) -> list[Instance]:
        return instances(Replicas(self.database).seen())

    def told(self, *arguments: str) -> str:
        """What the command line says on the first machine."""
        settings = {"DATABASE_URL": self.url, "ARCHIVES": "database"}
        done = subprocess.run(
            [PRODUCT, *arguments],
            cwd=self.homes[0],
            env={
                **{name: value for name, value in os.environ.items() if PREFIX not in name},
                **{PREFIX + name: value for name, value in settings.items()},
                "PYTHONPATH": PROJECT,
            },
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


@pytest.fixture(scope="module")
def fleet(
    tmp_path_factory: pytest.TempPathFactory, make_database: Callable[[], str], model: Path
) -> Iterator[Fleet]:
    made = Fleet(make_database(), tmp_path_factory.mktemp("fleet"), model)
    made.publish("a")
    for server in made.servers:
        server.start()
    yield made
    for server in made.servers:
        server.stop()
    made.database.close()


def ready(server: Server) -> dict[str, Any]:
    answer: dict[str, Any] = requests.get(f"{server.url}/readyz", timeout=10).json()
    return answer


def serving(fleet: Fleet, archive: str) -> bool:
    return [one.archive for one in fleet.seen()] == [archive, archive]


def test_what_is_published_reaches_servers_that_share_no_disk(fleet: Fleet) -> None:
    first, second = fleet.servers
    assert ready(first)["archive"] == ready(second)["archive"] == "a.tar.gz"
    eventually(lambda: serving(fleet, "a.tar.gz"))
    client = first.assistant()
    fleet.publish("b")
    eventually(lambda: serving(fleet, "b.tar.gz"))
    for server in fleet.servers:
        counted = {name: server.metric("assistant_archive", archive=name) for name in NAMES}
        assert counted == {"a.tar.gz": 0, "b.tar.gz": 1}
    assert "paiement" in client.say(QUESTION)["messages"][0]["text"]
    assert {one.name.rpartition(":")[2] for one in fleet.seen()} == {
        server.url.rpartition(":")[2] for server in fleet.servers
    }
    said = fleet.told("models")
    assert "En service sur 2 instances sur 2" in said
    [live] = [line for line in said.splitlines() if line.endswith("en service")]
    assert live.startswith("b.tar.gz") and " exemples, " in live
    fleet.told("models", "use", "a")
    eventually(lambda: serving(fleet, "a.tar.gz"))


def test_a_server_waits_for_the_first_archive(
    tmp_path: Path, make_database: Callable[[], str], model: Path
) -> None:
    fleet = Fleet(make_database(), tmp_path, model)
    server = fleet.servers[0]
    server.start(until="/healthz")
    try:
        eventually(lambda: ready(server).get("refused") == "aucun modèle")
        assert not ready(server)["ready"]
        eventually(lambda: [one[2:4] for one in fleet.seen()] == [(None, "aucun modèle")])
        fleet.publish("a")
        eventually(lambda: ready(server).get("archive") == "a.tar.gz")
    finally:
        server.stop()
        fleet.database.close()


def test_a_damaged_one_is_refused_everywhere_and_the_old_one_answers(fleet: Fleet) -> None:
    fleet.publish("b")
    eventually(lambda: serving(fleet, "b.tar.gz"))
    fleet.publish("damaged", fleet.model.read_bytes()[:-2000])
    for server in fleet.servers:
        eventually(lambda server=server: "damaged" in ready(server).get("refused", ""))  # type: ignore[misc]
        assert ready(server)["ready"] and ready(server)["archive"] == "b.tar.gz"
        assert server.assistant().say(QUESTION)["messages"]
    eventually(lambda: all("damaged" in str(one.refused) for one in fleet.seen()))
    assert "En service sur 0 instance sur 2" in fleet.told("models")
    fleet.publish("b")
    eventually(lambda: serving(fleet, "b.tar.gz"))


def test_a_server_whose_folder_is_gone_fetches_again_and_who_leaves_is_forgotten(
    fleet: Fleet,
) -> None:
    fleet.publish("b")
    second = fleet.servers[1]
    second.stop()
    eventually(lambda: len(fleet.seen()) == 1, seconds=5)
    shutil.rmtree(fleet.homes[1] / "bot" / "models")
    second.start()
    assert ready(second)["archive"] == "b.tar.gz"
    eventually(lambda: serving(fleet, "b.tar.gz"))
