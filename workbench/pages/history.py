"""The history of the content: who changed what, when, and line by line."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from sanic.exceptions import NotFound
from sanic.response import HTTPResponse

from workbench.pages.doors import Doors, Visit
from workbench.pages.paging import place_of
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench

ON_A_PAGE = 50
# A change of one file after another can be very long.
MOST_LINES = 2_000


def add(doors: Doors, bench: Bench) -> None:
    """The list of the changes, and one of them."""

    @doors.get("/historique", needs=Role.reader)
    async def listed(visit: Visit) -> HTTPResponse:
        place, block = place_of(visit), visit.asked("bloc")
        found = await asyncio.to_thread(
            bench.editing.history.changes, ON_A_PAGE + 1, ON_A_PAGE * (place - 1), block or None
        )
        return bench.view.page(
            "history.html",
            visit,
            changes=[(one, one.when.timestamp()) for one in found[:ON_A_PAGE]],
            place=place,
            more=len(found) > ON_A_PAGE,
            block=block,
            query=urlencode({"bloc": block}) if block else "",
        )

    @doors.get("/historique/<change:str>", needs=Role.reader)
    async def shown(visit: Visit, change: str) -> HTTPResponse:
        found = await asyncio.to_thread(bench.editing.history.change, change)
        if found is None:
            raise NotFound(change)
        lines = [
            (_kind(line), line)
            for line in found.diff.splitlines()
            if not line.startswith(("diff ", "index ", "--- "))
        ]
        return bench.view.page(
            "change.html",
            visit,
            change=found,
            at=found.when.timestamp(),
            lines=lines[:MOST_LINES],
            more=len(lines) > MOST_LINES,
        )


def _kind(line: str) -> str:
    if line.startswith("+++"):
        return "file"
    return {"+": "ins", "-": "del", "@": "place"}.get(line[:1], "same")
