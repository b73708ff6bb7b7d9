"""What every request gets that failed, on a channel and anywhere else; nothing is quoted."""

from __future__ import annotations

from typing import Any, Protocol

import structlog
from sanic.exceptions import (
    MethodNotSupported,
    NotFound,
    PayloadTooLarge,
    RequestTimeout,
    SanicException,
    ServiceUnavailable,
)
from sanic.handlers import ErrorHandler
from sanic.request import Request
from sanic.response import HTTPResponse, text

from connectors import metrics
from connectors.contract.errors import ApiError, Code, Unavailable
from connectors.contract.schema import VERSION
from connectors.conversation.voice import Voice
from connectors.http.transport import answer
from connectors.quiet import place_of
from connectors.traces.spans import logged

_CODES: tuple[tuple[type[Exception], Code], ...] = (
    (PayloadTooLarge, Code.body_too_large),
    (NotFound, Code.not_found),
    (MethodNotSupported, Code.method_not_allowed),
)
_SAID = {
    400: "Cette demande est illisible.",
    404: "Cette page n'existe pas.",
    405: "Cette adresse ne s'utilise pas ainsi.",
    408: "La demande n'est pas arrivée à temps.",
    413: "Cette demande est trop longue.",
    500: "Une erreur est survenue.",
    503: "Le service ne répond pas. Réessayez dans un instant.",
}

log = structlog.get_logger(__name__)


class Channelled(Protocol):
    """A channel, as its errors need it."""

    channel: str

    def voice(self, app: Any) -> Voice | None:
        """The words of the content at hand."""
        ...


class Errors(ErrorHandler):  # type: ignore[misc]
    """Answers in the words of a channel under its addresses, in one plain line elsewhere.

    Sanic's own handler writes the address with its query into the log.

    Args:
        before: the handler in whose place it comes; what it knows elsewhere is left to it.
    """

    def __init__(self, before: ErrorHandler) -> None:
        super().__init__()
        self._before = before
        # By the beginning of its addresses.
        self.channels: dict[str, Channelled] = {}

    def response(self, request: Request, exception: BaseException) -> HTTPResponse:
        """The answer to any request that failed."""
        status = getattr(exception, "status_code", 500)
        channel = self._channel_of(request)
        if channel is None and self._before.lookup(exception, request.name):
            left: HTTPResponse = self._before.response(  # type: ignore[no-untyped-call]
                request, exception
            )
            return left
        if channel is None:
            error = _known(exception) or _unexpected(exception, "")
            status = status if error.code is Code.malformed else error.code.status
            response = text(_SAID.get(status, _SAID[400]), status)
        else:
            with logged(getattr(request.ctx, "trace", None)):
                error = as_api_error(exception, channel.channel)
            response = error_answer(error, channel.voice(request.app))
        if isinstance(exception, RequestTimeout):
            response.status = status
        if isinstance(exception, MethodNotSupported):
            response.headers["Allow"] = exception.headers["Allow"]
        return response

    def _channel_of(self, request: Request) -> Channelled | None:
        for prefix, channel in self.channels.items():
            if request.path.startswith(prefix):
                return channel
        return None


def error_answer(error: ApiError, voice: Voice | None) -> HTTPResponse:
    """The contract's answer to a request that failed; the contact section comes with a 5xx.

    Args:
        voice: of the content at hand; without one, the message is the code's name.
    """
    name = error.code.name
    shown: dict[str, Any] = {"code": name, "message": (voice and voice.error(name)) or name}
    if error.code.status >= 500 and voice is not None:
        shown["contact"] = voice.contact()
    response = answer({"v": VERSION, "error": shown}, error.code.status)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    if error.code.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def as_api_error(error: BaseException, channel: str) -> ApiError:
    """Any exception as an error of the contract; what is unexpected is logged, without text."""
    known = _known(error) or _unexpected(error, channel)
    if known.cause:
        metrics.FAILURES.labels(channel, known.cause).inc()
        inner = known.__cause__
        log.error(
            "failure",
            channel=channel,
            cause=known.cause,
            error=type(inner).__name__ if inner else None,
            at=place_of(inner) if inner else None,
        )
    metrics.ERRORS.labels(channel, known.code.name).inc()
    return known


def _known(error: BaseException) -> ApiError | None:
    if isinstance(error, ApiError):
        return error
    for kind, code in _CODES:
        if isinstance(error, kind):
            return ApiError(code)
    if isinstance(error, ServiceUnavailable):
        return Unavailable("late")
    if isinstance(error, SanicException) and error.status_code < 500:
        return ApiError(Code.malformed)
    return None


def _unexpected(error: BaseException, channel: str) -> ApiError:
    log.error("unexpected", channel=channel, error=type(error).__name__, at=place_of(error))
    return ApiError(Code.internal, cause="unexpected")
