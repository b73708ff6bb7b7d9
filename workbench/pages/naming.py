"""The words that name a subject: all of them on its page, a few from the page of an example."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sanic.exceptions import NotFound
from sanic.response import HTTPResponse

from workbench.errors import Changed, Refused
from workbench.pages.content import intent_page, known_intent, to_intent
from workbench.pages.doors import Doors, Visit
from workbench.pages.forms import Form, refused_form
from workbench.pages.links import to
from workbench.pages.parts import SUBJECTS
from workbench.pages.picks import subject_picks
from workbench.pages.rows import row_page
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench


def add(doors: Doors, bench: Bench) -> None:
    """What the form of a subject's words does, and the one beside an example."""

    @doors.post(f"{SUBJECTS.path}/formes", needs=Role.editor)
    async def write(visit: Visit, kind: str, name: str) -> HTTPResponse:
        if await asyncio.to_thread(bench.editing.forms.of, kind, name) is None:
            raise NotFound(name)
        typed = [line for line in visit.field("formes").splitlines() if line.strip()]
        seen = visit.field("version")
        try:
            await asyncio.to_thread(
                bench.editing.forms.write, kind, name, typed, seen, visit.author
            )
        except (Refused, Changed) as error:
            refused = refused_form(visit, "formes", error)
            return await row_page(bench, visit, SUBJECTS, (kind, name), naming=refused)
        return to(SUBJECTS.address(kind, name), fait="formes")

    @doors.post("/contenu/intention/<intent:str>/nomment", needs=Role.editor)
    async def more(visit: Visit, intent: str) -> HTTPResponse:
        await known_intent(bench, intent)

        async def refused(at: str, error: Refused) -> HTTPResponse:
            form: Form = refused_form(visit, at, error)
            return await intent_page(bench, visit, intent, form)

        known = await asyncio.to_thread(bench.editing.forms.subjects)
        name = subject_picks(known).picked(visit.field("sujet"))
        kind = next((kind for kind, one in known if one == name), None)
        if name is None or kind is None:
            return await refused("sujet", Refused("Choisissez un sujet dans la liste."))
        try:
            await asyncio.to_thread(
                bench.editing.forms.add, kind, name, visit.field("mots"), visit.author
            )
        except Refused as error:
            return await refused("mots", error)
        return to_intent(intent, fait="nomment", cherche=visit.asked("cherche"))
