"""The examples of an intent: added, changed, moved to another intent, taken away."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sanic.response import HTTPResponse

from workbench.errors import Changed, Refused
from workbench.pages.content import intent_page, known_intent, to_intent
from workbench.pages.doors import Doors, Visit
from workbench.pages.forms import refused_form
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench


def add(doors: Doors, bench: Bench) -> None:
    """What the forms beside the examples do."""
    editing = bench.editing

    @doors.post("/contenu/intention/<intent:str>/ajout", needs=Role.editor)
    async def more(visit: Visit, intent: str) -> HTTPResponse:
        await known_intent(bench, intent)
        texts = [line for line in visit.field("phrases").splitlines() if line.strip()]
        try:
            if not texts:
                raise Refused("Écrivez au moins une phrase.")
            await asyncio.to_thread(editing.examples.add, intent, texts, visit.author)
        except (Refused, Changed) as error:
            return await intent_page(bench, visit, intent, refused_form(visit, "phrases", error))
        if len(texts) > 1:
            return to_intent(intent, fait="ajouts")
        return to_intent(intent, fait="ajout", phrase=texts[0])

    @doors.post("/contenu/intention/<intent:str>/phrase", needs=Role.editor)
    async def change(visit: Visit, intent: str) -> HTTPResponse:
        await known_intent(bench, intent)
        old, new = visit.field("ancienne"), visit.field("phrase")
        try:
            await asyncio.to_thread(editing.examples.edit, intent, old, new, visit.author)
        except (Refused, Changed) as error:
            return await intent_page(bench, visit, intent, refused_form(visit, "phrase", error))
        return to_intent(intent, fait="changement", cherche=visit.asked("cherche"))

    @doors.post("/contenu/intention/<intent:str>/lot", needs=Role.editor)
    async def several(visit: Visit, intent: str) -> HTTPResponse:
        titles = await known_intent(bench, intent)
        texts, act = visit.fields("phrase"), visit.field("quoi")
        target = titles.picked(visit.field("vers"))
        try:
            if not texts:
                raise Refused("Cochez d'abord une ou plusieurs phrases.")
            if act == "deplacer" and target is None:
                raise Refused("Choisissez l'intention qui reçoit ces phrases.")
            if act == "deplacer":
                await asyncio.to_thread(
                    editing.examples.move, intent, target or "", texts, visit.author
                )
            else:
                await asyncio.to_thread(editing.examples.remove, intent, texts, visit.author)
        except (Refused, Changed) as error:
            return await intent_page(bench, visit, intent, refused_form(visit, "lot", error))
        done = "deplacement" if act == "deplacer" else "retrait"
        return to_intent(intent, fait=done, cherche=visit.asked("cherche"))
