"""A real server process to test against, over HTTP."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import requests
from prometheus_client.parser import text_string_to_metric_families

from connectors.client import Assistant, application_credential

PREFIX = "ASSISTANT_"
SECRET = "a secret of the tests, long enough to be taken"
APP_KEY = "a key of the tests' application, long enough too"
START_SECONDS = 120.0


class Server:
    """A real server process, on its own database."""

    def __init__(self, port: int, folder: Path, **settings: str) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / "server.log"
        self.database = folder / "assistant.db"
        self._port = port
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(PREFIX)},
            PREFIX + "DATABASE_URL": f"sqlite:///{self.database}",
            PREFIX + "SECRET_KEY": SECRET,
            PREFIX + "APP_JWT_KEY": APP_KEY,
            **{PREFIX + name.upper(): value for name, value in settings.items()},
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it can answer."""
        command = [str(Path(sys.executable).with_name("assistant")), "serve"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--port", str(self._port)],
                env=self._environment,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._ready():
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
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def assistant(self, channel: str = "web", **options: Any) -> Assistant:
        """A client with an open conversation; it does not retry unless told to."""
        if channel == "app":
            options["credential"] = application_credential(APP_KEY, "caf-test", "1.0")
        client = Assistant(self.url, channel, **{"attempts": 1, **options})
        client.open()
        return client

    def metric(self, name: str, **labels: str) -> float:
        """The value of a counter, 0 when it does not exist yet."""
        text = requests.get(f"{self.url}/metrics", timeout=10).text
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                if sample.name == name and labels.items() <= sample.labels.items():
                    return float(sample.value)
        return 0.0

    def traces(self) -> str:
        """All that the process left behind: log, metrics, every byte of the database's files."""
        kept = [self.log.read_bytes(), requests.get(f"{self.url}/metrics", timeout=10).content]
        kept += [path.read_bytes() for path in self.database.parent.glob("assistant.db*")]
        return b"\n".join(kept).decode("utf-8", "replace")

    def _ready(self) -> bool:
        try:
            return requests.get(f"{self.url}/readyz", timeout=5).status_code == 200
        except requests.RequestException:
            return False


def free_port() -> int:
    """A port of the connectors' range that nobody listens on."""
    for port in random.sample(range(5100, 5200), 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no free port")
