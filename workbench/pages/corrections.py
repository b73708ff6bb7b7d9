"""The sentences that the assistant answers right at once, whatever the model thinks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sanic.response import HTTPResponse

from workbench.errors import Changed, Refused
from workbench.pages.cards import Titles
from workbench.pages.doors import Doors, Visit
from workbench.pages.forms import FRESH, Form, refused_form
from workbench.pages.links import to
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench


def add(doors: Doors, bench: Bench) -> None:
    """The list of the corrections, a new one, and taking one back."""

    async def page(visit: Visit, form: Form = FRESH) -> HTTPResponse:
        found = await asyncio.to_thread(bench.models.corrections.all)
        return bench.view.page(
            "corrections.html",
            visit,
            form.status,
            form=form,
            # The newest first.
            corrections=list(reversed(found.items())),
            titles=Titles(await asyncio.to_thread(bench.editing.intents)),
        )

    @doors.get("/corrections", needs=Role.reader)
    async def listed(visit: Visit) -> HTTPResponse:
        return await page(visit)

    @doors.post("/corrections", needs=Role.editor)
    async def correct(visit: Visit) -> HTTPResponse:
        titles = Titles(await asyncio.to_thread(bench.editing.intents))
        intent = titles.picked(visit.field("intention"))
        at = "intention" if intent is None else "phrase"
        try:
            if intent is None:
                raise Refused("Choisissez une intention de la liste.")
            await asyncio.to_thread(
                bench.models.corrections.correct, visit.field("phrase"), intent, visit.author
            )
        except (Refused, Changed) as error:
            return await page(visit, refused_form(visit, at, error))
        await bench.note(visit.me.person.name, "correction immédiate", intent)
        return to("/corrections")

    @doors.post("/corrections/retrait", needs=Role.editor)
    async def take_back(visit: Visit) -> HTTPResponse:
        await asyncio.to_thread(bench.models.corrections.take_back, visit.field("phrase"))
        await bench.note(visit.me.person.name, "correction retirée")
        return to("/corrections")
