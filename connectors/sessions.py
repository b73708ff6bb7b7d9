"""The proof of a conversation: signed, unguessable, and only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from typing import NamedTuple

from itsdangerous import BadData, Signer, URLSafeSerializer

from connectors.errors import ApiError, Code

ID_BYTES = 32
MAX_TOKEN = 256


class Ticket(NamedTuple):
    """A session as it is made: `token` goes to the client, `key` to the store."""

    token: str
    key: str


class Sessions:
    """Make and read the tokens of one channel; another channel's token is not valid here."""

    def __init__(self, secret: str, channel: str) -> None:
        self._signer = Signer(
            secret, salt=f"assistant.session.{channel}", digest_method=hashlib.sha256
        )
        self._secret = secret

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
        if len(token) > MAX_TOKEN:
            raise ApiError(Code.session_invalid)
        try:
            return _hash(self._signer.unsign(token).decode())
        except BadData:
            raise ApiError(Code.session_invalid) from None

    def handle(self, key: str, turn: int, message: int) -> str:
        """An opaque handle for one message of the session `key`."""
        return str(self._handles(key).dumps([turn, message]))

    def read_handle(self, key: str, handle: str) -> tuple[int, int]:
        """The turn and the message that a handle was given for.

        Raises:
            ApiError: `unknown_feedback` when it was not given in this session.
        """
        try:
            turn, message = self._handles(key).loads(handle)
        except BadData:
            raise ApiError(Code.unknown_feedback) from None
        return turn, message

    def _handles(self, key: str) -> URLSafeSerializer:
        return URLSafeSerializer(self._secret, salt=f"assistant.feedback.{key}")


def bearer(authorization: str | None) -> str | None:
    """The token of a `Bearer` header, or None."""
    scheme, _, token = (authorization or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
