"""The one way into every page: who asks, may they, and did the form come from here.

A route is added here or not at all: each names the role that it needs, and what it does runs
only when all of it holds. `tests/workbench/test_doors.py` walks every route with every role.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from storage.database import Database
from storage.people import People, WebSession
from workbench.author import Author
from workbench.pages.view import View
from workbench.people.roles import Role

SIGN_IN = "/connexion"
TOKEN = "jeton"
TOKEN_HEADER = "x-jeton"
_LOCAL = ("127.0.0.1", "localhost", "::1")


class Need(NamedTuple):
    """A route and the lowest role that may use it; None lets everybody in."""

    method: str
    path: str
    role: Role | None


@dataclass
class Visit:
    """A request that may go on: who asks, and for what."""

    request: Request
    session: WebSession | None

    @property
    def me(self) -> WebSession:
        """The session of somebody who is signed in; only where a role is needed."""
        assert self.session is not None, "a route that needs a role has a session"
        return self.session

    @property
    def role(self) -> Role | None:
        return Role[self.session.person.role] if self.session else None

    @property
    def author(self) -> Author:
        """Who is named in the history of the content."""
        return Author(self.me.person.name, self.me.person.email)

    def asked(self, name: str, default: str = "") -> str:
        """A value of the address."""
        return str(self.request.args.get(name, default))

    def field(self, name: str) -> str:
        """A value of the form, without the spaces around it."""
        return str((self.request.form or {}).get(name) or "").strip()

    def fields(self, name: str) -> list[str]:
        """All values of the form under one name."""
        return list(self.request.form.getlist(name) or []) if self.request.form else []


Handler = Callable[..., Awaitable[HTTPResponse]]


class Doors:
    """The routes of the workbench."""

    def __init__(self, app: Sanic, database: Database, people: People, view: View) -> None:
        self._app = app
        self._database = database
        self._people = people
        self._view = view
        self.needs: list[Need] = []

    def get(self, path: str, needs: Role | None) -> Callable[[Handler], Handler]:
        """Add a page that changes nothing."""
        return self._door("GET", path, needs)

    def post(self, path: str, needs: Role | None) -> Callable[[Handler], Handler]:
        """Add what a form does; its token is checked."""
        return self._door("POST", path, needs)

    def _door(self, method: str, path: str, needs: Role | None) -> Callable[[Handler], Handler]:
        def add(handler: Handler) -> Handler:
            async def door(request: Request, **parts: Any) -> HTTPResponse:
                return await self._open(request, needs, handler, parts)

            name = f"{method.lower()}_{handler.__module__.rpartition('.')[2]}_{handler.__name__}"
            self._app.add_route(door, path, methods=[method], name=name)
            self.needs.append(Need(method, path, needs))
            return handler

        return add

    async def _open(
        self, request: Request, needs: Role | None, handler: Handler, parts: dict[str, Any]
    ) -> HTTPResponse:
        if request.method == "POST" and not _from_here(request):
            return self._view.refusal(403, "Cette demande vient d'un autre site.")
        session = await self._session(request)
        visit = Visit(request, session)
        if needs is not None:
            if session is None:
                return _to_sign_in(request)
            if Role[session.person.role] < needs:
                told = f"Cette page demande le rôle « {needs.title} »."
                return self._view.refusal(403, told, visit)
            if request.method == "POST" and not _has_token(request, session.form_token):
                return self._view.refusal(403, "Cette page a expiré. Rechargez-la.", visit)
        return await handler(visit, **parts)

    async def _session(self, request: Request) -> WebSession | None:
        secret = request.cookies.get(cookie_name(request))
        if not secret:
            return None
        session = await self._database.call(self._people.session, secret)
        if session is not None:
            await self._database.call(self._people.see, session.key)
        return session


def is_secure(request: Request) -> bool:
    """If cookies travel on encrypted lines only: always, but on this very machine."""
    return (urlsplit(f"//{request.host}").hostname or "") not in _LOCAL


def cookie_name(request: Request, name: str = "atelier") -> str:
    """A cookie's name; its prefix makes browsers refuse it from other hosts."""
    return f"__Host-{name}" if is_secure(request) else name


def set_cookie(
    request: Request,
    response: HTTPResponse,
    name: str,
    value: str | None,
    samesite: str = "Strict",
) -> None:
    """Set a cookie for this site and no script, or take it away."""
    full = cookie_name(request, name)
    response.cookies[full] = value or ""
    cookie = response.cookies[full]
    cookie["path"] = "/"
    cookie["httponly"] = True
    cookie["samesite"] = samesite
    if is_secure(request):
        cookie["secure"] = True
    if value is None:
        cookie["max-age"] = 0


def same(one: str, other: str) -> bool:
    """If two secrets are the same, found out in the same time whatever they are."""
    return hmac.compare_digest(one.encode(), other.encode())


def _has_token(request: Request, expected: str) -> bool:
    sent = request.headers.get(TOKEN_HEADER) or (request.form or {}).get(TOKEN) or ""
    return same(str(sent), expected)


def _from_here(request: Request) -> bool:
    """If a browser that says where a form came from names this very site."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return bool(site == "same-origin")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.host


def _to_sign_in(request: Request) -> HTTPResponse:
    """To the sign-in, and from there back to the page that was asked for."""
    path = request.path + (f"?{request.query_string}" if request.query_string else "")
    wanted = f"?vers={quote(path)}" if request.method == "GET" and path != "/" else ""
    if request.headers.get("hx-request"):
        return HTTPResponse(status=401, headers={"HX-Redirect": SIGN_IN})
    return redirect(SIGN_IN + wanted, status=303)
