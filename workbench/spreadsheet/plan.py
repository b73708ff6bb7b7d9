"""What an imported spreadsheet would change: looked at first, then made in one change."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.content import sources
from bot.content.catalogue import FALLBACK
from bot.content.responses import Variation
from bot.content.spoken import text_faults
from workbench.author import Author
from workbench.errors import Changed, Refused
from workbench.files import lists
from workbench.files.answers import written
from workbench.files.checked import checked
from workbench.files.editing import Editing
from workbench.files.workspace import Draft, fold, version_of
from workbench.spreadsheet import sheets
from workbench.spreadsheet.reading import FORMULA_CELL
from workbench.spreadsheet.sheets import LONGEST_CELL, SheetRow

MOST_TOLD = 500
# Reading a sentence that is no example yet takes up to some milliseconds.
MOST_NEW = 10_000


@dataclass(frozen=True)
class Remark:
    """Something to know of a row of the spreadsheet, in French."""

    sheet: str
    row: int
    text: str

    def __str__(self) -> str:
        return f"{self.sheet}, ligne {self.row} : {self.text}"


@dataclass
class Plan:
    """What would change, and what stands against it; with an error nothing can be applied."""

    errors: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    added: dict[str, list[str]] = field(default_factory=dict)
    removed: set[tuple[str, str]] = field(default_factory=set)
    moved: int = 0
    # By where the value stands in the catalogue.
    rows: dict[tuple[str, ...], Any] = field(default_factory=dict)
    answers: dict[str, tuple[Variation, ...]] = field(default_factory=dict)
    # Examples of the intents in the sheet that are not in it; they go only when that is asked.
    missing: set[tuple[str, str]] = field(default_factory=set)

    @property
    def version(self) -> str:
        """Changes when what would be done does."""
        said = [self.added, sorted(self.removed), sorted(self.missing)]
        said += [sorted((str(where), str(one)) for where, one in self.rows.items())]
        said += [sorted((name, str(one)) for name, one in self.answers.items())]
        return version_of(json.dumps(said, ensure_ascii=False, default=str))

    @property
    def is_empty(self) -> bool:
        """If the spreadsheet says what the files say."""
        return not (self.added or self.removed or self.rows or self.answers or self.missing)

    def summary(self, remove: bool = True) -> list[str]:
        """What would change, in French; with `remove` also what is missing in the file."""
        added = sum(map(len, self.added.values())) - self.moved
        told = (
            (added, "phrases ajoutées"),
            (self.moved, "phrases déplacées vers une autre intention"),
            (len(self.missing) if remove else 0, "phrases absentes du fichier"),
            (len(self.rows), "lignes du catalogue changées"),
            (len(self.answers), "réponses changées"),
        )
        return [f"{what} : {count}" for count, what in told if count]


def planned(editing: Editing, rows: Sequence[SheetRow]) -> Plan:
    """What these rows would change; nothing is written."""
    plan = Plan()
    usable = [row for row in rows if _is_usable(row, plan)]
    for sheet, read in _READERS.items():
        read(editing, [row for row in usable if row.sheet == sheet], plan)
    if not plan.errors and not plan.is_empty:
        draft = Draft(editing.workspace.project)
        try:
            _fill(editing, plan, False, draft)
        except Refused as error:
            plan.errors.append(Remark("Classeur", 1, error.reason))
    return plan


def apply(
    editing: Editing, rows: Sequence[SheetRow], seen: str, author: Author, remove: bool = False
) -> Plan:
    """Make what the rows say, as one change.

    Args:
        seen: the version of the plan that the author looked at.
        remove: also take away the examples that are missing in the spreadsheet.

    Raises:
        Refused: there are errors; nothing is written.
        Changed: the content is not what it was when the plan was made.
    """
    plan = planned(editing, rows)
    if plan.errors:
        raise Refused("\n".join(map(str, plan.errors[:MOST_TOLD])))

    def edit(draft: Draft) -> None:
        now = planned(editing, rows)
        if now.version != seen:
            raise Changed("classeur", None, "\n".join(now.summary()), now.version)
        _fill(editing, now, remove, draft)

    blocks = [f"exemples/{intent}" for intent in plan.added]
    blocks += [f"réponses/{name}" for name in plan.answers]
    what = "Classeur importé : " + " ; ".join(plan.summary(remove))
    editing.workspace.change(author, what, blocks, edit)
    return plan


def _fill(editing: Editing, plan: Plan, remove: bool, draft: Draft) -> None:
    gone = plan.removed | (plan.missing if remove else set())
    editing.examples.plan(draft, added=plan.added, removed=gone)
    for where, value in plan.rows.items():
        draft.set(sources.CATALOGUE, where, value)
    for name, variations in plan.answers.items():
        draft.set(sources.DOMAIN, ("responses", name), written(variations))
    if plan.rows or plan.answers:
        words = [
            str(value) for where, value in plan.rows.items() if where[-1] in ("title", "label")
        ]
        checked(editing.workspace, draft, responses=plan.answers, words=words)


def _is_usable(row: SheetRow, plan: Plan) -> bool:
    for column, cell in row.cells.items():
        if cell == FORMULA_CELL:
            why = f"la colonne « {column} » contient une formule : écrivez le texte"
        elif len(cell) > LONGEST_CELL:
            why = f"la colonne « {column} » dépasse {LONGEST_CELL} caractères"
        else:
            continue
        plan.errors.append(Remark(row.sheet, row.number, why))
        return False
    return True


def _intents(editing: Editing, rows: Sequence[SheetRow], plan: Plan) -> None:
    known = editing.workspace.content().catalogue.intents
    for row in rows:
        name, title = row.cells.get(sheets.INTENT, ""), row.cells.get(sheets.TITLE, "")
        if name not in known or name == FALLBACK:
            why = f"l'intention « {name} » n'existe pas : créez-la d'abord dans l'atelier"
            plan.errors.append(Remark(row.sheet, row.number, why))
        elif not title:
            plan.errors.append(Remark(row.sheet, row.number, "il manque le titre"))
        elif title != known[name].title_on("web"):
            if isinstance(known[name].title, str):
                plan.rows["intents", name, "title"] = title
            else:
                plan.rows["intents", name, "title", "web"] = title


def _examples(editing: Editing, rows: Sequence[SheetRow], plan: Plan) -> None:
    now = {folded: example for example, folded in editing.workspace.examples()}
    known = editing.examples.counts()
    seen: dict[str, SheetRow] = {}
    new = 0
    for row in rows:
        if new > MOST_NEW or len(plan.errors) >= MOST_TOLD:
            many = f"{MOST_NEW:,}".replace(",", " ")
            told = f"la lecture s'arrête ici : {MOST_TOLD} erreurs ou {many} phrases nouvelles"
            plan.errors.append(Remark(row.sheet, row.number, f"{told} au plus à la fois"))
            return
        intent = row.cells.get(sheets.INTENT, "")
        why = None if intent in known else f"l'intention « {intent} » n'existe pas"
        try:
            text = lists.clean(row.cells.get(sheets.SENTENCE, ""))
        except Refused as error:
            plan.errors.append(Remark(row.sheet, row.number, error.reason))
            continue
        folded = fold(text)
        there, twin = now.get(folded), seen.setdefault(folded, row)
        if why is None and twin is not row:
            other = twin.cells[sheets.INTENT]
            if other != intent:
                why = f"« {text} » est aussi sous « {other} », ligne {twin.number}"
            else:
                told = f"« {text} » est déjà à la ligne {twin.number}"
                plan.warnings.append(Remark(row.sheet, row.number, told))
                continue
        if why is None and (there is None or there.text != text):
            new += 1
            why = next(editing.examples.faults(text), None)
        if why is not None:
            plan.errors.append(Remark(row.sheet, row.number, why))
        elif there is None or there.intent != intent or there.text != text:
            plan.added.setdefault(intent, []).append(text)
            if there is not None:
                plan.removed.add((there.intent, there.text))
                plan.moved += 1
            if there is not None and there.intent != intent:
                told = f"« {text} » passe de « {there.intent} » à « {intent} »"
                plan.warnings.append(Remark(row.sheet, row.number, told))
    touched = {row.cells.get(sheets.INTENT) for row in rows}
    plan.missing = {
        (one.intent, one.text)
        for folded, one in now.items()
        if one.intent in touched and folded not in seen
    }


def _answers(editing: Editing, rows: Sequence[SheetRow], plan: Plan) -> None:
    now = editing.workspace.content().responses
    found: dict[str, list[Variation]] = {}
    faulty: set[str] = set()
    for row in rows:
        name, channel = row.cells.get(sheets.ANSWER, ""), row.cells.get(sheets.CHANNEL, "").lower()
        text = row.cells.get(sheets.TEXT, "").replace("\r\n", "\n").strip()
        faults = list(text_faults(name, text))
        if name not in now:
            faults = [f"la réponse « {name} » n'existe pas"]
        elif channel not in sheets.CHANNELS:
            known = ", ".join(sheets.CHANNELS)
            faults.append(f"le support « {channel} » n'existe pas : {known}")
        for fault in faults:
            plan.errors.append(Remark(row.sheet, row.number, fault))
            faulty.add(name)
        if not faults:
            found.setdefault(name, []).append(Variation(text, sheets.CHANNELS[channel]))
    for name, variations in found.items():
        if name not in faulty and sorted(map(str, variations)) != sorted(map(str, now[name])):
            plan.answers[name] = tuple(variations)


def _links(editing: Editing, rows: Sequence[SheetRow], plan: Plan) -> None:
    now = editing.workspace.content().catalogue.links
    today = datetime.date.today()
    for row in rows:
        name = row.cells.get(sheets.LINK, "")
        if name not in now:
            plan.errors.append(Remark(row.sheet, row.number, f"le lien « {name} » n'existe pas"))
            continue
        link = now[name]
        for column, key, before in (
            (sheets.LABEL, "label", link.label),
            (sheets.ADDRESS, "href", link.href),
            (sheets.CERTAINTY, "certainty", link.certainty),
        ):
            value = row.cells.get(column, "")
            if not value:
                plan.errors.append(Remark(row.sheet, row.number, f"il manque « {column} »"))
            elif value != before:
                plan.rows["links", name, key] = value
        said = row.cells.get(sheets.CHECKED, "")
        date = _date(said)
        if said and (date is None or date > today):
            why = f"« {said} » n'est pas une date passée : JJ/MM/AAAA"
            plan.errors.append(Remark(row.sheet, row.number, why))
        elif date is not None and date != link.checked_on:
            plan.rows["links", name, "checked_on"] = date


def _glossary(editing: Editing, rows: Sequence[SheetRow], plan: Plan) -> None:
    now = {term.name: term for term in editing.terms.all()}
    for row in rows:
        name, label = row.cells.get(sheets.TERM, ""), row.cells.get(sheets.LABEL, "")
        meaning = row.cells.get(sheets.MEANING, "")
        if name not in now:
            why = f"le mot « {name} » n'est pas au glossaire : ajoutez-le d'abord dans l'atelier"
            plan.errors.append(Remark(row.sheet, row.number, why))
            continue
        term = now[name]
        if label and label != term.label:
            plan.rows["subjects", "terme", name, "label"] = label
        others = [one for one in term.meaning if one.channel is not None]
        before = next((one.text for one in term.meaning if one.channel is None), "")
        if meaning and meaning != before:
            for fault in text_faults(term.answer, meaning):
                plan.errors.append(Remark(row.sheet, row.number, fault))
            plan.answers[term.answer] = (*others, Variation(meaning))
        forms = [form.strip() for form in row.cells.get(sheets.FORMS, "").split("|")]
        if [form for form in forms if form] != list(term.forms):
            told = "les écritures se changent dans l'atelier, pas ici"
            plan.warnings.append(Remark(row.sheet, row.number, told))


def _date(said: str) -> datetime.date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.datetime.strptime(said, form).date()
        except ValueError:
            continue
    return None


_READERS = {
    sheets.INTENTS: _intents,
    sheets.EXAMPLES: _examples,
    sheets.ANSWERS: _answers,
    sheets.LINKS: _links,
    sheets.GLOSSARY: _glossary,
}
