"""One answer: its texts by channel, and how people will read them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sanic.exceptions import NotFound
from sanic.response import HTTPResponse

from bot.content.responses import Variation
from workbench.errors import Changed, Refused
from workbench.files.answers import Answer
from workbench.pages.content import done_of, to_intent
from workbench.pages.doors import Doors, Visit
from workbench.pages.forms import FRESH, Form, refused_form
from workbench.pages.links import to
from workbench.pages.preview import preview
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench

SUPPORTS = {"": "partout", "web": "site seulement", "app": "appli seulement"}
MOST_TEXTS = 12


def add(doors: Doors, bench: Bench) -> None:
    """The page of an answer, its preview while one types, and writing it."""
    editing = bench.editing

    async def page(visit: Visit, name: str, form: Form = FRESH) -> HTTPResponse:
        try:
            now = await asyncio.to_thread(editing.answers.read, name)
        except Refused:
            raise NotFound(name) from None
        typed = typed_texts(visit) if form.at else now.variations
        intent = await asyncio.to_thread(_intent_of, bench, visit, name)
        content = await asyncio.to_thread(editing.workspace.content)
        return bench.view.page(
            "answer.html",
            visit,
            form.status,
            name=name,
            intent=intent,
            title=content.catalogue.intents[intent].title_on("web") if intent else "",
            now=now,
            texts=one_more(typed),
            supports=SUPPORTS,
            form=form,
            done=done_of(visit),
            previews=preview(content, intent, Answer(name, tuple(typed))),
        )

    @doors.get("/contenu/reponse/<name:str>", needs=Role.reader)
    async def shown(visit: Visit, name: str) -> HTTPResponse:
        return await page(visit, name)

    @doors.post("/contenu/reponse/<name:str>", needs=Role.editor)
    async def write(visit: Visit, name: str) -> HTTPResponse:
        try:
            await asyncio.to_thread(
                editing.answers.write,
                name,
                typed_texts(visit),
                visit.field("version"),
                visit.author,
            )
        except (Refused, Changed) as error:
            return await page(visit, name, refused_form(visit, "texte", error))
        intent = await asyncio.to_thread(_intent_of, bench, visit, name)
        if intent:
            return to_intent(intent, fait="reponse")
        return to(f"/contenu/reponse/{name}", fait="reponse")

    @doors.post("/contenu/reponse/<name:str>/apercu", needs=Role.editor)
    async def look(visit: Visit, name: str) -> HTTPResponse:
        intent = await asyncio.to_thread(_intent_of, bench, visit, name)
        content = await asyncio.to_thread(editing.workspace.content)
        found = preview(content, intent, Answer(name, tuple(typed_texts(visit))))
        return bench.view.page("preview.html", visit, previews=found)


def typed_texts(visit: Visit) -> list[Variation]:
    """The texts of the form; those that are empty go."""
    found = []
    for number in range(MOST_TEXTS):
        text, channel = visit.field(f"texte-{number}"), visit.field(f"support-{number}")
        if text and channel in SUPPORTS:
            found.append(Variation("\n".join(text.splitlines()), channel or None))
    return found


def one_more(texts: Sequence[Variation]) -> list[Variation]:
    """Texts as a form shows them: with room for one more."""
    return [*texts, Variation("")][:MOST_TEXTS]


def _intent_of(bench: Bench, visit: Visit, name: str) -> str | None:
    """The intent that an answer is looked at for: the one of the address, else of its name."""
    known: Any = bench.editing.workspace.content().catalogue.intents
    asked = visit.asked("intention") or visit.field("intention")
    named = name.removeprefix("answer_").removesuffix("_with_subject")
    return next((one for one in (asked, named) if one in known), None)
