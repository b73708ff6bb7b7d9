"""The assistant and the workbench as `make run` starts them, in a copy of the project."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from benchmarks.serving import free_port
from bot.content.shelf import Shelf
from bot.content.sources import PROJECT
from storage.database import Database
from storage.people import People
from storage.prepare import prepare
from workbench.people.passwords import hashed
from workbench.people.roles import Role

PACKAGES = ("assistant", "bot", "clients", "connectors", "storage", "workbench")
FILES = ("config.yml", "domain.yml", "credentials.yml", "endpoints.yml")
COMMAND = (sys.executable, "-W", "ignore", "-m", "assistant")
PASSWORD = "une girafe sous la pluie"
START_SECONDS = 180.0


@dataclass(frozen=True)
class House:
    """Where the two answer, and the database that they share."""

    assistant: str
    workbench: str
    database_url: str

    def account(self, name: str, role: Role) -> str:
        """Open an account with the password of everybody here; returns its address."""
        email = f"{role.name}@exemple.fr"
        database = Database(self.database_url)
        prepare(database)
        People(database).add(name, email, role.name, hashed(PASSWORD, PASSWORD, name, email))
        database.close()
        return email


def copy_files(target: Path) -> None:
    """The project's code and content as a folder of its own, without an archive."""
    ignored = shutil.ignore_patterns("*.tar.gz", "*.json", "__pycache__", ".rasa", ".unfinished*")
    for name in PACKAGES:
        shutil.copytree(PROJECT / name, target / name, ignore=ignored)
    for name in FILES:
        shutil.copy(PROJECT / name, target)
    for name in ("data", "models", "actions"):
        (target / name).symlink_to(f"bot/{name}")


def copy_whole(target: Path) -> None:
    """The same with the live archive."""
    live = Shelf().live()
    if live is None:
        raise SystemExit("Il n'y a pas de modèle. Lancez d'abord : assistant train")
    copy_files(target)
    shelf = Shelf(target / "bot" / "models")
    shutil.copy(live, shelf.folder)
    shelf.use(live.name)


@contextmanager
def open_house(project: Path) -> Iterator[House]:
    """Start both in a copy of the project, and end both.

    Raises:
        RuntimeError: one of them does not start; with what it wrote.
    """
    ports = free_port(), free_port()
    assistant, workbench = (f"http://127.0.0.1:{port}" for port in ports)
    house = House(assistant, workbench, f"sqlite:///{project / 'assistant.db'}")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")},
        "PYTHONPATH": str(project),
        "RASA_TELEMETRY_ENABLED": "false",
        "ASSISTANT_DATABASE_URL": house.database_url,
        "ASSISTANT_SECRET_KEY": uuid.uuid4().hex,
        "ASSISTANT_RATE_CONVERSATION": "",
        "ASSISTANT_RATE_ADDRESS": "",
        "ASSISTANT_RATE_OPENINGS": "",
    }
    log = project / "house.log"
    started: list[subprocess.Popen[bytes]] = []
    try:
        for name, port, until in (
            ("serve", ports[0], f"{assistant}/readyz"),
            ("workbench", ports[1], f"{workbench}/connexion"),
        ):
            with log.open("ab") as written:
                started.append(
                    subprocess.Popen(
                        [*COMMAND, name, "--port", str(port)],
                        cwd=project,
                        env=environment,
                        stdout=written,
                        stderr=written,
                    )
                )
            _wait(started[-1], until, log)
        yield house
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], until: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(until):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(log.read_text(encoding="utf-8"))
        time.sleep(0.1)


def _answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=5).ok
    except requests.RequestException:
        return False
