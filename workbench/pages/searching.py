"""Searching over all that an editor may change."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from sanic.response import HTTPResponse

from workbench.pages.cards import Titles
from workbench.pages.doors import Doors, Visit
from workbench.pages.parts import SUBJECTS
from workbench.people.roles import Role
from workbench.search import KINDS, LIMIT, Hit, Kind

if TYPE_CHECKING:
    from workbench.app import Bench

LONGEST = 200
HEADS: Mapping[Kind, str] = {
    "intention": "Intentions",
    "exemple": "Phrases d'exemple",
    "réponse": "Réponses",
    "lien": "Liens",
    "sujet": "Sujets et glossaire",
    "historique": "Historique",
}


def add(doors: Doors, bench: Bench) -> None:
    """The page of the search."""

    @doors.get("/recherche", needs=Role.reader)
    async def found(visit: Visit) -> HTTPResponse:
        asked = visit.asked("q").strip()[:LONGEST]
        kinds = [kind for kind in KINDS if kind == visit.asked("sur")] or list(KINDS)
        hits = await asyncio.to_thread(bench.search.find, asked, kinds)
        titles = Titles(await asyncio.to_thread(bench.editing.intents))
        groups = [
            (HEADS[kind], [(hit, address(hit)) for hit in hits if hit.kind == kind])
            for kind in KINDS
        ]
        return bench.view.page(
            "search.html",
            visit,
            asked=asked,
            on=visit.asked("sur"),
            heads=HEADS,
            groups=[(head, rows) for head, rows in groups if rows],
            titles=titles,
            limit=LIMIT,
        )


def address(hit: Hit) -> str:
    """Where what was found can be changed."""
    if hit.kind == "intention":
        return f"/contenu/intention/{hit.owner}"
    if hit.kind == "exemple":
        return f"/contenu/intention/{hit.owner}?cherche={quote(hit.text)}"
    if hit.kind == "réponse":
        return f"/contenu/reponse/{hit.owner}"
    if hit.kind == "lien":
        return f"/contenu/lien/{hit.owner}"
    if hit.kind == "sujet":
        return SUBJECTS.address(*hit.owner.split("/"))
    return f"/historique/{hit.owner}"
