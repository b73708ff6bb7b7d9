"""Killed anywhere in a write or an import: the files are old or new, never half, and a change
that was decided is finished and noted by who comes next."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.checking import PartChecks
from bot.check import faults
from tests.workbench.conftest import git
from tests.workbench.test_intents import FORM
from tests.workbench.test_spreadsheet import examples
from workbench.author import Author
from workbench.files import disk
from workbench.files.editing import Editing
from workbench.spreadsheet.plan import apply, planned
from workbench.spreadsheet.reading import read

NAME = "emprunter_un_jouet"


def create(editing: Editing, author: Author) -> None:
    """Three files in one change."""
    editing.families.create(FORM, author)


def imported(editing: Editing, author: Author) -> None:
    rows = read(
        examples(("saluer", "bien le bonjour à tous"), ("consulter_dettes", "mes sous dus"))
    )
    apply(editing, rows, planned(editing, rows).version, author)


def killed_at(project: Path, call: int, act: Callable[[Editing, Author], None]) -> bool:
    """If the process was killed at this call of the file system; False when it made fewer."""
    child = os.fork()
    if child:
        status = os.waitpid(child, 0)[1]
        return os.WIFSIGNALED(status)
    calls = 0

    def counted(kept: Callable[..., object]) -> Callable[..., object]:
        def called(*args: object, **named: object) -> object:
            nonlocal calls
            calls += 1
            if calls == call:
                os.kill(os.getpid(), signal.SIGKILL)
            return kept(*args, **named)

        return called

    editing = Editing(project, PartChecks())
    os.fsync = counted(os.fsync)  # type: ignore[assignment]
    os.rename = counted(os.replace)  # type: ignore[assignment]
    Path.replace = counted(Path.replace)  # type: ignore[assignment,method-assign]
    disk.write_whole = counted(disk.write_whole)  # type: ignore[assignment]
    act(editing, Author("Camille", "camille@exemple.fr"))
    os._exit(0)


@pytest.mark.parametrize("act", [create, imported])
def test_all_or_nothing_wherever_it_is_killed(
    project: Path, act: Callable[[Editing, Author], None]
) -> None:
    old = git(project, "rev-parse", "HEAD").strip()
    seen = set()
    call = 1
    while killed_at(project, call, act):
        for path in project.rglob("*.yml"):
            if not path.name.startswith("."):
                # Each file by itself is whole at every moment.
                assert path.read_text(encoding="utf-8").endswith("\n")
        editing = Editing(project, PartChecks())
        assert git(project, "status", "--short", "--untracked-files=no") == ""
        head = git(project, "rev-parse", "HEAD").strip()
        seen.add(head != old)
        if head != old:
            [change] = editing.history.changes(1)
            assert change.author.name == "Camille"
            assert git(project, "rev-list", "--count", f"{old}..HEAD").strip() == "1"
            git(project, "reset", "--quiet", "--hard", old)
        call += 1
    assert call > 5, "the test counts nothing"
    # Some kills came before it was decided, some after.
    assert seen == {True, False}
    assert faults(project) == []


def test_two_editors_at_once_lose_nothing(project: Path) -> None:
    children = []
    for number in range(3):
        child = os.fork()
        if child == 0:
            editing = Editing(project, PartChecks())
            for turn in ("un", "deux", "trois"):
                text = f"phrase {'abc'[number]} {turn} de plusieurs éditeurs"
                editing.add_example("saluer", text, Author(f"E{number}", "e@exemple.fr"))
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    editing = Editing(project, PartChecks())
    added = [one for one in editing.examples.of("saluer") if "de plusieurs éditeurs" in one]
    assert len(added) == 9
    assert len(editing.history.changes(20)) == 10


def test_a_newer_text_is_not_written_over_when_a_change_is_finished(project: Path) -> None:
    child = os.fork()
    if child == 0:
        editing = Editing(project, PartChecks())
        editing.workspace._disk._place = lambda _: os.kill(os.getpid(), 9)  # type: ignore[method-assign]
        editing.add_example("saluer", "une phrase décidée", Author("C", "c@exemple.fr"))
    os.waitpid(child, 0)
    path = project / "bot" / "data" / "nlu" / "conversation.yml"
    by_hand = path.read_text(encoding="utf-8") + "# à la main\n"
    path.write_text(by_hand, encoding="utf-8")
    Editing(project, PartChecks())
    assert path.read_text(encoding="utf-8") == by_hand
