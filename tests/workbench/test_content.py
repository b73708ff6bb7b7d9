"""Answers, rows of the catalogue, glossary, notice: read, checked, written, one block at a time."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.check import faults
from bot.content.responses import Variation
from bot.content.sources import PROJECT
from connectors.notice import USUAL, read_notice
from tests.workbench.conftest import git
from workbench.author import Author
from workbench.errors import Changed, Refused
from workbench.files.editing import Editing
from workbench.files.notice import Notice
from workbench.files.workspace import NOTICE
from workbench.files.yamltext import ABSENT

Lines = Callable[[], list[str]]
ANSWER = "answer_consulter_paiements"


def test_an_answer_is_written_for_each_channel(
    editing: Editing, camille: Author, changed_lines: Lines
) -> None:
    seen = editing.answers.read(ANSWER)
    web = next(one.text for one in seen.variations if one.channel is None)
    app = next(one for one in seen.variations if one.channel == "app")
    said = [Variation(web.replace("s'y affiche", "s'y lit")), app]
    editing.answers.write(ANSWER, said, seen.version, camille)
    assert [one.text for one in editing.answers.read(ANSWER).variations] == [app.text, said[0].text]
    rows = changed_lines()
    assert len([row for row in rows if row.startswith("-")]) <= 2
    assert any("s'y lit" in row for row in rows)
    assert editing.answers.of_intent("consulter_paiements")[0].name == ANSWER
    assert editing.history.last_author(f"réponses/{ANSWER}") == "Camille Martin"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "est vide"),
        ("Un. Deux. Trois. Quatre.", "4 phrases"),
        ("Vous recevrez 300 euros.", "montant"),
        ("Voir {rien}.", "rien ne remplit"),
        ("Voir {subject}.", "rien ne remplit {subject} ici"),
        ("Allez sur https://www.caf.fr vite.", "adresse"),
        ("Le numéro est 2 69 05 49 588 157 80.", "garde"),
    ],
)
def test_an_answer_that_check_refuses_is_refused_in_its_words(
    editing: Editing, camille: Author, text: str, said: str
) -> None:
    seen = editing.answers.read(ANSWER)
    with pytest.raises(Refused) as refused:
        editing.answers.write(ANSWER, [Variation(text)], seen.version, camille)
    assert said in refused.value.reason
    assert editing.answers.read(ANSWER) == seen


def test_nothing_is_overwritten(editing: Editing, camille: Author, sacha: Author) -> None:
    seen = editing.answers.read(ANSWER)
    editing.answers.write(ANSWER, [Variation("Ouvrez Mes paiements.")], seen.version, camille)
    with pytest.raises(Changed) as told:
        editing.answers.write(ANSWER, [Variation("Autre chose.")], seen.version, sacha)
    assert told.value.who == "Camille Martin" and "Ouvrez Mes paiements." in told.value.newer
    again = editing.answers.read(ANSWER)
    assert told.value.version == again.version
    row = editing.rows.read("links", "mon_compte")
    editing.rows.write(row.where, {"label": "Ouvrir mon compte"}, row.version, camille)
    with pytest.raises(Changed):
        editing.rows.write(row.where, {"label": "Voir mon compte"}, row.version, sacha)


def test_titles_and_follow_ups_are_one_line(
    editing: Editing, camille: Author, changed_lines: Lines
) -> None:
    where = ("intents", "consulter_paiements")
    row = editing.rows.read(*where)
    editing.rows.write(where, {"title": "Voir : mes sous"}, row.version, camille)
    assert changed_lines() == ["-    title: Voir mes paiements", '+    title: "Voir : mes sous"']
    row = editing.rows.read(*where)
    editing.rows.write(where, {"follow_ups": ["consulter_droits"]}, row.version, camille)
    assert len(changed_lines()) == 2
    row = editing.rows.read(*where)
    for values in ({"follow_ups": ["rien"]}, {"title": 3}, {"personal": False}, {"title": ABSENT}):
        with pytest.raises(Refused):
            editing.rows.write(where, values, row.version, camille)
    assert editing.rows.read(*where) == row


def test_a_place_has_a_way_and_steps(
    editing: Editing, camille: Author, changed_lines: Lines
) -> None:
    row = editing.rows.read("destinations", "mes_attestations")
    place = {**row.value["web"], "steps": [*row.value["web"]["steps"], "Enregistrez"]}
    editing.rows.write(row.where, {"web": place}, row.version, camille)
    assert changed_lines() == ["+        - Enregistrez"]
    row = editing.rows.read("destinations", "contacter_caf")
    with pytest.raises(Refused, match="au moins un canal"):
        editing.rows.write(row.where, {"web": ABSENT, "app": ABSENT}, row.version, camille)


def test_links_are_verified_today(editing: Editing, camille: Author, changed_lines: Lines) -> None:
    today = datetime.date(2026, 11, 26)
    editing.rows.links_opened(["mon_compte", "tel_15"], today, camille)
    for name in ("mon_compte", "tel_15"):
        link = editing.workspace.content().catalogue.links[name]
        assert link.checked_on == today and link.certainty == "A"
    assert len(changed_lines()) == 4
    with pytest.raises(Refused):
        editing.rows.links_opened(["rien"], today, camille)
    with pytest.raises(Refused, match="hosts"):
        editing.rows.add_link("https://ailleurs.example/", "Ailleurs", camille)
    name = editing.rows.add_link("https://www.caf.fr/aide", "Lire l'aide", camille)
    assert editing.rows.read("links", name).value["certainty"] == "C"
    with pytest.raises(Refused, match="déjà un lien"):
        editing.rows.add_link("https://www.caf.fr/autre", "Lire l’aide", camille)


def test_a_word_of_the_glossary_is_made_and_changed(editing: Editing, camille: Author) -> None:
    before = git(editing.workspace.project, "rev-parse", "HEAD").strip()
    said = [Variation("La Caf verse chaque mois : c'est une mensualité.")]
    forms = ["c'est quoi une mensualité"]
    editing.terms.write("mensualite", "une mensualité", said, forms, None, camille)
    term = editing.terms.read("mensualite")
    assert term.forms == ("c'est quoi une mensualité",) and term.meaning == tuple(said)
    assert faults(editing.workspace.project) == []
    editing.terms.write("mensualite", "la mensualité", said, ["Mensualité"], term.version, camille)
    again = editing.terms.read("mensualite")
    assert (again.label, again.forms) == ("la mensualité", ("Mensualité",))
    with pytest.raises(Refused, match="veut déjà dire"):
        other = editing.terms.read("indu").forms[0]
        editing.terms.write("mensualite", "la mensualité", said, [other], again.version, camille)
    with pytest.raises(Changed):
        editing.terms.write("mensualite", "x", said, [], term.version, camille)
    with pytest.raises(Refused):
        editing.terms.write("Pas Un Nom", "x", said, [], None, camille)
    editing.terms.remove("mensualite", again.version, camille)
    assert "mensualite" not in {one.name for one in editing.terms.all()}
    assert git(editing.workspace.project, "diff", "--stat", before, "HEAD") == ""
    assert faults(editing.workspace.project) == []


def test_the_notice_is_written_and_taken_back(
    editing: Editing, project: Path, camille: Author
) -> None:
    start, end = datetime.datetime(2026, 12, 1, 8), datetime.datetime(2026, 12, 1, 20)
    notice = Notice("L'appli est en panne : l'équipe y travaille.", start, end)
    editing.notice.write(notice, None, camille)
    assert editing.notice.read() == notice
    # The assistant reads the same file, and the same in it.
    assert USUAL == PROJECT / NOTICE
    assert read_notice(project / NOTICE).text == notice.text
    with pytest.raises(Changed):
        editing.notice.write(notice, None, camille)
    for wrong in (
        Notice("x" * 201, start, end),
        Notice("Fin avant début", end, start),
        Notice("Voir http://ailleurs.example", start, end),
        Notice("Deux\nlignes", start, end),
    ):
        with pytest.raises(Refused):
            editing.notice.write(wrong, notice.version, camille)
    editing.notice.write(None, notice.version, camille)
    assert editing.notice.read() is None
