"""The rows of the catalogue: where answers lead, places, subjects, words to be asked about."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sanic.exceptions import NotFound
from sanic.response import HTTPResponse

from bot.content import Content
from workbench.errors import Changed, Refused
from workbench.files.rows import Row
from workbench.pages.content import done_of, to_intent
from workbench.pages.doors import Doors, Visit
from workbench.pages.forms import FRESH, Form, refused_form
from workbench.pages.links import to
from workbench.pages.parts import (
    INTENTS,
    PARTS,
    SUBJECTS,
    Field,
    Part,
    Source,
    Typed,
    picks,
    written,
)
from workbench.pages.picks import Picks
from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.app import Bench

# Fields that wait for one more value.
MORE = 2
# The kinds of subjects, as the list calls them.
KINDS = {
    "prestation": "Aides",
    "organisme": "Organismes",
    "document": "Documents",
    "objet": "Affaires d'un autre organisme",
    "danger": "Dangers",
    "defunt": "Deuils",
    "terme": "Mots du glossaire",
    "langue": "Langues",
    "besoin": "Besoins",
}


def add(doors: Doors, bench: Bench) -> None:
    """The lists and the forms of the parts."""
    for part in PARTS:
        _add_form(doors, bench, part)
        if part.list_path is not None:
            _add_list(doors, bench, part, part.list_path)


def _add_list(doors: Doors, bench: Bench, part: Part, path: str) -> None:
    @doors.get(path, needs=Role.reader)
    async def listed(visit: Visit) -> HTTPResponse:
        content = await asyncio.to_thread(bench.editing.workspace.content)
        groups: dict[str, list[tuple[str, str]]] = {}
        for names, label in _rows(content, part):
            kind = KINDS.get(names[0], names[0]) if len(names) > 1 else ""
            groups.setdefault(kind, []).append((part.address(*names), label))
        return bench.view.page("rows.html", visit, part=part, groups=groups, done=done_of(visit))


def _add_form(doors: Doors, bench: Bench, part: Part) -> None:
    editing = bench.editing

    @doors.get(part.path, needs=Role.reader)
    async def shown(visit: Visit, **parts: str) -> HTTPResponse:
        return await row_page(bench, visit, part, part.names(parts))

    @doors.post(part.path, needs=Role.editor)
    async def write(visit: Visit, **parts: str) -> HTTPResponse:
        names = part.names(parts)
        row, content = await asyncio.to_thread(_read, bench, part, names)
        typed: Typed = {}
        try:
            typed = _typed(visit, part, picks(content))
            values = {
                key: value
                for key, value in part.values(typed).items()
                if value != row.value.get(key)
            }
            if values:
                await asyncio.to_thread(
                    editing.rows.write, row.where, values, visit.field("version"), visit.author
                )
        except NotInList as error:
            return await row_page(
                bench, visit, part, names, refused_form(visit, error.field.key, error)
            )
        except (Refused, Changed) as error:
            at = _field_of(part, typed, str(error))
            return await row_page(bench, visit, part, names, refused_form(visit, at, error))
        if part is INTENTS:
            return to_intent(names[0], fait="suite")
        return to(_back(part, names), fait="rubrique")


async def row_page(
    bench: Bench,
    visit: Visit,
    part: Part,
    names: tuple[str, ...],
    form: Form = FRESH,
    naming: Form = FRESH,
) -> HTTPResponse:
    """A row with its form; a subject that is recognised by its words, with these.

    Args:
        form: the row's, if it was refused.
        naming: the form of the words, if it was.

    Raises:
        NotFound: there is no such row.
    """
    row, content = await asyncio.to_thread(_read, bench, part, names)
    known = picks(content)
    kind_and_name = names if part is SUBJECTS else ("", "")
    return bench.view.page(
        "row.html",
        visit,
        max(form.status, naming.status),
        part=part,
        title=_title(content, part, names),
        back=_back(part, names),
        address=part.address(*names),
        block="/".join(row.where),
        fields=[_drawn(one, row, known, form) for one in part.fields],
        version=row.version,
        known=known,
        form=form,
        naming=naming,
        written=await asyncio.to_thread(bench.editing.forms.of, *kind_and_name),
        done=done_of(visit),
    )


class NotInList(Refused):
    """What was typed in a field is not in the list to pick from."""

    def __init__(self, field: Field, typed: str) -> None:
        super().__init__(f"« {typed} » n'est pas dans la liste.")
        self.field = field


def _read(bench: Bench, part: Part, names: tuple[str, ...]) -> tuple[Row, Content]:
    try:
        row = bench.editing.rows.read(part.name, *names)
    except Refused:
        raise NotFound("/".join(names)) from None
    return row, bench.editing.workspace.content()


def _rows(content: Content, part: Part) -> Iterator[tuple[tuple[str, ...], str]]:
    """The rows of a part: the names that lead to each, and what people call it."""
    catalogue = content.catalogue
    if part.name == "destinations":
        for name, destination in catalogue.destinations.items():
            yield (name,), destination.label_on("web")
    elif part.name == "subjects":
        for kind, rows in catalogue.subjects.items():
            for name, subject in rows.items():
                yield (kind, name), subject.label
    elif part.name == "clarifications":
        for name in catalogue.clarifications:
            yield (name,), name.replace("_", " ")
    else:
        for name, intent in catalogue.intents.items():
            yield (name,), intent.title_on("web")


def _title(content: Content, part: Part, names: tuple[str, ...]) -> str:
    return dict(_rows(content, part)).get(names, "") if names else ""


def _back(part: Part, names: tuple[str, ...]) -> str:
    """The page that leads here."""
    if part is INTENTS:
        return f"/contenu/intention/{names[0]}"
    return part.list_path or "/contenu"


def _typed(visit: Visit, part: Part, known: Mapping[Source, Picks]) -> Typed:
    """What a form says of each field, ids in the place of what was picked.

    Raises:
        NotInList: something is not in its list.
    """
    found: dict[str, list[str]] = {}
    for field in part.fields:
        texts = [text for text in _texts(visit, field) if text]
        if field.source is not None:
            for place, text in enumerate(texts):
                name = known[field.source].picked(text)
                if name is None:
                    raise NotInList(field, text)
                texts[place] = name
        found[field.key] = list(dict.fromkeys(texts))
    return found


def _texts(visit: Visit, field: Field) -> list[str]:
    if field.source is not None:
        return [visit.field(f"{field.key}-{place}") for place in range(field.most)]
    said = visit.field(field.key)
    return [said] if field.most == 1 else [line.strip() for line in said.splitlines()]


def _drawn(field: Field, row: Row, known: Mapping[Source, Picks], form: Form) -> dict[str, Any]:
    """A field as the page shows it: `texts` are those to change, `now` what is written."""
    now = written(row.value, field)
    if field.source is None:
        text = form.value(field.key, "\n".join(now))
        return {"field": field, "text": text, "texts": [], "now": now}
    choices = [known[field.source].choice(name) or name for name in now]
    names = [f"{field.key}-{place}" for place in range(field.most)]
    texts = [form.value(name) for name in names] if form.at else choices
    texts = [text for text in texts if text]
    return {
        "field": field,
        "text": "",
        "texts": [*texts, *[""] * MORE][: field.most],
        "now": choices,
    }


def _field_of(part: Part, typed: Typed, said: str) -> str:
    """The field that a reason is about: the one that it names, else the one whose words it says."""
    for field in part.fields:
        if f"{field.key} " in said or f"{field.key}." in said:
            return field.key
    for key, texts in typed.items():
        if any(f"« {text} »" in said for text in texts):
            return key
    return part.fields[0].key
