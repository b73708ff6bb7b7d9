"""The forms of the subjects: seen, added, removed; none that means two things."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content.sources import LOOKUPS
from tests.workbench.conftest import git
from workbench.author import Author
from workbench.errors import Changed, Refused
from workbench.files.editing import Editing
from workbench.files.forms import Written

Lines = Callable[[], list[str]]


def written(editing: Editing, kind: str, name: str) -> Written:
    found = editing.forms.of(kind, name)
    assert found is not None
    return found


def line_of(project: Path, kind: str, text: str) -> int:
    """The line of a lookup where a text stands as a form: after the values."""
    rows = (project / LOOKUPS / f"{kind}.yml").read_text(encoding="utf-8").splitlines()
    forms = rows.index(next(row for row in rows if row.startswith("- synonym:")))
    return rows.index(f"    - {text}", forms) + 1


@pytest.mark.parametrize("kind", ["prestation", "objet"])
def test_forms_come_and_go_and_all_else_stays(
    editing: Editing, camille: Author, changed_lines: Lines, kind: str
) -> None:
    name = next(name for of, name in editing.forms.subjects() if of == kind)
    editing.forms.add(kind, name, "les sousous de mémé", camille)
    assert changed_lines() == ["+    - les sousous de mémé"]
    now = written(editing, kind, name)
    assert now.forms[-1] == "les sousous de mémé"
    editing.forms.write(kind, name, now.forms[1:], now.version, camille)
    assert changed_lines() == [f"-    - {now.forms[0]}"]
    assert written(editing, kind, name).forms == now.forms[1:]
    told = editing.history.changes(2, block=f"subjects/{kind}/{name}")
    assert [one.author.name for one in told] == ["Camille Martin"] * 2


def test_a_subject_may_lose_all_its_forms_and_get_others(
    editing: Editing, project: Path, camille: Author
) -> None:
    now = written(editing, "objet", "passeport")
    editing.forms.write("objet", "passeport", [], now.version, camille)
    none = written(editing, "objet", "passeport")
    assert none.forms == ()
    editing.forms.write("objet", "passeport", ["Passeport"], none.version, camille)
    assert written(editing, "objet", "passeport").forms == ("Passeport",)
    text = (project / LOOKUPS / "objet.yml").read_text(encoding="utf-8")
    assert text.startswith("# Rasa ne garde qu'une valeur par écriture exacte")


def test_words_of_another_subject_are_refused_with_their_line(
    editing: Editing, project: Path, camille: Author
) -> None:
    line = line_of(project, "organisme", "ameli")
    # In the same lookup neither case nor accents make a difference.
    for typed in ("ameli", "AMÉLI"):
        with pytest.raises(Refused, match=rf"« {typed} » veut déjà dire .*organisme.yml, ligne "):
            editing.forms.add("organisme", "impots", typed, camille)
    # Another lookup has its own list: only the exact words would be lost.
    with pytest.raises(Refused, match=rf"organisme.yml, ligne {line}\).*changez ici une majuscule"):
        editing.forms.add("document", "rib", "ameli", camille)
    editing.forms.add("document", "rib", "Ameli RIB", camille)
    # So is the list of what is no subject.
    with pytest.raises(Refused, match=r"veut déjà dire « app » \(canal.yml"):
        editing.forms.add("document", "rib", "appli", camille)
    # The glossary's words are compared with all lookups too.
    term = editing.terms.read("indu")
    more = [*term.forms, "ameli"]
    with pytest.raises(Refused, match=r"organisme.yml, ligne "):
        editing.terms.write("indu", term.label, term.meaning, more, term.version, camille)


def test_words_that_say_nothing_or_too_much_are_refused(
    editing: Editing, project: Path, camille: Author
) -> None:
    before = git(project, "rev-parse", "HEAD")
    for said, why in (
        ("de la", "trop courants"),
        ("!", "trop courants"),
        ("rib", "désigne déjà ce sujet"),
        ("RIB", "désigne déjà ce sujet"),
        ("celui de 0612345678", "personnels"),
        ("  ", "vide"),
    ):
        with pytest.raises(Refused, match=why):
            editing.forms.add("document", "rib", said, camille)
    # What has no lookup has no forms.
    assert editing.forms.of("besoin", "sourd") is None
    assert editing.forms.of("canal", "app") is None
    with pytest.raises(Refused, match="n'a pas de façons"):
        editing.forms.add("besoin", "sourd", "malentendant profond", camille)
    assert git(project, "rev-parse", "HEAD") == before


def test_nobody_writes_over_another(editing: Editing, camille: Author, sacha: Author) -> None:
    seen = written(editing, "document", "rib")
    editing.forms.add("document", "rib", "papier jaune de la banque", sacha)
    with pytest.raises(Changed) as told:
        editing.forms.write("document", "rib", ["rib"], seen.version, camille)
    assert told.value.who == "Sacha Petit"
