"""Real messages that editors settled as an intent: what measures a draft, seen and deleted."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sanic.response import HTTPResponse

from bot.evaluation import Case
from workbench.files.workspace import fold
from workbench.pages.cards import Titles
from workbench.pages.doors import Doors, Visit
from workbench.pages.links import to
from workbench.pages.paging import place_of
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench

ADDRESS = "/modeles/messages"
MOST = 2_000
# Of fewer, a model that reads one message better or worse says nothing.
FEWEST = 50
ON_A_PAGE = 50
CHANNELS = {"web": "site", "app": "appli"}


def add(doors: Doors, bench: Bench) -> None:
    """The list of the messages, and deleting one."""
    call, messages = bench.database.call, bench.settled

    @doors.get(ADDRESS, needs=Role.reader)
    async def listed(visit: Visit) -> HTTPResponse:
        place = place_of(visit)
        found = await call(messages.all, most=ON_A_PAGE + 1, skipped=ON_A_PAGE * (place - 1))
        return bench.view.page(
            "settled.html",
            visit,
            messages=found[:ON_A_PAGE],
            more=len(found) > ON_A_PAGE,
            place=place,
            measuring=len(await _cases(bench)),
            fewest=FEWEST,
            channels=CHANNELS,
            titles=Titles(await asyncio.to_thread(bench.editing.intents)),
        )

    @doors.post(f"{ADDRESS}/suppression", needs=Role.editor)
    async def delete(visit: Visit) -> HTTPResponse:
        asked = visit.field("message")
        # Longer is no number of a row.
        is_number = asked.isascii() and asked.isdigit() and len(asked) < 10
        # Somebody else may have deleted it meanwhile: then there is nothing to write down.
        if is_number and await call(messages.delete, int(asked)):
            await bench.note(visit.me.person.name, "message réel : supprimé")
        return to(ADDRESS)


async def measuring(bench: Bench) -> list[Case]:
    """The messages to measure a draft with; none while there are too few to tell anything."""
    found = await _cases(bench)
    return found if len(found) >= FEWEST else []


async def _cases(bench: Bench) -> list[Case]:
    """Each text once, less those that are examples by now, and intents that are gone.

    What the next model learns word for word would measure nothing.
    """
    kept = await bench.database.call(bench.settled.all, most=MOST)
    taught = await asyncio.to_thread(
        lambda: {folded for _, folded in bench.editing.workspace.examples()}
    )
    known = {one.id for one in await asyncio.to_thread(bench.editing.intents)}
    # Of a text that was settled twice, the last decision holds.
    found = {
        fold(one.text): Case(one.text, one.intent, frozenset({one.intent}))
        for one in reversed(kept)
        if one.intent in known and fold(one.text) not in taught
    }
    return list(found.values())
