"""People who write to a server whatever happens to it, and what they see."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import requests

from connectors.conversation.tokens import Tokens
from tests.connectors.live_server import SECRET, Server, said

SAID = "où sont mes paiements"
PAUSE_SECONDS = 0.05
# A person's own patience, longer than any breakdown of these tests.
TIMEOUT_SECONDS = 60


class Seen(NamedTuple):
    """One request: the message, its times, the answer's status; of a refusal, what it says."""

    message: str
    began: float
    ended: float
    status: int
    refusal: dict[str, Any]
    retry_after: str | None

    @property
    def seconds(self) -> float:
        return self.ended - self.began


@dataclass
class Person:
    """One conversation, and all that was sent in it and seen.

    A message is sent until it is answered, always with the same id. When the conversation is
    gone, another one is opened, as a widget does.
    """

    # Statuses of requests without an answer: nobody listened; the connection was closed.
    REFUSED, CUT = -1, 0

    servers: tuple[Server, ...]
    token: str = ""
    seen: list[Seen] = field(default_factory=list)
    # By conversation: the messages that were answered, in order.
    answered: dict[str, list[str]] = field(default_factory=dict)
    _places: Iterator[int] = field(default_factory=lambda: iter(range(10**9)))

    @property
    def key(self) -> str:
        """The name under which the conversation is kept."""
        return Tokens(SECRET, "web").key_of(f"Bearer {self.token}")

    def open(self) -> None:
        """Begin a conversation."""
        answer = self._server().post("web/sessions")
        answer.raise_for_status()
        self.token = answer.json()["session"]
        self.answered[self.key] = []

    def join(self, other: Person) -> None:
        """Write in somebody else's conversation."""
        self.token = other.token
        self.answered[self.key] = []

    def send(self, message: str) -> int:
        """Send a message once; returns the status."""
        began = time.monotonic()
        refusal: dict[str, Any] = {}
        retry_after = None
        try:
            answer = self._server().post("web/messages", self.token, json=said(SAID, message))
            status = answer.status_code
            if status != 200:
                refusal, retry_after = answer.json()["error"], answer.headers.get("Retry-After")
        except requests.RequestException as error:
            status = self.REFUSED if "refused" in str(error) else self.CUT
        self.seen.append(Seen(message, began, time.monotonic(), status, refusal, retry_after))
        if status == 200:
            self.answered[self.key].append(message)
        return status

    def insist(self, message: str, over: threading.Event | None = None) -> bool:
        """Send a message until it is answered; if it was, before it was `over`."""
        while (status := self.send(message)) != 200:
            if over is not None and over.is_set():
                return False
            if status == 401:
                self._reopen()
            time.sleep(PAUSE_SECONDS)
        return True

    def talk(self, over: threading.Event) -> None:
        """Write one message after the other until it is over; the last one is answered too."""
        while not over.is_set():
            self.insist(str(uuid.uuid4()))
            time.sleep(PAUSE_SECONDS)

    def _reopen(self) -> None:
        try:
            self.open()
        except requests.RequestException:
            return

    def _server(self) -> Server:
        return self.servers[next(self._places) % len(self.servers)]
