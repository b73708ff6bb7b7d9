"""The addresses: seen, changed, and « checked today » by somebody who opened them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, redirect

from workbench.errors import Changed, Refused
from workbench.pages.content import done_of, to_intent
from workbench.pages.doors import Doors, Visit
from workbench.pages.forms import FRESH, Form, refused_form
from workbench.pages.view import today
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench

# The marks of the catalogue, in words.
CERTAINTIES = {
    "A": "vu dans une source récente",
    "B": "vu dans une source plus ancienne",
    "C": "à vérifier",
    "M": "de notoriété générale",
}


def add(doors: Doors, bench: Bench) -> None:
    """The list of the links, and the form of one."""
    editing = bench.editing

    async def listing(visit: Visit, form: Form = FRESH) -> HTTPResponse:
        content = await asyncio.to_thread(editing.workspace.content)
        # Those that nobody opened yet come first, then the oldest.
        rows = sorted(
            content.catalogue.links.items(),
            key=lambda one: (one[1].checked_on is not None, str(one[1].checked_on), one[0]),
        )
        return bench.view.page(
            "links.html",
            visit,
            form.status,
            rows=rows,
            certainties=CERTAINTIES,
            form=form,
            done=done_of(visit),
        )

    async def one(visit: Visit, name: str, form: Form = FRESH) -> HTTPResponse:
        content = await asyncio.to_thread(editing.workspace.content)
        link = content.catalogue.links.get(name)
        if link is None:
            raise NotFound(name)
        row = await asyncio.to_thread(editing.rows.read, "links", name)
        return bench.view.page(
            "link.html", visit, form.status, name=name, link=link, version=row.version, form=form
        )

    @doors.get("/contenu/liens", needs=Role.reader)
    async def listed(visit: Visit) -> HTTPResponse:
        return await listing(visit)

    @doors.post("/contenu/liens/verifies", needs=Role.editor)
    async def checked(visit: Visit) -> HTTPResponse:
        names, intent = visit.fields("lien"), visit.field("intention")
        try:
            if not names:
                raise Refused("Cochez d'abord un ou plusieurs liens.")
            await asyncio.to_thread(editing.rows.links_opened, names, today(), visit.author)
        except (Refused, Changed) as error:
            return await listing(visit, refused_form(visit, "lien", error))
        if intent:
            return to_intent(intent, fait="verifie")
        return to("/contenu/liens", fait="verifie")

    async def creation(visit: Visit, form: Form = FRESH) -> HTTPResponse:
        content = await asyncio.to_thread(editing.workspace.content)
        hosts = content.catalogue.hosts
        return bench.view.page("new_link.html", visit, form.status, form=form, hosts=hosts)

    @doors.get("/contenu/liens/nouveau", needs=Role.editor)
    async def new(visit: Visit) -> HTTPResponse:
        return await creation(visit)

    @doors.post("/contenu/liens/nouveau", needs=Role.editor)
    async def create(visit: Visit) -> HTTPResponse:
        href, label = visit.field("adresse"), visit.field("libelle")
        try:
            await asyncio.to_thread(editing.rows.add_link, href, label, visit.author)
        except (Refused, Changed) as error:
            at = "adresse" if ".href" in str(error) else "libelle"
            return await creation(visit, refused_form(visit, at, error))
        return to("/contenu/liens", fait="nouveau_lien")

    @doors.get("/contenu/lien/<name:str>", needs=Role.reader)
    async def form_of(visit: Visit, name: str) -> HTTPResponse:
        return await one(visit, name)

    @doors.post("/contenu/lien/<name:str>", needs=Role.editor)
    async def write(visit: Visit, name: str) -> HTTPResponse:
        values = {"href": visit.field("adresse"), "label": visit.field("libelle")}
        content = await asyncio.to_thread(editing.workspace.content)
        link = content.catalogue.links.get(name)
        if link is not None and link.href != values["href"]:
            # Nobody has opened the new address yet.
            values |= {"certainty": "C", "checked_on": None}  # type: ignore[dict-item]
        try:
            await asyncio.to_thread(
                editing.rows.write, ("links", name), values, visit.field("version"), visit.author
            )
        except (Refused, Changed) as error:
            at = "libelle" if values["label"] in str(error) else "adresse"
            return await one(visit, name, refused_form(visit, at, error))
        return to("/contenu/liens", fait="lien")


def to(path: str, **told: str) -> HTTPResponse:
    """To a page, with what it should say."""
    return redirect(f"{path}?{urlencode(told)}", status=303)
