"""The proof of a conversation: signed, unguessable, and only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from typing import NamedTuple

from itsdangerous import BadData, Signer

from connectors.contract.errors import ApiError, Code

ID_BYTES = 32
MAX_TOKEN = 256


class Ticket(NamedTuple):
    """A session as it is made: `token` goes to the client, `key` to the store."""

    token: str
    key: str


class Tokens:
    """Make and read the tokens of one channel; another channel's token is not valid here."""

    def __init__(self, secret: str, channel: str) -> None:
        self._signer, self._handles = (
            Signer(secret, salt=f"assistant.{use}.{channel}", digest_method=hashlib.sha256)
            for use in ("session", "feedback")
        )

    def issue(self) -> Ticket:
        """A new session."""
        name = secrets.token_urlsafe(ID_BYTES)
        return Ticket(self._signer.sign(name).decode(), _hash(name))

    def key_of(self, authorization: str | None) -> str:
        """The store's key of the session in an `Authorization` header.

        Raises:
            ApiError: `session_required` when there is none, `session_invalid` when we
                did not sign it.
        """
        token = bearer(authorization)
        if token is None:
            raise ApiError(Code.session_required)
        if len(token) > MAX_TOKEN or not token.isascii():
            raise ApiError(Code.session_invalid)
        try:
            return _hash(self._signer.unsign(token).decode())
        except BadData:
            raise ApiError(Code.session_invalid) from None

    def handle(self, key: str, turn: int, message: int) -> str:
        """A handle for one message of the session `key`, and of no other session."""
        place = f"{turn}-{message}"
        return f"{place}.{self._handles.get_signature(f'{key}.{place}').decode()}"

    def read_handle(self, key: str, handle: str) -> tuple[int, int]:
        """The turn and the message that a handle was given for.

        Raises:
            ApiError: `unknown_feedback` when it was not given in this session.
        """
        place, _, signature = handle.partition(".")
        if not self._handles.verify_signature(f"{key}.{place}", signature):
            raise ApiError(Code.unknown_feedback)
        turn, _, message = place.partition("-")
        return int(turn), int(message)


def bearer(authorization: str | None) -> str | None:
    """The token of a `Bearer` header, or None."""
    scheme, _, token = (authorization or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
