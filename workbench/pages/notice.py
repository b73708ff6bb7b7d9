"""The operator's word to everybody: its text, from when to when, and taking it back."""

from __future__ import annotations

import asyncio
import datetime
from typing import TYPE_CHECKING

from sanic.response import HTTPResponse

from workbench.errors import Changed, Refused
from workbench.files.notice import LONGEST, Notice
from workbench.pages.content import done_of
from workbench.pages.doors import Doors, Visit
from workbench.pages.forms import FRESH, Form, refused_form
from workbench.pages.links import to
from workbench.pages.view import PLACE
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench

PATH = "/contenu/avis"
_FIELDS = ("debut", "fin")


def add(doors: Doors, bench: Bench) -> None:
    """The page of the notice."""
    editing = bench.editing

    async def page(visit: Visit, form: Form = FRESH) -> HTTPResponse:
        now = await asyncio.to_thread(editing.notice.read)
        return bench.view.page(
            "notice.html",
            visit,
            form.status,
            now=now,
            state=_state(now),
            name=editing.notice.name,
            longest=LONGEST,
            form=form,
            done=done_of(visit),
        )

    @doors.get(PATH, needs=Role.reader)
    async def shown(visit: Visit) -> HTTPResponse:
        return await page(visit)

    @doors.post(PATH, needs=Role.editor)
    async def write(visit: Visit) -> HTTPResponse:
        at = "texte"
        try:
            for at in _FIELDS:
                _moment(visit.field(at))
            at = "texte"
            start, end = (_moment(visit.field(name)) for name in _FIELDS)
            at = "fin" if end <= start else at
            notice = Notice(visit.field("texte"), start, end)
            seen = visit.field("version") or None
            await asyncio.to_thread(editing.notice.write, notice, seen, visit.author)
        except (Refused, Changed) as error:
            return await page(visit, refused_form(visit, at, error))
        return to(PATH, fait="avis")

    @doors.post(f"{PATH}/retrait", needs=Role.editor)
    async def remove(visit: Visit) -> HTTPResponse:
        try:
            await asyncio.to_thread(
                editing.notice.write, None, visit.field("version") or None, visit.author
            )
        except (Refused, Changed) as error:
            return await page(visit, Form("retrait", str(error)))
        return to(PATH, fait="avis_retire")


def _moment(typed: str) -> datetime.datetime:
    try:
        return datetime.datetime.strptime(typed, "%Y-%m-%dT%H:%M")
    except ValueError:
        raise Refused("Donnez un jour et une heure.") from None


def _state(notice: Notice | None) -> str:
    """If people see it, in French."""
    if notice is None:
        return ""
    now = datetime.datetime.now(PLACE).replace(tzinfo=None)
    if now < notice.start:
        return "pas encore affiché"
    return "affiché" if now < notice.end else "terminé"
