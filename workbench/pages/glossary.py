"""The glossary: the Caf's words, what the assistant says of each, how people write them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sanic.exceptions import NotFound
from sanic.response import HTTPResponse

from workbench.errors import Changed, Refused
from workbench.files.answers import Answer
from workbench.files.terms import KIND, Term, name_of
from workbench.pages.answers import SUPPORTS, one_more, typed_texts
from workbench.pages.content import done_of
from workbench.pages.doors import Doors, Visit
from workbench.pages.forms import FRESH, Form, refused_form
from workbench.pages.links import to
from workbench.pages.parts import SUBJECTS
from workbench.pages.preview import preview
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench

HOME = "/contenu/glossaire"


def add(doors: Doors, bench: Bench) -> None:
    """The list of the words, the form of one, and taking one away."""
    editing = bench.editing

    async def page(visit: Visit, name: str, form: Form = FRESH) -> HTTPResponse:
        now = await asyncio.to_thread(_known, bench, name)
        meaning = typed_texts(visit) if form.typed else now.meaning
        content = await asyncio.to_thread(bench.editing.workspace.content)
        return bench.view.page(
            "term.html",
            visit,
            form.status,
            now=now,
            subject=SUBJECTS.address(KIND, name),
            texts=one_more(meaning),
            supports=SUPPORTS,
            previews=preview(content, None, Answer(now.answer, tuple(meaning))),
            form=form,
        )

    async def creation(visit: Visit, form: Form = FRESH) -> HTTPResponse:
        texts = one_more(typed_texts(visit) if form.typed else ())
        return bench.view.page(
            "new_term.html", visit, form.status, texts=texts, supports=SUPPORTS, form=form
        )

    @doors.get(HOME, needs=Role.reader)
    async def listed(visit: Visit) -> HTTPResponse:
        found = await asyncio.to_thread(editing.terms.all)
        found = sorted(found, key=lambda one: name_of(one.label))
        return bench.view.page("glossary.html", visit, terms=found, done=done_of(visit))

    @doors.get(f"{HOME}/nouveau", needs=Role.editor)
    async def new(visit: Visit) -> HTTPResponse:
        return await creation(visit)

    @doors.post(f"{HOME}/nouveau", needs=Role.editor)
    async def create(visit: Visit) -> HTTPResponse:
        name = name_of(visit.field("mot"))
        try:
            if name in {one.name for one in await asyncio.to_thread(editing.terms.all)}:
                raise Refused("Ce mot est déjà au glossaire.")
            await asyncio.to_thread(_write, bench, visit, name, None)
        except (Refused, Changed) as error:
            return await creation(visit, refused_form(visit, _field_of(visit, error), error))
        return to(HOME, fait="mot")

    @doors.get(f"{HOME}/mot/<name:str>", needs=Role.reader)
    async def shown(visit: Visit, name: str) -> HTTPResponse:
        return await page(visit, name)

    @doors.post(f"{HOME}/mot/<name:str>", needs=Role.editor)
    async def write(visit: Visit, name: str) -> HTTPResponse:
        await asyncio.to_thread(_known, bench, name)
        try:
            await asyncio.to_thread(_write, bench, visit, name, visit.field("version"))
        except (Refused, Changed) as error:
            return await page(visit, name, refused_form(visit, _field_of(visit, error), error))
        return to(HOME, fait="mot")

    @doors.post(f"{HOME}/mot/<name:str>/retrait", needs=Role.editor)
    async def remove(visit: Visit, name: str) -> HTTPResponse:
        now = await asyncio.to_thread(_known, bench, name)
        try:
            if visit.field("version") != now.version:
                raise Refused("Quelqu'un a changé ce mot entre-temps : relisez-le.")
            await asyncio.to_thread(editing.terms.remove, name, now.version, visit.author)
        except (Refused, Changed) as error:
            return await page(visit, name, Form("retrait", str(error)))
        return to(HOME, fait="mot_retire")


def _known(bench: Bench, name: str) -> Term:
    try:
        return bench.editing.terms.read(name)
    except Refused:
        raise NotFound(name) from None


def _write(bench: Bench, visit: Visit, name: str, seen: str | None) -> None:
    forms = [line for line in visit.field("formes").splitlines() if line.strip()]
    bench.editing.terms.write(
        name, visit.field("mot"), typed_texts(visit), forms, seen, visit.author
    )


def _field_of(visit: Visit, error: Refused | Changed) -> str:
    """The field of the form that a reason is about."""
    said = str(error)
    if "answer_" in said or isinstance(error, Changed):
        return "texte"
    return "mot" if "Ce mot" in said or f"« {visit.field('mot')} »" in said else "formes"
