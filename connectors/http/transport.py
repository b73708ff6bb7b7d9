"""HTTP around the contract: bodies in, JSON and headers out, and no error but ours."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from typing import Any

import structlog
from sanic.exceptions import MethodNotSupported, NotFound, PayloadTooLarge, SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors import metrics
from connectors.contract.errors import ApiError, Code
from connectors.contract.schema import MAX_BODY, VERSION, to_json
from connectors.conversation.voice import Voice
from connectors.limits.limiter import client_address
from connectors.settings import Settings

PREFLIGHT_SECONDS = "600"
SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_CORS = "access-control-"

log = structlog.get_logger(__name__)


async def consume(request: Request) -> None:
    """Receive the body of a request, never more than the contract allows.

    Raises:
        sanic.exceptions.PayloadTooLarge: there is more.
    """
    # Sanic lifts its own limit for the routes that read their body themselves.
    stream: Any = request.stream
    stream.request_max_size = MAX_BODY
    await request.receive_body()  # type: ignore[no-untyped-call]


async def read(request: Request, *, required: bool = True) -> bytes:
    """The JSON body of a request.

    Raises:
        ApiError: `unsupported_media_type` when it is not JSON, or missing but required.
        sanic.exceptions.PayloadTooLarge: it is longer than the contract allows.
    """
    await consume(request)
    if not request.body and not required:
        return b""
    media_type = (request.headers.get("content-type") or "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise ApiError(Code.unsupported_media_type)
    return bytes(request.body)


def address_of(request: Request, chosen: Settings) -> str:
    """The address that a request comes from, behind proxies we trust."""
    forwarded: Iterable[str] = request.headers.getall("x-forwarded-for", [])
    return client_address(request.ip, list(forwarded), chosen.trusted_proxies)


def answer(body: dict[str, Any] | str | None, status: int = 200) -> HTTPResponse:
    """A JSON answer, from what it holds or already written out; or an empty one."""
    if body is None:
        return HTTPResponse(status=status)
    content = body if isinstance(body, str) else to_json(body)
    return HTTPResponse(content, status=status, content_type="application/json")


def error_answer(error: ApiError, voice: Voice | None) -> HTTPResponse:
    """The answer to a request that failed; the contact section comes with a 503 and a 500.

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
    known = _known(error)
    if known is None:
        log.error("unexpected", channel=channel, error=type(error).__name__, at=_where(error))
        known = ApiError(Code.internal, cause="unexpected")
    if known.cause:
        metrics.FAILURES.labels(channel, known.cause).inc()
        inner = known.__cause__
        log.error(
            "failure",
            channel=channel,
            cause=known.cause,
            error=type(inner).__name__ if inner else None,
            at=_where(inner) if inner else None,
        )
    metrics.ERRORS.labels(channel, known.code.name).inc()
    return known


def _known(error: BaseException) -> ApiError | None:
    if isinstance(error, ApiError):
        return error
    if isinstance(error, PayloadTooLarge):
        return ApiError(Code.body_too_large)
    if isinstance(error, NotFound):
        return ApiError(Code.not_found)
    if isinstance(error, MethodNotSupported):
        return ApiError(Code.method_not_allowed)
    if isinstance(error, SanicException) and error.status_code < 500:
        return ApiError(Code.malformed)
    return None


def _where(error: BaseException) -> str:
    """The place in the code; an exception's message may quote what a person wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].name}:{frames[-1].lineno}" if frames else "?"


def set_headers(request: Request, response: HTTPResponse, chosen: Settings) -> None:
    """Security headers, and those that let the allowed sites read the answer.

    Whatever another layer said about other sites is taken back: no cookie is ever used.
    """
    for name in [name for name in response.headers if name.lower().startswith(_CORS)]:
        del response.headers[name]
    response.headers.update(SECURITY_HEADERS)
    response.headers["Vary"] = "Origin"
    origin = request.headers.get("origin")
    if origin not in chosen.cors_origins:
        return
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = "Retry-After"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, DELETE"
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response.headers["Access-Control-Max-Age"] = PREFLIGHT_SECONDS
