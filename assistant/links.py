"""The form of the links: what a person opens before a release, and the dates they give back.

The form is a table that a spreadsheet in French opens: semicolons, UTF-8 with its mark.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.representer import RoundTripRepresenter

from bot.content import Content, sources
from bot.content.catalogue import CHANNELS, Catalogue
from bot.content.faults import ContentError, Fault

NAME, CHECKED = "identifiant", "vérifié le"
COLUMNS = (NAME, "libellé", "adresse", "certitude", "utilisé dans", "vérifié avant", CHECKED)
SEPARATOR = ";"

_DATE = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)|(?P<d>\d\d?)/(?P<m>\d\d?)/(?P<y>\d{4})"
)
_CHANNEL = {"web": "site", "app": "appli"}


class _Own(RoundTripRepresenter):
    """Empty values stay empty: Rasa changes how the library's own class writes them."""


_Own.add_representer(type(None), RoundTripRepresenter.represent_none)


def form(catalogue: Catalogue) -> bytes:
    """The table of the links, the least certain first; the date to fill in is empty."""
    used = _uses(catalogue)
    table = io.StringIO(newline="")
    writer = csv.writer(table, delimiter=SEPARATOR)
    writer.writerow(COLUMNS)
    for name, link in sorted(
        catalogue.links.items(), key=lambda item: item[1].certainty, reverse=True
    ):
        before = link.checked_on.isoformat() if link.checked_on else ""
        places = ", ".join(used[name])
        writer.writerow([name, link.label, link.href, link.certainty, places, before, ""])
    return table.getvalue().encode("utf-8-sig")


def apply(filled: Path, today: datetime.date, project: Path = sources.PROJECT) -> int:
    """Write the dates of a filled form into the catalogue; how many there were.

    Args:
        filled: the form as a spreadsheet saves it, in UTF-8 or in Windows' own encoding.
        today: no date may come after it.

    Raises:
        ContentError: a line of the form does not hold; nothing is written then.
        OSError: the form cannot be read.
    """
    known = Content.from_files(project).catalogue.links
    found: list[tuple[str, datetime.date]] = []
    faults: list[Fault] = []
    for line, row in _rows(filled):
        name, written = (row.get(NAME) or "").strip(), (row.get(CHECKED) or "").strip()
        date = _date(written)
        if not name and not written:
            continue
        if name not in known:
            faults.append(Fault(filled.name, line, f"le lien « {name} » n'existe pas"))
        elif written and date is None:
            what = f"« {written} » n'est pas une date : AAAA-MM-JJ ou JJ/MM/AAAA"
            faults.append(Fault(filled.name, line, what))
        elif date is not None and date > today:
            faults.append(Fault(filled.name, line, f"le {written} n'est pas encore passé"))
        elif date is not None:
            found.append((name, date))
    if faults:
        raise ContentError(faults)
    _write(project / sources.CATALOGUE, dict(found))
    return len(dict(found))


def _rows(filled: Path) -> Iterator[tuple[int, Mapping[str, str | None]]]:
    """The rows of a form, each with its line.

    Raises:
        ContentError: it has not the columns of a form.
    """
    content = filled.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=SEPARATOR)
    if not {NAME, CHECKED} <= {*(reader.fieldnames or ())}:
        what = f"il faut les colonnes « {NAME} » et « {CHECKED} », séparées par « {SEPARATOR} »"
        raise ContentError([Fault(filled.name, 1, what)])
    for row in reader:
        yield reader.line_num, row


def _date(written: str) -> datetime.date | None:
    match = _DATE.fullmatch(written)
    if match is None:
        return None
    year, month, day = (
        int(match[iso] or match[french])
        for iso, french in (("year", "y"), ("month", "m"), ("day", "d"))
    )
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _write(path: Path, dates: Mapping[str, datetime.date]) -> None:
    """Change these dates of the catalogue, and nothing else of the file."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000
    yaml.Representer = _Own
    yaml.indent(mapping=2, sequence=4, offset=2)
    catalogue = yaml.load(path.read_text(encoding="utf-8"))
    for name, date in dates.items():
        catalogue["links"][name]["checked_on"] = date
    written = io.StringIO()
    yaml.dump(catalogue, written)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_text(written.getvalue(), encoding="utf-8")
    unfinished.replace(path)


def _uses(catalogue: Catalogue) -> Mapping[str, list[str]]:
    """Where each link is shown, in words."""
    used: defaultdict[str, list[str]] = defaultdict(list)
    for name, destination in catalogue.destinations.items():
        for channel in CHANNELS:
            place = destination.place(channel)
            if place is not None and place.link is not None:
                used[place.link].append(f"rubrique {name} ({_CHANNEL[channel]})")
    for name, intent in catalogue.intents.items():
        for link in intent.links:
            used[link].append(f"intention {name}")
    for kind, rows in catalogue.subjects.items():
        for name, row in rows.items():
            for shown in dict.fromkeys((row.link, *row.links, row.phone)):
                if shown is not None:
                    used[shown].append(f"{kind} {name}")
    return used
