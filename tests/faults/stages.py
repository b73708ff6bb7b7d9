"""Servers with stores that can be broken: SQLite on a disk of its own; PostgreSQL and Redis."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.connectors.live_server import PRODUCT, Server
from tests.faults import beside
from tests.faults.proxy import Proxy
from tests.faults.watch import Kept
from tests.ports import free_port

# Limits are counted, and nobody reaches them.
SETTINGS = {
    "rate_conversation": "1000000/minute",
    "rate_address": "1000000/minute",
    "rate_openings": "1000000/minute",
    "conversation_max_turns": "100000",
}
DISK_SIZE = "12m"
_TURNS = "SELECT client_msg_id, events FROM turns WHERE number > 0 AND conversation ="


class FileStage:
    """A server whose SQLite file is on a small disk, in a mount namespace of its own.

    So a test may fill that disk without being root, and it goes with
    the server.
    """

    def __init__(self, folder: Path) -> None:
        self._disk = folder / "disk"
        self._disk.mkdir()
        self.server = Server(
            free_port(),
            folder,
            command=self._mounting(),
            database_url=f"sqlite:///{self._disk}/assistant.db",
            **SETTINGS,
        )

    @property
    def disk(self) -> Path:
        """The server's disk, as seen from here."""
        return Path(f"/proc/{self.server.pid}/root{self._disk}")

    def kept(self, key: str) -> Kept:
        try:
            with self.beside(f"{_TURNS} '{key}'") as rows:
                return [(message, _heard(events)) for message, events in rows]
        except subprocess.CalledProcessError:
            return []

    @contextmanager
    def beside(self, *statements: str) -> Iterator[list[list[Any]]]:
        """Another process has run these statements and keeps the file open meanwhile.

        Raises:
            CalledProcessError: they cannot be run.
        """
        command = self._inside(
            *(sys.executable, "-I", beside.__file__, f"{self._disk}/assistant.db", *statements)
        )
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            assert process.stdin and process.stdout
            line = process.stdout.readline()
            if not line:
                raise subprocess.CalledProcessError(process.wait(), command)
            yield json.loads(line)
            process.stdin.close()

    def close(self) -> None:
        self.server.stop()

    def _inside(self, *command: str) -> tuple[str, ...]:
        """A command that sees the server's disk where the server does."""
        return ("nsenter", "--user", "--mount", "--target", str(self.server.pid), *command)

    def _mounting(self) -> tuple[str, ...]:
        script = f'mount -t tmpfs -o size={DISK_SIZE} disk "{self._disk}" && exec "$@"'
        return ("unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh", PRODUCT)


class ServedStage:
    """A server, and the lines to its PostgreSQL and its Redis."""

    def __init__(self, folder: Path, database: str, redis: str) -> None:
        direct = make_url(database)
        self.url = direct.render_as_string(False)
        self.database = Proxy(direct.host or "127.0.0.1", direct.port or 5432)
        through = direct.set(host="127.0.0.1", port=self.database.port)
        parts = urlsplit(redis)
        self.redis = Proxy(parts.hostname or "127.0.0.1", parts.port or 6379)
        self.server = Server(
            free_port(),
            folder,
            database_url=through.render_as_string(False),
            redis_url=urlunsplit(parts._replace(netloc=f"127.0.0.1:{self.redis.port}")),
            **SETTINGS,
        )

    def kept(self, key: str) -> Kept:
        return kept_in(self.url, key)

    def close(self) -> None:
        self.server.stop()
        self.database.close()
        self.redis.close()


@cache
def _engine(url: str) -> Any:
    return create_engine(url, pool_size=1)


def kept_in(url: str, key: str) -> Kept:
    """What a database holds of a conversation."""
    with _engine(url).connect() as connection:
        rows = connection.execute(text(f"{_TURNS} :key"), {"key": key}).all()
    return [(message, _heard(events)) for message, events in rows]


def _heard(events: str) -> int:
    return sum(event["event"] == "user" for event in json.loads(events))
