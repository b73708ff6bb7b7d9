"""A new intent from a form: by itself, or from the messages of a group of the inbox."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from sanic.response import HTTPResponse

from workbench.errors import Changed, Refused
from workbench.files.intents import FEWEST_EXAMPLES, LONGEST_TITLE, NewIntent
from workbench.pages.content import to_intent
from workbench.pages.deciding import GONE, Deciding, groups_of
from workbench.pages.doors import Doors, Visit
from workbench.pages.forms import FRESH, Form, refused_form
from workbench.pages.inbox import KEPT, back
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench

# More messages of one group say nothing new.
MOST_MESSAGES = 50


def add(doors: Doors, bench: Bench) -> None:
    """The form of a new intent, and what it does."""
    editing, inbox, call = bench.editing, bench.inbox, bench.database.call
    deciding = Deciding(bench)

    async def page(visit: Visit, form: Form = FRESH) -> HTTPResponse:
        return bench.view.page(
            "new_intent.html",
            visit,
            form.status,
            form=form,
            kept=KEPT,
            families=await asyncio.to_thread(editing.families.families),
            destinations=await asyncio.to_thread(editing.destinations),
            fewest=FEWEST_EXAMPLES,
            longest=LONGEST_TITLE,
        )

    async def begun(visit: Visit, value: str) -> Form:
        """The form with the messages of a group, named by the newest that was seen.

        No word of a message stands in the address: it is kept by browsers.
        """
        last = int(value) if value.isascii() and value.isdigit() and len(value) < 18 else 0
        alike = await call(inbox.alike, last)
        if alike is None:
            return Form("phrases", GONE, newer=True)
        messages = await call(inbox.members, alike, MOST_MESSAGES)
        texts = (" ".join(one.text.split()) for one in messages if one.id <= last)
        typed = {name: visit.asked(name) for name in KEPT}
        typed |= {"groupe": f"{last}|{alike}", "phrases": "\n".join(dict.fromkeys(texts))}
        return Form(typed=typed)

    @doors.get("/contenu/nouvelle", needs=Role.editor)
    async def new(visit: Visit) -> HTTPResponse:
        message = visit.asked("message")
        return await page(visit, await begun(visit, message) if message else FRESH)

    @doors.post("/contenu/nouvelle", needs=Role.editor)
    async def create(visit: Visit) -> HTTPResponse:
        wanted = NewIntent(
            visit.field("famille"),
            visit.field("titre"),
            tuple(visit.field("phrases").splitlines()),
            visit.field("site"),
            visit.field("appli"),
            visit.field("rubrique"),
        )
        groups = groups_of(visit.fields("groupe"))
        try:
            if not groups:
                made = await asyncio.to_thread(editing.families.create, wanted, visit.author)
                return to_intent(made, fait="creation")
            decision = await deciding.create(visit, groups[0], wanted)
        except (Refused, Changed) as error:
            return await page(visit, refused_form(visit, _field_of(wanted, error), error))
        if decision is None:
            return await page(visit, _alone(visit))
        return back(visit, fait=decision)


def _alone(visit: Visit) -> Form:
    """What was typed, without the messages that somebody else settled meanwhile."""
    told = f"{GONE} L'intention n'est pas créée ; vous pouvez la créer quand même."
    sent = refused_form(visit, "phrases", Refused(told))
    typed = {name: value for name, value in sent.typed.items() if name != "groupe"}
    return replace(sent, typed=typed, newer=True)


def _field_of(wanted: NewIntent, error: Refused | Changed) -> str:
    """The field of the form that a reason is about."""
    said = str(error)
    if "titre" in said or "Il y a déjà une intention" in said:
        return "titre"
    for field, words_of_it in (
        ("famille", "La famille"),
        ("rubrique", "La rubrique"),
        ("phrases", "phrase"),
        ("phrases", "L'exemple"),
        ("phrases", "Un exemple"),
    ):
        if words_of_it in said:
            return field
    return "phrases" if any(one.strip() and one in said for one in wanted.examples) else "site"
