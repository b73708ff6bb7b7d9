"""A spreadsheet that somebody sent, read without trusting it: .xlsx, or CSV as Excel writes it."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from openpyxl import load_workbook

from workbench.errors import Refused
from workbench.spreadsheet.export import FORMULA
from workbench.spreadsheet.sheets import COLUMNS, LONGEST_CELL, MOST_ROWS, SheetRow, sheet_of

MOST_BYTES = 12 * 1024**2
MOST_UNZIPPED = 96 * 1024**2
MOST_MEMBERS = 200
# Sheets of text pack to a tenth; a bomb to a thousandth.
MOST_RATIO = 150
_PACKED = 64 * 1024
MOST_COLUMNS = 30
# A spreadsheet has no row after it.
LAST_ROW = 1_048_576
FORMULA_CELL = "\x00formule"

_OLE = b"\xd0\xcf\x11\xe0"
_UNREADABLE = "Ce fichier n'est pas un classeur .xlsx lisible."


def read(content: bytes) -> list[SheetRow]:
    """The rows of every sheet that is known, without those that are empty.

    Raises:
        Refused: the file cannot be read, is too large, or has no sheet that is known.
    """
    if len(content) > MOST_BYTES:
        raise Refused(f"Le fichier dépasse {MOST_BYTES // 1024**2} Mo.")
    if content.startswith(_OLE):
        raise Refused("Enregistrez le classeur au format .xlsx, sans mot de passe.")
    tables = _workbook(content) if content.startswith(b"PK") else _csv(content)
    known: set[str] = set()
    rows = [row for name, table in tables for row in _rows(name, table, known)]
    if not rows:
        names = ", ".join(COLUMNS)
        raise Refused(f"Aucune feuille connue avec ses colonnes : {names}. Partez d'un export.")
    return rows


def _rows(name: str, table: Iterable[Sequence[str]], known: set[str]) -> Iterator[SheetRow]:
    """The rows of a table, if its first row names the columns of a sheet.

    Args:
        known: the sheets that were found before; this one is added.
    """
    lines = iter(table)
    header = [cell.strip().lower() for cell in next(lines, ())]
    sheet = sheet_of(header)
    if sheet is None:
        return
    if sheet in known:
        # Two hundred of them would have two hundred times the rows.
        raise Refused(f"Deux feuilles ont les colonnes de « {sheet} » : n'en gardez qu'une.")
    known.add(sheet)
    most = MOST_ROWS[sheet]
    for number, line in enumerate(lines, start=2):
        empty = not any(line)
        if number > (LAST_ROW if empty else most + 1):
            many = f"{most:,}".replace(",", " ")
            raise Refused(f"La feuille « {name} » a plus de {many} lignes.")
        if empty:
            continue
        cells = {
            column: cell
            for column, cell in zip(header, line, strict=False)
            if column in COLUMNS[sheet]
        }
        if any(cells.values()):
            yield SheetRow(sheet, number, cells)


def _workbook(content: bytes) -> Iterator[tuple[str, Iterator[Sequence[str]]]]:
    _refuse_bombs(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        found = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except Exception as error:
        # Whatever is wrong inside, and openpyxl has no error of its own for it.
        raise Refused(_UNREADABLE) from error
    for sheet in found:
        yield sheet.title, _cells(sheet)


def _cells(sheet: Any) -> Iterator[Sequence[str]]:
    try:
        # What a sheet says of its own size is not believed.
        sheet.reset_dimensions()
        header = next(sheet.iter_rows(max_row=1, max_col=MOST_COLUMNS), ())
        width = max((n for n, cell in enumerate(header, 1) if cell.value is not None), default=1)
        for row in sheet.iter_rows(max_row=LAST_ROW, max_col=width):
            # A row far away is led up to by empty ones.
            empty = all(cell.value is None for cell in row)
            yield () if empty else [_said(cell) for cell in row]
    except Refused:
        raise
    except Exception as error:
        raise Refused(_UNREADABLE) from error


def _said(cell: Any) -> str:
    """What a cell says, as text; a formula says nothing that can be relied on."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return FORMULA_CELL
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _shortened(str(value))


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as zipped:
            members = zipped.infolist()
            size = sum(member.file_size for member in members)
            packed = any(
                member.file_size > _PACKED and member.file_size > MOST_RATIO * member.compress_size
                for member in members
            )
            if len(members) > MOST_MEMBERS or size > MOST_UNZIPPED or packed:
                raise Refused("Ce classeur est trop grand une fois décompressé.")
            for member in members:
                # Entities are of no use in a workbook but to blow up who reads them.
                if b"<!DOCTYPE" in zipped.read(member).replace(b"\0", b"").upper():
                    raise Refused(_UNREADABLE)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError):
        raise Refused(_UNREADABLE) from None
    except Exception as error:
        if isinstance(error, Refused):
            raise
        raise Refused(_UNREADABLE) from error


def _csv(content: bytes) -> Iterator[tuple[str, Iterator[Sequence[str]]]]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    for separator in (";", "\t", ","):
        header = next(iter(csv.reader([first], delimiter=separator)), [])
        if sheet_of(header) is not None:
            yield "CSV", _lines(text, separator)
            return


def _lines(text: str, separator: str) -> Iterator[Sequence[str]]:
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            yield [_shortened(_unquoted(cell)) for cell in line[:MOST_COLUMNS]]
    except csv.Error:
        raise Refused("Ce fichier CSV est abîmé : un guillemet n'est pas fermé.") from None


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _unquoted(cell: str) -> str:
    """A cell without the apostrophe that the export puts before what looks like a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _shortened(cell: str) -> str:
    return cell[: LONGEST_CELL + 1].strip(" ")
