"""HTTP around the contract: bodies in, JSON out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.contract.errors import ApiError, Code
from connectors.contract.schema import MAX_BODY, to_json
from connectors.limits.addresses import client_address
from connectors.settings import Settings


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
