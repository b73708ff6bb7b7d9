"""A training is a process of its own: it can be cancelled, killed, and fail, and all stays."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from bot.content.shelf import Shelf
from bot.training import current_model
from tests.forked import forked
from tests.workbench.drafter import COMMAND
from workbench.author import Author
from workbench.errors import Refused
from workbench.files.editing import Editing
from workbench.models.progress import STAGES, Progress
from workbench.models.training import COPY, Training


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path / "models")
    shelf.folder.mkdir()
    (shelf.folder / "live.tar.gz").write_bytes(b"live")
    shelf.use("live")
    return shelf


def training(editing: Editing, shelf: Shelf, how: str) -> Training:
    return Training(editing.workspace, shelf, [*COMMAND, how])


def test_one_at_a_time_on_a_copy_and_it_can_be_cancelled(
    editing: Editing, shelf: Shelf, camille: Author, sacha: Author
) -> None:
    started = training(editing, shelf, "forever")
    assert started.progress() == Progress()
    started.start(camille)
    seen = started.progress()
    assert (seen.status, seen.author, seen.stage) == ("running", "Camille Martin", "check")
    assert seen.stage_title == "Vérification des textes"
    assert 0 < started.left() < sum(usual for _, usual in STAGES.values())
    # Another process of the workbench knows it too, and may not begin another.
    elsewhere = training(editing, shelf, "forever")
    assert elsewhere.progress().status == "running"
    with pytest.raises(Refused, match="déjà en cours"):
        elsewhere.start(sacha)
    # Editors go on; the copy stays.
    editing.add_example("saluer", "une phrase ajoutée pendant ce temps", camille)
    assert current_model(shelf, started.folder / COPY) != current_model(
        shelf, editing.workspace.project
    )
    elsewhere.cancel(sacha)
    assert elsewhere.progress().status == "cancelled"
    assert elsewhere.progress().reason == "Annulé par Sacha Petit."
    assert started.progress().status == "cancelled"
    assert shelf.live() == shelf.folder / "live.tar.gz" and len(shelf.archives()) == 1
    started.start(camille)
    started.cancel(camille)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("killed", "arrêté de l'extérieur"),
        ("full", "plus de place sur le disque"),
        ("faulty", "domain.yml:12 : une réponse est vide"),
        ("broken", "ZeroDivisionError"),
    ],
)
def test_a_failure_says_its_cause_in_words(
    editing: Editing, shelf: Shelf, camille: Author, how: str, said: str
) -> None:
    started = training(editing, shelf, how)
    started.start(camille)
    seen = started.wait()
    assert seen.status == "failed" and said in seen.reason and "Traceback" not in seen.reason
    assert shelf.live() == shelf.folder / "live.tar.gz" and len(shelf.archives()) == 1
    # And the next one may begin.
    started.start(camille)
    started.wait()


def test_the_workbench_may_be_killed_while_it_trains(
    editing: Editing, shelf: Shelf, project: Path, camille: Author
) -> None:
    def workbench() -> None:
        training(editing, shelf, "forever").start(camille)
        os.kill(os.getpid(), 9)

    assert os.WTERMSIG(os.waitpid(forked(workbench), 0)[1]) == 9
    after = training(editing, shelf, "forever")
    assert after.progress().status == "running"
    after.cancel(camille)
    assert after.progress().status == "cancelled"


def test_it_is_polite(editing: Editing, shelf: Shelf, camille: Author) -> None:
    said = (
        "import os, sys; print(os.environ['OMP_NUM_THREADS'], flush=True); "
        "from workbench.models.work import work; from pathlib import Path; "
        "work(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), "
        "lambda project: print(os.nice(0), flush=True) or 1/0)"
    )
    started = Training(editing.workspace, shelf, [sys.executable, "-W", "ignore", "-c", said])
    started.start(camille)
    started.wait()
    assert (started.folder / "training.log").read_text().split()[:2] == ["1", "19"]
