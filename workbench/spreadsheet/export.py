"""The content written as an .xlsx workbook, or one sheet of it as CSV for Excel in French."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from workbench.files.editing import Editing
from workbench.files.intents import FAMILIES
from workbench.spreadsheet import sheets
from workbench.spreadsheet.sheets import COLUMNS

SEPARATOR = ";"
# A spreadsheet takes what begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CHANNEL = {value: name for name, value in sheets.CHANNELS.items()}


def workbook(editing: Editing) -> bytes:
    """Everything, one sheet a kind, as .xlsx."""
    book = Workbook(write_only=True)
    for sheet, columns in COLUMNS.items():
        written = book.create_sheet(sheet)
        written.freeze_panes = "A2"
        for letter in "ABCDE"[: len(columns)]:
            written.column_dimensions[letter].width = 40
        written.append(list(columns))
        for row in rows(editing, sheet):
            written.append([_cell(written, value) for value in row])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def table(editing: Editing, sheet: str) -> bytes:
    """One sheet as CSV: semicolons and UTF-8 with its mark, as Excel in French opens it."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, delimiter=SEPARATOR)
    writer.writerow(COLUMNS[sheet])
    for row in rows(editing, sheet):
        # A leading apostrophe, which the import takes away: Excel shows a text.
        writer.writerow([f"'{cell}" if _is_formula(cell) else cell for cell in row])
    return made.getvalue().encode("utf-8-sig")


def rows(editing: Editing, sheet: str) -> Iterable[Sequence[Any]]:
    """The rows of a sheet, in the order of the files."""
    return _MAKERS[sheet](editing)


def _intents(editing: Editing) -> Iterator[Sequence[Any]]:
    for one in editing.intents():
        yield one.id, one.title, FAMILIES.get(one.family, one.family), one.count


def _examples(editing: Editing) -> Iterator[Sequence[Any]]:
    for example, _ in editing.workspace.examples():
        yield example.intent, example.text


def _answers(editing: Editing) -> Iterator[Sequence[Any]]:
    for name, variations in editing.workspace.content().responses.items():
        for variation in variations:
            yield name, _CHANNEL.get(variation.channel, ""), variation.text


def _links(editing: Editing) -> Iterator[Sequence[Any]]:
    for name, link in editing.workspace.content().catalogue.links.items():
        checked = link.checked_on.isoformat() if link.checked_on else ""
        yield name, link.label, link.href, link.certainty, checked


def _glossary(editing: Editing) -> Iterator[Sequence[Any]]:
    for term in editing.terms.all():
        meaning = next((one.text for one in term.meaning if one.channel is None), "")
        yield term.name, term.label, meaning, " | ".join(term.forms)


_MAKERS = {
    sheets.INTENTS: _intents,
    sheets.EXAMPLES: _examples,
    sheets.ANSWERS: _answers,
    sheets.LINKS: _links,
    sheets.GLOSSARY: _glossary,
}


def _is_formula(cell: Any) -> bool:
    return isinstance(cell, str) and cell.startswith(FORMULA)


def _cell(sheet: Any, value: Any) -> Any:
    """A cell; what begins like a formula is a text, and stays one when it is saved again."""
    if not _is_formula(value):
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
