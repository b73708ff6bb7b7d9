"""What a browser loads: the widget's files, the app's help bubble, the page without JavaScript,
the demonstration."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import time
from typing import Any

import jwt
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, redirect

from bot.content import Content
from connectors.conversation.bot import content_of
from connectors.http.transport import answer
from connectors.pages.topics import topics_page
from connectors.settings import Settings, settings

STATIC = Path(__file__).with_name("static")
DEMO_PAGE = "/static/demo/index.html"
TOPICS_PAGE = "/sujets"
CREDENTIAL_SECONDS = 3600

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}
FRESH = "no-cache"
FOR_EVER = "public, max-age=31536000, immutable"

TOPICS_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
}
WIDGET_HEADERS = {"Cross-Origin-Resource-Policy": "cross-origin"}
_OWN_SCRIPTS = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'; "
)
# An application shows this page by itself, never in a frame.
APP_HEADERS = {"Content-Security-Policy": _OWN_SCRIPTS + "frame-ancestors 'none'"}
DEMO_HEADERS = {
    "Content-Security-Policy": _OWN_SCRIPTS + "frame-src 'self'; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
}
FOLDER_HEADERS = {"widget": WIDGET_HEADERS, "app": APP_HEADERS, "demo": DEMO_HEADERS}


@dataclass(frozen=True)
class Page:
    """What an address answers, compressed once; Sanic itself never compresses."""

    content: bytes
    media_type: str
    cache: str = FRESH
    headers: Mapping[str, str] = field(default_factory=dict)
    packed: bytes = field(init=False)
    tag: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "packed", gzip.compress(self.content, mtime=0))
        # A weak tag holds for both encodings.
        digest = hashlib.sha256(self.content).hexdigest()[:20]
        object.__setattr__(self, "tag", f'W/"{digest}"')

    def response(self, request: Request) -> HTTPResponse:
        """The page, or 304 when the browser has it already."""
        headers = {"Cache-Control": self.cache, "ETag": self.tag, "Vary": "Accept-Encoding, Origin"}
        headers.update(self.headers)
        if self.tag in request.headers.get("if-none-match", ""):
            return empty(304, headers)
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return HTTPResponse(self.content, 200, headers, self.media_type)
        headers["Content-Encoding"] = "gzip"
        return HTTPResponse(self.packed, 200, headers, self.media_type)


class Topics:
    """The page of all topics, made anew when the content changes."""

    def __init__(self) -> None:
        self._made: tuple[Content, Page] | None = None

    def page(self, content: Content) -> Page:
        """The page of this content."""
        if self._made is None or self._made[0] is not content:
            html = topics_page(content).encode()
            self._made = (content, Page(html, MEDIA_TYPES[".html"], headers=TOPICS_HEADERS))
        return self._made[1]


def static_pages(folder: Path, *, demo: bool) -> dict[str, Page]:
    """The files under `folder`, by path; those of the demonstration only when asked for."""
    pages = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix in MEDIA_TYPES and (demo or not name.startswith("demo/")):
            pages[name] = _static_page(name, path)
    return pages


def _static_page(name: str, path: Path) -> Page:
    # The file's name holds a hash of its content: another content gets another name.
    cache = FOR_EVER if name.startswith("widget/panel-") else FRESH
    headers = FOLDER_HEADERS.get(name.partition("/")[0], {})
    return Page(path.read_bytes(), MEDIA_TYPES[path.suffix], cache, headers)


def blueprint(chosen: Settings | None = None) -> Blueprint:
    """The routes of the pages; with the setting `demo`, those of the demonstration too."""
    conf = chosen or settings()
    topics = Topics()
    pages = static_pages(STATIC, demo=conf.demo)
    routes = Blueprint("connectors_pages")

    @routes.get("/static/<name:path>")
    async def static(request: Request, name: str) -> HTTPResponse:
        page = pages.get(name)
        return page.response(request) if page else empty(404)

    @routes.get(TOPICS_PAGE)
    async def subjects(request: Request) -> HTTPResponse:
        content = content_of(getattr(request.app.ctx, "agent", None))
        if content is None:
            return empty(503, {"Retry-After": "5"})
        return topics.page(content).response(request)

    if conf.demo:

        @routes.get("/demo/credential")
        async def credential(_request: Request) -> HTTPResponse:
            """What the back end of the demonstration's app would sign."""
            claims = {
                "app": "demo",
                "version": "1.0",
                "aud": conf.app_jwt_audience,
                "exp": int(time()) + CREDENTIAL_SECONDS,
            }
            return answer({"credential": jwt.encode(claims, conf.app_jwt_keys[0])})

    return routes


def front_page(chosen: Settings | None = None) -> Callable[[Request], Awaitable[Any]]:
    """A middleware for the address `/`, where Rasa's application greets developers."""
    target = DEMO_PAGE if (chosen or settings()).demo else TOPICS_PAGE

    async def lead(request: Request) -> HTTPResponse | None:
        # A request that was refused has no route: it gets its error.
        return redirect(target) if request.route and request.path == "/" else None

    return lead
