"""Which sheets a workbook has, which columns each, and how many rows are read at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

INTENTS, EXAMPLES, ANSWERS, LINKS = "Intentions", "Exemples", "Réponses", "Liens"
GLOSSARY = "Glossaire"

INTENT, TITLE, FAMILY, COUNT = "intention", "titre", "famille", "exemples"
SENTENCE = "phrase"
ANSWER, CHANNEL, TEXT = "réponse", "support", "texte"
LINK, LABEL, ADDRESS, CERTAINTY, CHECKED = (
    *("identifiant", "libellé", "adresse", "certitude", "vérifié le"),
)
TERM, MEANING, FORMS = "mot", "définition", "écritures"

COLUMNS: Mapping[str, tuple[str, ...]] = {
    INTENTS: (INTENT, TITLE, FAMILY, COUNT),
    EXAMPLES: (INTENT, SENTENCE),
    ANSWERS: (ANSWER, CHANNEL, TEXT),
    LINKS: (LINK, LABEL, ADDRESS, CERTAINTY, CHECKED),
    GLOSSARY: (TERM, LABEL, MEANING, FORMS),
}
# Columns that are for reading only: what is typed there changes nothing.
READ_ONLY = frozenset({FAMILY, COUNT})
CHANNELS: Mapping[str, str | None] = {"partout": None, "site": "web", "appli": "app"}
# What goes out must come in again: twice the examples there are, many times the rest.
MOST_ROWS: Mapping[str, int] = {**dict.fromkeys(COLUMNS, 10_000), EXAMPLES: 150_000}
LONGEST_CELL = 5_000


class SheetRow(NamedTuple):
    """A row of a sheet: where it stands, as the spreadsheet counts, and its cells by column."""

    sheet: str
    number: int
    cells: Mapping[str, str]


def sheet_of(header: Sequence[str]) -> str | None:
    """The sheet that has these columns, whatever their order, or None."""
    named = {cell.strip().lower() for cell in header}
    fitting = [sheet for sheet, columns in COLUMNS.items() if {*columns} - READ_ONLY <= named]
    return fitting[0] if fitting else None
