"""A reference client of the contract: how to talk to the assistant, and how to retry.

with Assistant("https://assistant.example", "web") as assistant:
    print(assistant.open()["reply"]["messages"][0]["text"])
    print(assistant.say("où sont mes paiements")["messages"][0]["text"])
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable
from types import TracebackType
from typing import Any

import jwt
import requests

TIMEOUT_SECONDS = 15.0
ATTEMPTS = 4
RETRIED = frozenset({429, 502, 503, 504})


class AssistantError(Exception):
    """An error of the contract; `code` is for the program, `message` for the person."""

    def __init__(self, status: int, code: str, message: str, body: dict[str, Any]) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.body = body


class Assistant:
    """One conversation with the assistant.

    Args:
        url: where the assistant is served.
        channel: `web` or `app`.
        credential: the application's credential, for `app`.
        attempts: how many times a message is sent before giving up; always with the same
            `client_msg_id`, so that it is answered once however often it arrives.
        sleep: how to wait between two attempts.
    """

    def __init__(
        self,
        url: str,
        channel: str = "web",
        *,
        credential: str | None = None,
        attempts: int = ATTEMPTS,
        timeout: float = TIMEOUT_SECONDS,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._base = f"{url.rstrip('/')}/webhooks/{channel}"
        self._credential = credential
        self._attempts = attempts
        self._timeout = timeout
        self._sleep = sleep
        self._http = requests.Session()
        self.session: str | None = None

    def __enter__(self) -> Assistant:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def open(self, page: str | None = None) -> dict[str, Any]:
        """Open the conversation; the answer holds the opening messages.

        Raises:
            AssistantError: the service refused.
            requests.RequestException: it could not be reached.
        """
        body: dict[str, Any] = {"v": 1}
        if page:
            body["context"] = {"page": page}
        opened = self._call("POST", "sessions", self._credential, body)
        self.session = opened["session"]
        return opened

    def say(self, text: str, client_msg_id: str | None = None) -> dict[str, Any]:
        """Send what the person wrote."""
        return self.send({"text": text}, client_msg_id)

    def choose(self, choice: str, client_msg_id: str | None = None) -> dict[str, Any]:
        """Pick one of the choices offered, by its id."""
        return self.send({"choice": choice}, client_msg_id)

    def rate(self, handle: str, value: str, reason: str | None = None) -> dict[str, Any]:
        """Say if an answer helped: `up` or `down`."""
        feedback = {"handle": handle, "value": value}
        if reason:
            feedback["reason"] = reason
        return self.send({"feedback": feedback})

    def end(self) -> dict[str, Any]:
        """Say goodbye; the conversation is then erased."""
        return self.send({"event": "end"})

    def send(self, sent: dict[str, Any], client_msg_id: str | None = None) -> dict[str, Any]:
        """Send one input and return the reply; see `open` for what it raises."""
        body = {"v": 1, "client_msg_id": client_msg_id or str(uuid.uuid4()), "input": sent}
        return self._call("POST", "messages", self.session, body)

    def history(self) -> list[dict[str, Any]]:
        """Both sides of the conversation so far."""
        messages: list[dict[str, Any]] = self.read()["messages"]
        return messages

    def read(self) -> dict[str, Any]:
        """The conversation so far, with the operator's notice."""
        return self._call("GET", "messages", self.session)

    def erase(self) -> None:
        """Erase the conversation."""
        self._call("DELETE", "sessions", self.session)

    def _call(
        self, method: str, path: str, token: str | None, body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Call until it succeeds, is refused for good, or was tried often enough."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        for attempt in range(1, self._attempts + 1):
            last = attempt == self._attempts
            try:
                response = self._http.request(
                    method,
                    f"{self._base}/{path}",
                    json=body,
                    headers=headers,
                    timeout=self._timeout,
                )
            except (requests.ConnectionError, requests.Timeout):
                if last:
                    raise
                self._sleep(_pause(attempt, None))
                continue
            if response.status_code in RETRIED and not last:
                self._sleep(_pause(attempt, response.headers.get("Retry-After")))
                continue
            return _read(response)
        raise AssertionError("the last attempt returns or raises")


def application_credential(
    key: str,
    app: str,
    version: str,
    *,
    audience: str = "assistant-mon-compte",
    algorithm: str = "HS256",
    lifetime: int = 3600,
) -> str:
    """The credential that an application's back end signs; it names no person."""
    now = int(time.time())
    claims = {"app": app, "version": version, "aud": audience, "iat": now, "exp": now + lifetime}
    return jwt.encode(claims, key, algorithm=algorithm)


def _pause(attempt: int, retry_after: str | None) -> float:
    """Seconds to wait: what the service asks, else longer each time and never in step."""
    if retry_after and retry_after.isdigit():
        return float(retry_after)
    return random.uniform(0.5, 1.0) * 0.5 * 2**attempt


def _read(response: requests.Response) -> dict[str, Any]:
    if response.status_code == 204:
        return {}
    try:
        body = response.json()
    except ValueError:
        body = {}
    if response.ok:
        return dict(body)
    error = body.get("error", {})
    raise AssistantError(
        response.status_code, error.get("code", "unknown"), error.get("message", ""), body
    )
