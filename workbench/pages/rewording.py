"""The answers that editors found to be rewritten, and saying that one is."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from sanic.response import HTTPResponse

from workbench.pages.cards import Titles
from workbench.pages.doors import Doors, Visit
from workbench.pages.links import to
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench

LISTED = "/boite/reponses"


def add(doors: Doors, bench: Bench) -> None:
    """The list, by intent, and its button."""
    call, inbox = bench.database.call, bench.inbox

    async def page(visit: Visit, status: int = 200, told: str = "") -> HTTPResponse:
        found = await call(inbox.to_reword)
        titles = Titles(await asyncio.to_thread(bench.editing.intents))
        addresses = [await asyncio.to_thread(address_of_answer, bench, one.intent) for one in found]
        done = visit.asked("fait")
        return bench.view.page(
            "rewording.html",
            visit,
            status,
            told=told,
            titles=titles,
            rows=list(zip(found, addresses, strict=True)),
            done=f"C'est noté pour « {titles.of(done)} »." if done in titles else "",
        )

    @doors.get(LISTED, needs=Role.reader)
    async def listed(visit: Visit) -> HTTPResponse:
        return await page(visit)

    @doors.post(LISTED, needs=Role.editor)
    async def rewritten(visit: Visit) -> HTTPResponse:
        intent, last = visit.field("intention"), 0.0
        with suppress(ValueError):
            last = float(visit.field("jusqu"))
        if not await call(inbox.reworded, intent, last):
            return await page(visit, 409, "Cette réponse n'est plus à reformuler.")
        await bench.note(visit.me.person.name, "réponse reformulée", intent)
        return to(LISTED, fait=intent)


def address_of_answer(bench: Bench, intent: str) -> str:
    """Where the answer of an intent is changed; nothing when there is no such intent any more.

    One that has no answer of its own is changed on its page.
    """
    if intent not in bench.editing.workspace.content().catalogue.intents:
        return ""
    for one in bench.editing.answers.of_intent(intent):
        return f"/contenu/reponse/{one.name}?intention={intent}"
    return f"/contenu/intention/{intent}"
