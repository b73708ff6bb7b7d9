"""Killed anywhere in a write or an import: the files are old or new, never half, and a change
that was decided is finished and noted by who comes next."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

from assistant.checking import PartChecks
from tests.forked import forked
from tests.workbench.conftest import git
from tests.workbench.test_spreadsheet import examples
from workbench.author import Author
from workbench.files.editing import Editing
from workbench.files.workspace import Draft
from workbench.spreadsheet.plan import apply, planned
from workbench.spreadsheet.reading import read

CAMILLE = Author("Camille", "camille@exemple.fr")
FILES = ("domain.yml", "bot/catalogue.yml", "bot/canaries.yml")


def three_files(editing: Editing) -> None:
    """A change of three files, such as a new intent is."""

    def edit(draft: Draft) -> None:
        for name in FILES:
            draft.put(name, draft.read(name) + b"# un mot de plus\n")

    editing.workspace.change(CAMILLE, "Trois fichiers", ["essai"], edit)


def killed_at(editing: Editing, call: int, act: Callable[[Editing], None]) -> bool:
    """If the process was killed at this call of the file system; False when it made fewer."""
    return os.WIFSIGNALED(os.waitpid(forked(lambda: _killing(editing, call, act)), 0)[1])


def _killing(editing: Editing, call: int, act: Callable[[Editing], None]) -> None:
    calls = 0

    def counted(kept: Callable[..., object]) -> Callable[..., object]:
        def called(*args: object, **named: object) -> object:
            nonlocal calls
            calls += 1
            if calls == call:
                os.kill(os.getpid(), signal.SIGKILL)
            return kept(*args, **named)

        return called

    os.fsync = counted(os.fsync)  # type: ignore[assignment]
    Path.replace = counted(Path.replace)  # type: ignore[assignment,method-assign]
    Path.unlink = counted(Path.unlink)  # type: ignore[assignment,method-assign]
    subprocess.run = counted(subprocess.run)  # type: ignore[assignment]
    act(editing)


def test_all_or_nothing_wherever_it_is_killed(project: Path) -> None:
    old = git(project, "rev-parse", "HEAD").strip()
    editing = Editing(project, PartChecks())
    seen = []
    while killed_at(editing, len(seen) + 1, three_files):
        for name in FILES:
            # Each file by itself is whole at every moment.
            assert (project / name).read_bytes().endswith(b"\n")
        after = Editing(project, PartChecks())
        states = {(project / name).read_bytes().endswith(b"mot de plus\n") for name in FILES}
        assert len(states) == 1, "some files are new, some old"
        assert git(project, "status", "--short", "--untracked-files=no") == ""
        head = git(project, "rev-parse", "HEAD").strip()
        assert states == {head != old}
        seen.append(head != old)
        if head != old:
            assert after.history.changes(1)[0].author == CAMILLE
            git(project, "reset", "--quiet", "--hard", old)
    # Some kills came before it was decided, all later ones after.
    assert len(seen) > 10 and seen == sorted(seen) and {*seen} == {True, False}


def test_an_import_that_was_killed_is_ended_by_the_next(project: Path) -> None:
    editing = Editing(project, PartChecks())
    rows = read(
        examples(("saluer", "bien le bonjour à tous"), ("consulter_dettes", "mes sous bien dus"))
    )
    version = planned(editing, rows).version

    def killed_in_the_import() -> None:
        editing.history.note = lambda *_: os.kill(os.getpid(), 9)  # type: ignore[method-assign]
        apply(editing, rows, version, CAMILLE)

    assert os.WTERMSIG(os.waitpid(forked(killed_in_the_import), 0)[1]) == 9
    after = Editing(project, PartChecks())
    assert after.examples.of("saluer")[-1] == "bien le bonjour à tous"
    assert after.examples.of("consulter_dettes")[-1] == "mes sous bien dus"
    assert after.history.changes(1)[0].what == "Classeur importé : phrases ajoutées : 2"
    assert git(project, "status", "--short") == ""


def test_two_editors_at_once_lose_nothing(project: Path) -> None:
    def edit(number: int) -> None:
        editing = Editing(project, PartChecks())
        for turn in ("un", "deux", "trois"):
            text = f"phrase {'abc'[number]} {turn} de plusieurs éditeurs"
            editing.add_example("saluer", text, Author(f"E{number}", "e@exemple.fr"))

    children = [forked(partial(edit, number)) for number in range(3)]
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    editing = Editing(project, PartChecks())
    added = [one for one in editing.examples.of("saluer") if "de plusieurs éditeurs" in one]
    assert len(added) == 9
    assert len(editing.history.changes(20)) == 10


def test_a_newer_text_is_not_written_over_when_a_change_is_finished(project: Path) -> None:
    def killed_in_the_change() -> None:
        editing = Editing(project, PartChecks())
        editing.workspace._disk._place = lambda pending: os.kill(os.getpid(), 9)  # type: ignore[method-assign]
        editing.add_example("saluer", "une phrase décidée", Author("C", "c@exemple.fr"))

    assert os.WTERMSIG(os.waitpid(forked(killed_in_the_change), 0)[1]) == 9
    path = project / "bot" / "data" / "nlu" / "conversation.yml"
    by_hand = path.read_text(encoding="utf-8") + "# à la main\n"
    path.write_text(by_hand, encoding="utf-8")
    Editing(project, PartChecks())
    assert path.read_text(encoding="utf-8") == by_hand
