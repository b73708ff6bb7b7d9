"""The journal: who did what, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sanic.response import HTTPResponse

from workbench.pages.doors import Doors, Visit
from workbench.pages.paging import place_of
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench

ON_A_PAGE = 50


def add(doors: Doors, bench: Bench) -> None:
    """The page of the audit."""

    @doors.get("/journal", needs=Role.administrator)
    async def listed(visit: Visit) -> HTTPResponse:
        place = place_of(visit)
        found = await bench.database.call(
            bench.people.acts, most=ON_A_PAGE + 1, skipped=ON_A_PAGE * (place - 1)
        )
        return bench.view.page(
            "audit.html", visit, acts=found[:ON_A_PAGE], place=place, more=len(found) > ON_A_PAGE
        )
