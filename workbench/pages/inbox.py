"""The inbox: what people wrote that was not understood, and what editors decide about it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import urlencode

from sanic.response import HTTPResponse, redirect

from storage.inbox import Band, Decided, Filters
from storage.intake import Why
from workbench.errors import Changed, Refused
from workbench.pages.cards import SHOWN, WHYS, Card, Titles, card_of
from workbench.pages.deciding import ABOUT_AN_INTENT, CHOSEN, GONE, Deciding, groups_of
from workbench.pages.doors import Doors, Visit
from workbench.pages.paging import place_of
from workbench.pages.rewording import address_of_answer
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench

ON_A_PAGE = 20
LONGEST_COMMENT = 1000
BANDS: dict[str, tuple[Band | None, str]] = {
    "a-traiter": ("treat", "À traiter"),
    "a-verifier": ("verify", "À vérifier"),
    "regle": (None, "Réglé"),
}
# What a list is narrowed by; kept from page to page.
KEPT = ("bande", "support", "page", "pourquoi", "a")
CHANNELS = {"web": "site", "app": "appli"}
DECIDED = {
    "intent": "devient un exemple",
    "created": "devient une nouvelle intention",
    "wording": "réponse à reformuler",
    "reworded": "réponse reformulée",
    "not_ours": "pas pour nous",
    "delete": "supprimé",
}


def add(doors: Doors, bench: Bench) -> None:
    """The inbox and its actions."""
    call, inbox = bench.database.call, bench.inbox
    deciding = Deciding(bench)

    async def titles() -> Titles:
        return Titles(await asyncio.to_thread(bench.editing.intents))

    async def page(visit: Visit, status: int = 200, told: str = "") -> HTTPResponse:
        named = visit.asked("bande") or visit.field("bande") or "a-traiter"
        band, _ = BANDS.get(named, BANDS["a-traiter"])
        known, place = await titles(), place_of(visit)
        cards: list[Card] = []
        decided: list[Decided] = []
        if band is not None:
            cards, more = await _cards(band, visit, known, place)
        else:
            found = await call(inbox.decisions, most=ON_A_PAGE + 1, skipped=ON_A_PAGE * (place - 1))
            decided, more = found[:ON_A_PAGE], len(found) > ON_A_PAGE
        stays = visit.asked("reste")
        done, sent = await _done(visit), visit.fields("groupe") if visit.field("quoi") else []
        return bench.view.page(
            "inbox.html",
            visit,
            status,
            told=told,
            # What was typed stays in the card that it was typed in, if that one is shown still.
            refused=next((card.value for card in cards if told and sent == [card.value]), ""),
            form={name: visit.field(name) for name in ("intention", "phrase")},
            band=named if named in BANDS else "a-traiter",
            bands=BANDS,
            counts=await call(inbox.counts),
            cards=cards,
            decided=decided,
            done=done,
            answer=await asyncio.to_thread(_answer, done),
            stays=known.of(stays) if stays in known else "",
            to_reword=len(await call(inbox.to_reword)),
            at_once=await deciding.settled_at_once([*done, *decided]),
            titles=known,
            whys=WHYS,
            channels=CHANNELS,
            said=DECIDED,
            pages=await call(inbox.pages),
            people=[one for one in await call(bench.people.all) if one.closed_at is None],
            place=place,
            more=more,
            kept={name: visit.asked(name) or visit.field(name) for name in KEPT},
            query=_query(visit),
        )

    async def _cards(
        band: Band, visit: Visit, known: Titles, place: int
    ) -> tuple[list[Card], bool]:
        groups = await call(
            inbox.groups,
            band,
            _filters(visit),
            most=ON_A_PAGE + 1,
            skipped=ON_A_PAGE * (place - 1),
        )
        members = [await call(inbox.members, one.alike, SHOWN) for one in groups[:ON_A_PAGE]]
        # Somebody else may have settled a group meanwhile.
        cards = [
            card_of(group, messages, known)
            for group, messages in zip(groups, members, strict=False)
            if messages
        ]
        return cards, len(groups) > ON_A_PAGE

    def _answer(done: list[Decided]) -> str:
        """Where the answer is changed that was just found to be rewritten."""
        intent = done[0].intent if done and done[0].kind == "wording" else None
        return address_of_answer(bench, intent) if intent else ""

    async def _done(visit: Visit) -> list[Decided]:
        names = [name for name in visit.asked("fait").split(",") if name][:ON_A_PAGE]
        found = [await call(inbox.decision, name) for name in names]
        return [one for one in found if one is not None]

    @doors.get("/boite", needs=Role.reader)
    async def listed(visit: Visit) -> HTTPResponse:
        return await page(visit)

    @doors.post("/boite/decision", needs=Role.editor)
    async def decide(visit: Visit) -> HTTPResponse:
        groups, kind = groups_of(visit.fields("groupe")), visit.field("quoi")
        if not groups:
            return await page(visit, 422, "Choisissez d'abord un ou plusieurs messages.")
        if kind not in CHOSEN:
            return await page(visit, 422, "Cette décision n'existe pas.")
        intent = (await titles()).picked(visit.field("intention"))
        if kind in ABOUT_AN_INTENT and intent is None:
            return await page(visit, 422, "Choisissez une intention de la liste.")
        try:
            made = await deciding.decide(visit, groups, kind, intent, visit.field("phrase"))
        except (Refused, Changed) as refused:
            return await page(visit, 422, str(refused))
        if not made:
            return await page(visit, 409, GONE)
        return back(visit, fait=",".join(made))

    @doors.post("/boite/annulation", needs=Role.editor)
    async def undo(visit: Visit) -> HTTPResponse:
        try:
            stay = await deciding.undo(visit, visit.fields("decision"))
        except Refused as refused:
            return await page(visit, 409, refused.reason)
        return back(visit, reste=stay[0] if stay else "")

    @doors.post("/boite/suivi", needs=Role.editor)
    async def follow(visit: Visit) -> HTTPResponse:
        comment = visit.field("commentaire")[:LONGEST_COMMENT] or None
        chosen = visit.field("personne")
        known = await call(bench.people.by_id, chosen) if chosen else None
        for alike, _ in groups_of(visit.fields("groupe")):
            await call(inbox.assign, alike, known.id if known else None)
            await call(inbox.comment, alike, comment)
        return back(visit)


def _filters(visit: Visit) -> Filters:
    def asked(name: str) -> str | None:
        return visit.asked(name) or visit.field(name) or None

    why: Any = asked("pourquoi")
    return Filters(
        channel=asked("support"),
        page=asked("page"),
        why=why if why in get_args(Why) else None,
        assigned_to=visit.me.person.id if asked("a") == "moi" else None,
    )


def _query(visit: Visit) -> str:
    """What the list is narrowed by, as it stands in an address."""
    chosen = {name: visit.asked(name) or visit.field(name) for name in KEPT}
    return urlencode({name: value for name, value in chosen.items() if value})


def back(visit: Visit, **told: str) -> HTTPResponse:
    """To the list that the form came from."""
    chosen = {name: visit.field(name) for name in KEPT}
    asked = {name: value for name, value in {**chosen, **told}.items() if value}
    return redirect(f"/boite?{urlencode(asked)}", status=303)
