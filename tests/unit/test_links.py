"""The form of the links: out for a person, and back with dates."""

from __future__ import annotations

import csv
import datetime
import io
import shutil
from pathlib import Path

import pytest

from assistant import links
from bot.content import Content
from bot.content.faults import ContentError
from bot.content.sources import PROJECT

TODAY = datetime.date(2026, 6, 15)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "bot" / "data").mkdir(parents=True)
    for name in ("domain.yml", "config.yml", "bot/catalogue.yml", "bot/canaries.yml"):
        shutil.copy(PROJECT / name, tmp_path / name)
    return tmp_path


def shown(form: bytes) -> list[dict[str, str]]:
    """The rows of a form."""
    table = io.StringIO(form.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(table, delimiter=";"))


def filled(project: Path, dates: dict[str, str], encoding: str = "utf-8-sig") -> Path:
    """The form with these dates written in."""
    rows = shown(links.form(Content.from_files(project).catalogue))
    for row in rows:
        row["vérifié le"] = dates.get(row["identifiant"], "")
    path = project / "liens.csv"
    with path.open("w", encoding=encoding, newline="", errors="replace") as file:
        writer = csv.DictWriter(file, links.COLUMNS, delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


def raw(project: Path, *lines: str) -> Path:
    path = project / "liens.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def checked(project: Path) -> dict[str, datetime.date | None]:
    rows = Content.from_files(project).catalogue.links
    return {name: row.checked_on for name, row in rows.items() if row.checked_on}


def test_the_form_has_every_link_the_least_certain_first(content: Content) -> None:
    written = links.form(content.catalogue)
    assert written.startswith(b"\xef\xbb\xbfidentifiant;")
    rows = shown(written)
    assert {row["identifiant"] for row in rows} == set(content.catalogue.links)
    assert {row["vérifié le"] for row in rows} == {""}
    certainties = [row["certitude"] for row in rows]
    assert certainties == sorted(certainties, reverse=True)
    by_name = {row["identifiant"]: row for row in rows}
    assert "rubrique mon_profil (site)" in by_name["mon_profil"]["utilisé dans"]
    assert "intention contacter_caf" in by_name["tel_3230"]["utilisé dans"]
    assert "organisme ameli" in by_name["tel_3646"]["utilisé dans"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252"])
def test_dates_come_back_and_nothing_else_of_the_file_changes(project: Path, encoding: str) -> None:
    path = project / "bot" / "catalogue.yml"
    before = path.read_text(encoding="utf-8").splitlines()
    form = filled(project, {"tel_15": "2026-03-05", "rsa": "7/4/2026"}, encoding)
    assert links.apply(form, TODAY, project) == 2
    assert checked(project) == {
        "tel_15": datetime.date(2026, 3, 5),
        "rsa": datetime.date(2026, 4, 7),
    }
    after = path.read_text(encoding="utf-8").splitlines()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert [new for _, new in changed] == [
        old.replace("checked_on: null}", "checked_on: 2026-03-05}")
        if old.startswith("  tel_15:")
        else "    checked_on: 2026-04-07"
        for old, _ in changed
    ]
    assert len(changed) == 2


def test_an_earlier_date_is_shown_beside_the_empty_column(project: Path) -> None:
    links.apply(filled(project, {"rsa": "2026-04-07"}), TODAY, project)
    rows = shown(links.form(Content.from_files(project).catalogue))
    [row] = [row for row in rows if row["identifiant"] == "rsa"]
    assert (row["vérifié avant"], row["vérifié le"]) == ("2026-04-07", "")


HEADER = "identifiant;vérifié le"
GOOD = "rsa;2026-04-07"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            (HEADER, GOOD, "tel_15;31/02/2026"),
            "liens.csv:3 : « 31/02/2026 » n'est pas une date : AAAA-MM-JJ ou JJ/MM/AAAA",
        ),
        (
            (HEADER, GOOD, "tel_15;hier"),
            "liens.csv:3 : « hier » n'est pas une date : AAAA-MM-JJ ou JJ/MM/AAAA",
        ),
        (
            (HEADER, "tel_15;16/06/2026", GOOD),
            "liens.csv:2 : le 16/06/2026 n'est pas encore passé",
        ),
        ((HEADER, "inconnu;2026-04-07", GOOD), "liens.csv:2 : le lien « inconnu » n'existe pas"),
        (
            ("identifiant,vérifié le", "rsa,2026-04-07"),
            "liens.csv:1 : il faut les colonnes « identifiant » et « vérifié le », "
            "séparées par « ; »",
        ),
    ],
)
def test_a_bad_line_is_told_and_nothing_is_written(
    project: Path, lines: tuple[str, ...], told: str
) -> None:
    before = (project / "bot" / "catalogue.yml").read_bytes()
    with pytest.raises(ContentError) as refused:
        links.apply(raw(project, *lines), TODAY, project)
    assert str(refused.value) == told
    assert (project / "bot" / "catalogue.yml").read_bytes() == before


def test_each_bad_line_is_told(project: Path) -> None:
    form = raw(project, HEADER, "inconnu;hier", "tel_15;demain", ";", "tel_17;")
    with pytest.raises(ContentError) as refused:
        links.apply(form, TODAY, project)
    assert [fault.line for fault in refused.value.faults] == [2, 3]
