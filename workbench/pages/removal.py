"""Taking an intent away: what goes with it, or all that still needs it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sanic.response import HTTPResponse

from workbench.errors import Changed, Refused
from workbench.files.references import Reference
from workbench.pages.content import known_intent
from workbench.pages.doors import Doors, Visit
from workbench.pages.forms import FRESH, Form
from workbench.pages.links import to
from workbench.pages.parts import INTENTS, QUESTIONS, SUBJECTS, TOPICS, Part
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench

# Where an editor can change what needs an intent: the lists of these parts, and how many names
# lead to a row of each.
_CHANGED_HERE: dict[str, tuple[Part, int]] = {
    "intents": (INTENTS, 1),
    "clarifications": (QUESTIONS, 1),
    "subjects": (SUBJECTS, 2),
    "topics": (TOPICS, -1),
}


def add(doors: Doors, bench: Bench) -> None:
    """The page that asks, and what its button does."""
    editing = bench.editing

    async def page(visit: Visit, intent: str, form: Form = FRESH) -> HTTPResponse:
        titles = await known_intent(bench, intent)
        needed = await asyncio.to_thread(editing.families.needed_by, intent)
        return bench.view.page(
            "removal.html",
            visit,
            form.status,
            intent=intent,
            title=titles.of(intent),
            needed=[(one.why, address(one)) for one in needed],
            count=len(await asyncio.to_thread(bench.editing.examples.of, intent)),
            answers=await asyncio.to_thread(editing.families.own_answers, intent),
            form=form,
        )

    @doors.get("/contenu/intention/<intent:str>/retrait", needs=Role.editor)
    async def asked(visit: Visit, intent: str) -> HTTPResponse:
        return await page(visit, intent)

    @doors.post("/contenu/intention/<intent:str>/retrait", needs=Role.editor)
    async def remove(visit: Visit, intent: str) -> HTTPResponse:
        await known_intent(bench, intent)
        try:
            await asyncio.to_thread(editing.families.remove, intent, visit.author)
        except (Refused, Changed) as error:
            return await page(visit, intent, Form("retrait", str(error)))
        return to("/contenu", fait="intention_retiree")


def address(needed: Reference) -> str:
    """Where an editor can change what needs an intent; empty where only developers can."""
    part, depth = _CHANGED_HERE.get(str(needed.where[0]), (INTENTS, 0))
    names, field = tuple(map(str, needed.where[1 : depth + 1])), needed.where[depth + 1 :]
    return part.address(*names) if field in {(one.key,) for one in part.fields} else ""
