"""Signing in and out, and choosing a password after an invitation."""

from __future__ import annotations

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from sanic.response import HTTPResponse, redirect

from storage.people import LOCKED_SECONDS, Person
from workbench.errors import Refused
from workbench.pages.doors import TOKEN, Doors, Visit, cookie_name, same, set_cookie
from workbench.people.passwords import hashed, is_right
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench

HOME = "/boite"
# The form's own secret, before anybody is signed in.
THRESHOLD = "seuil"
_WRONG = "L'adresse ou le mot de passe n'est pas bon."
_LOCKED = (
    "Trop d'essais pour cette adresse."
    f" Réessayez dans {LOCKED_SECONDS // 60} minutes, ou demandez une invitation."
)


def add(doors: Doors, bench: Bench) -> None:
    """The pages for whoever is not signed in yet, and the way out."""
    # A password takes a while to check on purpose; two at a time leave the pages their turn.
    threads = ThreadPoolExecutor(2, thread_name_prefix="passwords")

    async def slowly(function: Any, *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(threads, function, *args)

    @doors.get("/", needs=Role.reader)
    async def home(_visit: Visit) -> HTTPResponse:
        return redirect(HOME, status=303)

    @doors.get("/connexion", needs=None)
    async def form(visit: Visit) -> HTTPResponse:
        if visit.session:
            return redirect(HOME, status=303)
        return threshold(bench, visit, "signin.html", wanted=visit.asked("vers"))

    @doors.post("/connexion", needs=None)
    async def sign_in(visit: Visit) -> HTTPResponse:
        email, password = visit.field("email"), visit.field("mot_de_passe")
        wanted = visit.field("vers")
        if not _crossed(visit):
            told = "Cette page a expiré. Recommencez."
            return threshold(bench, visit, "signin.html", 403, told=told, wanted=wanted)
        call, people = bench.database.call, bench.people
        if await call(people.is_locked, email):
            return threshold(
                bench, visit, "signin.html", 429, told=_LOCKED, email=email, wanted=wanted
            )
        person: Person | None = await call(people.by_email, email)
        kept = person.password if person and person.closed_at is None else None
        if not await slowly(is_right, kept, password) or person is None:
            await call(people.fail, email)
            await bench.note(person.name if person else "?", "connexion refusée")
            return threshold(
                bench, visit, "signin.html", 403, told=_WRONG, email=email, wanted=wanted
            )
        await call(people.forgive, email)
        await bench.note(person.name, "connexion")
        return await _enter(bench, visit, person, wanted)

    @doors.post("/deconnexion", needs=Role.reader)
    async def sign_out(visit: Visit) -> HTTPResponse:
        await bench.database.call(bench.people.end_session, visit.me.key)
        await bench.note(visit.me.person.name, "déconnexion")
        response = redirect("/connexion", status=303)
        set_cookie(visit.request, response, "atelier", None)
        return response

    @doors.get("/bienvenue/<invitation:str>", needs=None)
    async def welcome(visit: Visit, invitation: str) -> HTTPResponse:
        person = await bench.database.call(bench.people.by_invitation, invitation)
        if person is None:
            return bench.view.refusal(
                404, "Cette invitation n'est plus valable. Demandez-en une autre.", visit
            )
        return threshold(bench, visit, "welcome.html", person=person)

    @doors.post("/bienvenue/<invitation:str>", needs=None)
    async def choose(visit: Visit, invitation: str) -> HTTPResponse:
        person = await bench.database.call(bench.people.by_invitation, invitation)
        if person is None or not _crossed(visit):
            return bench.view.refusal(
                404, "Cette invitation n'est plus valable. Demandez-en une autre.", visit
            )
        password, repeated = visit.field("mot_de_passe"), visit.field("encore")
        try:
            kept = await slowly(hashed, password, repeated, person.name, person.email)
        except Refused as refused:
            return threshold(bench, visit, "welcome.html", 422, person=person, told=refused.reason)
        await bench.database.call(bench.people.set_password, person.id, kept)
        await bench.database.call(bench.people.forgive, person.email)
        await bench.note(person.name, "mot de passe choisi")
        return await _enter(bench, visit, person, "")


async def _enter(bench: Bench, visit: Visit, person: Person, wanted: str) -> HTTPResponse:
    secret = await bench.database.call(bench.people.open_session, person.id)
    response = redirect(inside(wanted), status=303)
    set_cookie(visit.request, response, "atelier", secret)
    set_cookie(visit.request, response, THRESHOLD, None)
    return response


def inside(wanted: str) -> str:
    """The page that was asked for, if it is one of ours; else the first one."""
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if ours else HOME


def threshold(
    bench: Bench, visit: Visit, template: str, status: int = 200, **words: Any
) -> HTTPResponse:
    """A form before the door: its secret is in the page and in a cookie."""
    secret = secrets.token_urlsafe(32)
    provider = bench.provider.name if bench.provider else ""
    known = {"told": "", "email": "", "wanted": "", "provider": provider, **words}
    response = bench.view.page(template, None, status, secret=secret, **known)
    set_cookie(visit.request, response, THRESHOLD, secret)
    return response


def _crossed(visit: Visit) -> bool:
    kept = visit.request.cookies.get(cookie_name(visit.request, THRESHOLD)) or ""
    return bool(kept) and same(visit.field(TOKEN), kept)
