"""The headers of every answer, whoever made it; the only place that sets them."""

from __future__ import annotations

from sanic.request import Request
from sanic.response import BaseHTTPResponse

from connectors.settings import Settings

CHANNELS = "/webhooks/"
WIDGET = "/static/widget/"
PREFLIGHT_SECONDS = "600"

# What an answer says itself is left: pages have other rules than data.
SECURITY = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_CORS = "access-control-"


class Headers:
    """Sets the headers of answers, as a middleware that comes after all others."""

    def __init__(self, chosen: Settings) -> None:
        self._origins = chosen.cors_origins

    def __call__(self, request: Request, response: BaseHTTPResponse) -> None:
        """Security headers, and those that let the allowed sites read the answer.

        Whatever another layer said about other sites is taken back: no cookie is ever used.
        """
        for name in [name for name in response.headers if name.lower().startswith(_CORS)]:
            del response.headers[name]
        for name, value in SECURITY.items():
            response.headers.setdefault(name, value)
        if request.path.startswith((CHANNELS, WIDGET)):
            self._share(request, response)

    def _share(self, request: Request, response: BaseHTTPResponse) -> None:
        response.headers.setdefault("Vary", "Origin")
        origin = request.headers.get("origin")
        if origin not in self._origins:
            return
        response.headers["Access-Control-Allow-Origin"] = origin
        if request.path.startswith(WIDGET):
            return
        response.headers["Access-Control-Expose-Headers"] = "Retry-After"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, POST, DELETE"
            response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
            response.headers["Access-Control-Max-Age"] = PREFLIGHT_SECONDS
