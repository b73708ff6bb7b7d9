"""The routes of a channel, traced: each request is a span, under the proxy's if it names one."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.limits.addresses import is_trusted
from connectors.runtime import Runtime
from connectors.traces.spans import logged

Handler = Callable[[Request], Coroutine[Any, Any, HTTPResponse]]


class Traced:
    """Makes the handlers of one channel tell how long they took and how it ended."""

    def __init__(self, channel: str, resources: Runtime) -> None:
        self._channel = channel
        self._traces = resources.traces
        self._trusted = resources.settings.trusted_proxies

    def __call__(self, handler: Handler) -> Handler:
        """A handler's own way, inside a span."""

        @wraps(handler)
        async def traced(request: Request) -> HTTPResponse:
            with self._traces.request(self._caller(request)) as span, logged(span.trace):
                # For the line of a failure, which is written later (`http.errors`).
                request.ctx.trace = span.trace
                span.say("channel", self._channel)
                span.say("operation", handler.__name__)
                response = await handler(request)
                span.say("status", response.status)
                return response

        return traced

    def _caller(self, request: Request) -> str | None:
        """Only a proxy of ours may name a trace: a person could write a number into it."""
        if not is_trusted(request.ip, self._trusted):
            return None
        return request.headers.get("traceparent")
