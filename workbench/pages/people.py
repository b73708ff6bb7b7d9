"""The people who use the workbench: invited, given a role, sent away."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, redirect

from storage.people import EmailTaken, Person
from workbench.pages.doors import Doors, Visit
from workbench.people.roles import Role, role_named

if TYPE_CHECKING:
    from workbench.app import Bench

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]+")
_LAST = "Il faut au moins une autre personne qui administre."


def add(doors: Doors, bench: Bench) -> None:
    """The page of the people, and what an administrator may do there."""
    call, people = bench.database.call, bench.people

    async def page(visit: Visit, status: int = 200, **words: str) -> HTTPResponse:
        known = {"told": "", "invitation": "", "invited": "", "name": "", "email": "", **words}
        return bench.view.page(
            "people.html",
            visit,
            status,
            people=await call(people.all),
            roles=list(Role),
            now=time.time(),
            **known,
        )

    async def asked(person: str) -> Person:
        found: Person | None = await call(people.by_id, person)
        if found is None:
            raise NotFound(person)
        return found

    @doors.get("/personnes", needs=Role.administrator)
    async def listed(visit: Visit) -> HTTPResponse:
        return await page(visit)

    @doors.post("/personnes", needs=Role.administrator)
    async def invite(visit: Visit) -> HTTPResponse:
        name, email = visit.field("nom")[:100], visit.field("email")
        role = role_named(visit.field("role"))
        if not name or role is None or len(email) > 200 or not _EMAIL.fullmatch(email):
            told = "Il manque un nom, une adresse électronique ou un rôle."
            return await page(visit, 422, told=told, name=name, email=email)
        try:
            invitation = await call(people.add, name, email, role.name)
        except EmailTaken:
            told = "Cette adresse a déjà un compte."
            return await page(visit, 422, told=told, name=name, email=email)
        await bench.note(visit.me.person.name, "invitation", f"{name}, {role.title}")
        return await page(visit, invitation=_address(visit, invitation), invited=name)

    @doors.post("/personnes/<person:str>/invitation", needs=Role.administrator)
    async def invite_again(visit: Visit, person: str) -> HTTPResponse:
        found = await asked(person)
        invitation = await call(people.invite, person)
        await bench.note(visit.me.person.name, "nouvelle invitation", found.name)
        return await page(visit, invitation=_address(visit, invitation), invited=found.name)

    @doors.post("/personnes/<person:str>/role", needs=Role.administrator)
    async def change(visit: Visit, person: str) -> HTTPResponse:
        found, role = await asked(person), role_named(visit.field("role"))
        if role is None:
            return await page(visit, 422, told="Ce rôle n'existe pas.")
        if not await call(people.set_role, person, role.name):
            return await page(visit, 409, told=_LAST)
        await bench.note(visit.me.person.name, "rôle", f"{found.name} : {role.title}")
        return redirect("/personnes", status=303)

    @doors.post("/personnes/<person:str>/fermeture", needs=Role.administrator)
    async def close(visit: Visit, person: str) -> HTTPResponse:
        found = await asked(person)
        if not await call(people.close, person):
            return await page(visit, 409, told=_LAST)
        await bench.note(visit.me.person.name, "compte fermé", found.name)
        return redirect("/personnes", status=303)


def _address(visit: Visit, invitation: str | None) -> str:
    request = visit.request
    return f"{request.scheme}://{request.host}/bienvenue/{invitation}"
