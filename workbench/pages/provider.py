"""Signing in with an account of elsewhere: the way there, and back."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, redirect

from storage.people import Person
from workbench.errors import Refused
from workbench.pages.doors import Doors, Visit, cookie_name, is_secure, set_cookie
from workbench.pages.signin import inside, threshold
from workbench.people.provider import Passage, Provider, ProviderAway

if TYPE_CHECKING:
    from workbench.app import Bench

AWAY_TO, BACK = "/connexion/fournisseur", "/connexion/retour"
PASSAGE = "passage"
_AWAY = (
    "Le service de connexion ne répond pas."
    " Réessayez dans un instant, ou entrez votre mot de passe."
)
_UNKNOWN = (
    "Il n'y a pas de compte ici pour votre adresse, ou votre invitation a expiré."
    " Demandez une invitation à la personne qui administre l'atelier."
)


def add(doors: Doors, bench: Bench) -> None:
    """The way to the provider, and the way back; nothing is there when none is set."""
    # It may keep us waiting: two at a time leave the pages their turn.
    threads = ThreadPoolExecutor(2, thread_name_prefix="provider")

    async def slowly(function: Any, *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(threads, function, *args)

    def provider() -> Provider:
        if bench.provider is None:
            raise NotFound(AWAY_TO)
        return bench.provider

    def refused(visit: Visit, status: int, told: str) -> HTTPResponse:
        response = threshold(bench, visit, "signin.html", status, told=told)
        set_cookie(visit.request, response, PASSAGE, None)
        return response

    @doors.get(AWAY_TO, needs=None)
    async def begin(visit: Visit) -> HTTPResponse:
        try:
            address, passage = await slowly(provider().begin, _back(visit), visit.asked("vers"))
        except ProviderAway:
            return refused(visit, 503, _AWAY)
        response = redirect(address, status=303)
        # Who comes back comes from another site.
        set_cookie(visit.request, response, PASSAGE, passage.packed(), samesite="Lax")
        return response

    @doors.get(BACK, needs=None)
    async def arrive(visit: Visit) -> HTTPResponse:
        known, request = provider(), visit.request
        passage = Passage.unpacked(request.cookies.get(cookie_name(request, PASSAGE)))
        answer = {name: visit.asked(name) for name in request.args}
        try:
            email = await slowly(known.arrive, _back(visit), passage, answer)
        except ProviderAway:
            return refused(visit, 503, _AWAY)
        except Refused as error:
            await bench.note("?", "connexion refusée", known.name)
            return refused(visit, 403, error.reason)
        person: Person | None = await bench.database.call(bench.people.admit, email)
        if person is None:
            await bench.note("?", "connexion refusée", known.name)
            return refused(visit, 403, _UNKNOWN)
        secret = await bench.database.call(bench.people.open_session, person.id)
        await bench.note(person.name, "connexion", known.name)
        # A page of ours leads on: a browser that another site sends here brings no session.
        response = bench.view.page(
            "arrived.html", None, wanted=inside(passage.wanted if passage else "")
        )
        set_cookie(request, response, "atelier", secret)
        set_cookie(request, response, PASSAGE, None)
        return response


def _back(visit: Visit) -> str:
    request = visit.request
    scheme = "https" if is_secure(request) else request.scheme
    return f"{scheme}://{request.host}{BACK}"
