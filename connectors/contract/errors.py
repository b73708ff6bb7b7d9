"""Every way a request can fail: its code and its HTTP status."""

from __future__ import annotations

from enum import Enum


class Code(Enum):
    """An error of the contract: its name is the code on the wire, `status` goes with it.

    What the person reads is the response `connector_error_<code>` of the content.
    """

    malformed = ("malformed", 400)
    session_required = ("session_required", 401)
    session_invalid = ("session_invalid", 401)
    session_expired = ("session_expired", 401)
    credential_required = ("credential_required", 401)
    credential_invalid = ("credential_invalid", 401)
    credential_expired = ("credential_expired", 401)
    not_found = ("not_found", 404)
    method_not_allowed = ("method_not_allowed", 405)
    body_too_large = ("body_too_large", 413)
    unsupported_media_type = ("unsupported_media_type", 415)
    invalid = ("invalid", 422)
    unsupported_version = ("unsupported_version", 422)
    text_too_long = ("text_too_long", 422)
    text_empty = ("text_empty", 422)
    unknown_choice = ("unknown_choice", 422)
    unknown_feedback = ("unknown_feedback", 422)
    feedback_already_given = ("feedback_already_given", 422)
    conversation_too_long = ("conversation_too_long", 422)
    too_many_requests = ("too_many_requests", 429)
    internal = ("internal", 500)
    unavailable = ("unavailable", 503)

    @property
    def status(self) -> int:
        return self.value[1]


class ApiError(Exception):
    """A request that gets an error of the contract as its answer.

    `retry_after` is in seconds; `cause` is for logs and metrics only and never leaves.
    """

    def __init__(
        self, code: Code, *, retry_after: int | None = None, cause: str | None = None
    ) -> None:
        super().__init__(code.name)
        self.code = code
        self.retry_after = retry_after
        self.cause = cause


class Unavailable(ApiError):
    """The assistant cannot answer now; the person gets the contact section instead."""

    def __init__(self, cause: str, *, retry_after: int = 5) -> None:
        super().__init__(Code.unavailable, retry_after=retry_after, cause=cause)
