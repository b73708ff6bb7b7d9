"""A real server process to test against, over HTTP."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import requests
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import create_engine, text

from clients.reference import Assistant, application_credential
from connectors.conversation.tokens import Tokens

PREFIX = "ASSISTANT_"
SECRET = "a secret of the tests, long enough to be taken"
APP_KEY = "a key of the tests' application, long enough too"
OLD_APP_KEY = "the key that the tests' application had before this one"
PORTAL = "https://portail.example"
START_SECONDS = 600.0
# The long form of these tests (`make faults`).
FULL = os.environ.get("ASSISTANT_FAULTS") == "full"
PRODUCT = str(Path(sys.executable).with_name("assistant"))
PROJECT = str(Path(__file__).resolve().parents[2])


class Server:
    """A real server process, on its own database.

    Args:
        command: what starts it, before `serve` and its options.
        options: more options of `serve`.
        variables: more of the environment, as it is.
        home: the project that it is started in; this one by default.
        settings: `ASSISTANT_` variables, in small letters and without the prefix.
    """

    def __init__(
        self,
        port: int,
        folder: Path,
        *,
        command: Sequence[str] = (PRODUCT,),
        options: Sequence[str] = (),
        variables: Mapping[str, str] | None = None,
        home: Path | None = None,
        **settings: str,
    ) -> None:
        self.url = f"http://127.0.0.1:{port}"
        # What starts it from now on.
        self.command = command
        self._home = home
        self._options = ["serve", "--port", str(port), *options]
        self.log = folder / "server.log"
        self.database = folder / "assistant.db"
        self.notice = folder / "avis.yml"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(PREFIX)},
            # These very files, also where another copy of the project is installed.
            "PYTHONPATH": os.pathsep.join(filter(None, (PROJECT, os.environ.get("PYTHONPATH")))),
            PREFIX + "DATABASE_URL": f"sqlite:///{self.database}",
            PREFIX + "SECRET_KEY": SECRET,
            PREFIX + "NOTICE_FILE": str(self.notice),
            PREFIX + "APP_JWT_KEY": APP_KEY,
            **{PREFIX + name.upper(): value for name, value in settings.items()},
            **(variables or {}),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        """Start it."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self.command, *self._options],
                cwd=self._home,
                env=self._environment,
                stdout=log,
                stderr=log,
            )

    def start(self, until: str = "/readyz") -> None:
        """Start it and wait until an address answers 200."""
        self.launch()
        assert self._process is not None
        deadline = time.monotonic() + START_SECONDS
        while not self._answers(until):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(self.log.read_text(encoding="utf-8"))
            time.sleep(0.1)

    def stop(self, how: int = signal.SIGTERM) -> None:
        """End it; SIGKILL is a crash."""
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    @property
    def pid(self) -> int:
        assert self._process is not None, "it does not run"
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def assistant(self, channel: str = "web", **options: Any) -> Assistant:
        """A client with an open conversation; it does not retry unless told to."""
        if channel == "app":
            options["credential"] = application_credential(APP_KEY, "caf-test", "1.0")
        client = Assistant(self.url, channel, **{"attempts": 1, **options})
        client.open()
        return client

    def post(self, path: str, token: str | None = None, **options: Any) -> requests.Response:
        """A bare request to a channel ("web/messages"), for what a client would not send."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers.update(options.pop("headers", {}))
        return requests.post(f"{self.url}/webhooks/{path}", headers=headers, timeout=30, **options)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read or change the SQLite database from outside."""
        with closing(sqlite3.connect(self.database, timeout=10)) as connection:
            found = connection.execute(query, values).fetchall()
            connection.commit()
            return found

    def metric(self, name: str, **labels: str) -> float:
        """The value of a counter, 0 when it does not exist yet."""
        text = requests.get(f"{self.url}/metrics", timeout=10).text
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                if sample.name == name and labels.items() <= sample.labels.items():
                    return float(sample.value)
        return 0.0

    def told(self) -> str:
        """What the process tells its operator: log and metrics."""
        metrics = requests.get(f"{self.url}/metrics", timeout=10).text
        return self.log.read_text(encoding="utf-8") + metrics

    def kept(self) -> str:
        """Every byte of the database's files, as text."""
        files = self.database.parent.glob(f"{self.database.name}*")
        return "".join(path.read_bytes().decode("utf-8", "replace") for path in files)

    def _answers(self, path: str) -> bool:
        try:
            return requests.get(self.url + path, timeout=5).status_code == 200
        except requests.RequestException:
            return False


class Pair(NamedTuple):
    """Two processes that answer for one assistant, and the database they share."""

    first: Server
    second: Server
    url: str

    def heard(self, key: str) -> int:
        """How many messages of a person the bot's memory holds."""
        engine = create_engine(self.url)
        query = text("SELECT events FROM turns WHERE conversation = :key AND events IS NOT NULL")
        with engine.connect() as connection:
            rows = connection.execute(query, {"key": key}).scalars().all()
        engine.dispose()
        return sum('"event":"user"' in row for row in rows)


def eventually(condition: Callable[[], bool], seconds: float = 90) -> None:
    """Wait for what the server does after it has answered; fails when it never comes."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.1)


def said(text: str, client_msg_id: str | None = None) -> dict[str, Any]:
    """The body of a message."""
    return {
        "v": 1,
        "client_msg_id": client_msg_id or str(uuid.uuid4()),
        "input": {"text": text},
    }


def key_of(client: Assistant, channel: str = "web") -> str:
    """The name under which a client's conversation is kept."""
    return Tokens(SECRET, channel).key_of(f"Bearer {client.session}")
