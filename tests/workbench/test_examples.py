"""Examples are added, changed, moved and taken away, each a line of its file."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.checking import PartChecks
from bot.content.sources import PROJECT, data_files
from tests.workbench.conftest import git
from workbench.author import Author
from workbench.errors import Changed, Refused
from workbench.files.editing import Editing
from workbench.files.lists import Lines, rewritten

Lines_ = Callable[[], list[str]]
INTENT, OTHER = "consulter_paiements", "saluer"
SENTENCE = "combien la caf m'a envoyé avant-hier matin"


@pytest.mark.parametrize("path", data_files(PROJECT / "bot" / "data" / "nlu"), ids=lambda p: p.name)
def test_one_example_is_one_line_of_any_file(path: Path) -> None:
    content = path.read_bytes()
    from bot.content.examples import teaching
    from bot.content.tree import read

    intents = sorted(teaching([read(path.name, content)]).intents)
    for intent in dict.fromkeys((intents[0], intents[len(intents) // 2], intents[-1])):
        written = rewritten(path.name, content, "intent", Lines({intent: [SENTENCE]}))
        rows, before = written.splitlines(), content.splitlines()
        place = rows.index(f"    - {SENTENCE}".encode())
        assert rows[:place] + rows[place + 1 :] == before
        gone = Lines(removed={(intent, SENTENCE)})
        assert rewritten(path.name, written, "intent", gone) == content


def test_an_added_example_is_a_commit_in_the_editors_name(
    editing: Editing, project: Path, camille: Author, changed_lines: Lines_
) -> None:
    (project / "notes.txt").write_text("autre chose")
    git(project, "add", "notes.txt")
    editing.add_example(INTENT, f"  {SENTENCE} ", camille)
    assert editing.examples.of(INTENT)[-1] == SENTENCE
    assert changed_lines() == [f"+    - {SENTENCE}"]
    said = git(project, "log", "-1", "--format=%an <%ae>%n%cn%n%s")
    assert said.splitlines() == [
        "Camille Martin <camille@exemple.fr>",
        "Camille Martin",
        f"Phrase ajoutée à « Voir mes paiements » : {SENTENCE}",
    ]
    # What a developer had staged is still staged, and no part of it.
    assert git(project, "status", "--short").splitlines() == ["A  notes.txt"]
    [change] = editing.history.changes(1)
    assert change.author == camille and change.blocks == (f"exemples/{INTENT}",)
    shown = editing.history.change(change.id)
    assert shown is not None and f"+    - {SENTENCE}" in shown.diff


def test_what_is_said_already_is_refused_with_where(editing: Editing, camille: Author) -> None:
    same = editing.examples.of(INTENT)[0]
    with pytest.raises(Refused, match="déjà une phrase de cette intention"):
        editing.add_example(INTENT, same.upper() + " !", camille)
    with pytest.raises(Refused, match="déjà une phrase de « Voir mes paiements »"):
        editing.add_example(OTHER, same, camille)
    with pytest.raises(Refused, match="déjà une phrase"):
        editing.examples.add(INTENT, [SENTENCE, SENTENCE + "."], camille)
    assert editing.examples.doubles(same)[0].intent == INTENT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "un [mot](prestation) annoté",
        "x" * 501,
        "bip\x07",
        "mon numéro est 2 69 05 49 588 157 80, pourquoi ?",
    ],
)
def test_what_check_would_refuse_is_refused(editing: Editing, camille: Author, text: str) -> None:
    before = editing.examples.counts()
    with pytest.raises(Refused):
        editing.add_example(INTENT, text, camille)
    with pytest.raises(Refused):
        editing.add_example("inconnue", SENTENCE, camille)
    assert editing.examples.counts() == before


def test_an_example_is_written_in_other_words(
    editing: Editing, camille: Author, changed_lines: Lines_
) -> None:
    old = editing.examples.of(INTENT)[3]
    editing.examples.edit(INTENT, old, SENTENCE, camille)
    assert changed_lines() == [f"-    - {old}", f"+    - {SENTENCE}"]
    assert editing.examples.of(INTENT)[3] == SENTENCE
    # Its own other spelling is no double.
    editing.examples.edit(INTENT, SENTENCE, SENTENCE.capitalize() + " ?", camille)
    assert editing.examples.of(INTENT)[3] == SENTENCE.capitalize() + " ?"


def test_the_second_editor_is_told_and_nothing_is_overwritten(
    editing: Editing, camille: Author, sacha: Author
) -> None:
    old = editing.examples.of(INTENT)[3]
    editing.examples.edit(INTENT, old, SENTENCE, camille)
    with pytest.raises(Changed) as told:
        editing.examples.edit(INTENT, old, "autre chose encore que cela", sacha)
    assert told.value.who == "Camille Martin"
    assert SENTENCE in told.value.newer
    with pytest.raises(Changed):
        editing.examples.remove(INTENT, [old], sacha)


def test_examples_move_to_another_intent_in_another_file(
    editing: Editing, camille: Author, changed_lines: Lines_
) -> None:
    moved = editing.examples.of(INTENT)[5:8]
    editing.examples.move(INTENT, OTHER, moved, camille)
    assert not set(moved) & set(editing.examples.of(INTENT))
    assert editing.examples.of(OTHER)[-3:] == moved
    assert sorted(changed_lines()) == sorted(
        [*(f"-    - {one}" for one in moved), *(f"+    - {one}" for one in moved)]
    )
    assert _faults(editing) == []


def _faults(editing: Editing) -> list[str]:
    from bot.check import faults

    return [fault.message for fault in faults(editing.workspace.project)]


def test_an_intent_keeps_an_example(editing: Editing, camille: Author) -> None:
    with pytest.raises(Refused, match="plus aucune phrase"):
        editing.examples.remove(INTENT, editing.examples.of(INTENT), camille)


def test_near_doubles_are_shown(editing: Editing) -> None:
    text = next(one for one in editing.examples.of(INTENT) if len(one.split()) > 12)
    shown = editing.examples.doubles(f"{text} svp", INTENT)
    assert [one.text for one in shown] == [text] and not shown[0].exact


def test_it_works_without_git(plain: Path, camille: Author) -> None:
    editing = Editing(plain, PartChecks())
    editing.add_example(INTENT, SENTENCE, camille)
    [change] = editing.history.changes()
    assert change.author == camille and SENTENCE in change.what
    assert f"+    - {SENTENCE}\n" in change.diff
    assert editing.history.change(change.id) == change
    assert editing.history.last_author(f"exemples/{INTENT}") == "Camille Martin"


def test_what_git_refuses_is_in_the_journal(
    editing: Editing, project: Path, camille: Author
) -> None:
    (project / ".git" / "index.lock").touch()
    editing.add_example(INTENT, SENTENCE, camille)
    assert editing.examples.of(INTENT)[-1] == SENTENCE
    assert editing.history.changes(1)[0].author == camille
    (project / ".git" / "index.lock").unlink()
    assert subprocess.run(["git", "diff", "--quiet"], cwd=project, check=False).returncode == 1
