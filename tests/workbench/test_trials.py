"""A trial is begun through the gate, ends once, and is noted whoever ended it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content.shelf import POINTER, Shelf
from tests.forked import forked
from tests.workbench.drafts import GOOD, draft, report
from workbench.author import Author
from workbench.errors import Refused
from workbench.models.bank import Bank
from workbench.models.training import DRAFTS
from workbench.models.trials import DAY, START_SECONDS, Trials
from workbench.models.work import REPORT_SUFFIX


@pytest.fixture
def shelf(tmp_path: Path, model: Path) -> Shelf:
    """A live archive, and a draft with a good report."""
    made = Shelf(tmp_path / "models")
    (made.folder / DRAFTS).mkdir(parents=True)
    shutil.copy(model, made.folder / "old.tar.gz")
    made.use("old")
    draft(made, "new.tar.gz", model)
    return made


@pytest.fixture
def trials(shelf: Shelf) -> Trials:
    return Trials(shelf, Bank(shelf))


def test_a_trial_is_begun_and_ended_once(shelf: Shelf, trials: Trials, camille: Author) -> None:
    assert trials.running() is None and trials.latest() is None
    made = trials.begin("new", 20, 7, camille, "old.tar.gz")
    assert (made.archive, made.beside, made.share, made.by) == (
        "new.tar.gz", "old.tar.gz", 20, "Camille Martin",
    )  # fmt: skip
    assert made.until == pytest.approx(made.since + 7 * DAY)
    assert trials.running() == made
    latest = trials.latest()
    assert latest is not None and (latest.trial, latest.ending) == (made, None)
    trials.end("Sacha", "asked")
    trials.end("Lou", "refused", "trop tard")
    latest = trials.latest()
    assert trials.running() is None and latest is not None and latest.ending is not None
    assert (latest.ending.by, latest.ending.how) == ("Sacha", "asked")
    assert shelf.live() == shelf.folder / "old.tar.gz"
    # The draft is one still.
    assert [one.name for one in Bank(shelf).drafts()] == ["new.tar.gz"]
    assert trials.begin("new", 20, 7, camille).id != made.id


@pytest.mark.parametrize(("share", "days"), [(0, 7), (51, 7), (10, 0), (10, 31)])
def test_no_more_than_half_and_no_longer_than_a_month(
    trials: Trials, camille: Author, share: int, days: int
) -> None:
    with pytest.raises(Refused, match="Donnez une"):
        trials.begin("new", share, days, camille)
    assert trials.running() is None and trials.latest() is None


def held_back(shelf: Shelf) -> None:
    path = shelf.folder / DRAFTS / f"new.tar.gz{REPORT_SUFFIX}"
    worse = GOOD.copy(update={"first_acceptable": 0.5})
    path.write_text(report("new.tar.gz", "old.tar.gz", worse).json())


def torn(shelf: Shelf) -> None:
    os.truncate(shelf.folder / DRAFTS / "new.tar.gz", 999)


def gone(shelf: Shelf) -> None:
    (shelf.folder / DRAFTS / "new.tar.gz").unlink()


@pytest.mark.parametrize("spoil", [held_back, torn, gone])
def test_a_draft_that_may_not_be_published_is_not_tried(
    shelf: Shelf, trials: Trials, camille: Author, spoil: Callable[[Shelf], None]
) -> None:
    spoil(shelf)
    with pytest.raises(Refused):
        trials.begin("new", 10, 7, camille)
    assert trials.running() is None and trials.latest() is None


def test_one_at_a_time_and_beside_what_was_seen(
    shelf: Shelf, trials: Trials, camille: Author, model: Path
) -> None:
    shutil.copy(model, shelf.folder / "newer.tar.gz")
    shelf.use("newer")
    with pytest.raises(Refused, match=r"newer\.tar\.gz a été mis en service"):
        trials.begin("new", 10, 7, camille, "old.tar.gz")
    shelf.use("old")
    trials.begin("new", 10, 7, camille)
    with pytest.raises(Refused, match="déjà en cours"):
        trials.begin("new", 10, 7, camille)


def test_the_draft_is_published_from_its_trial(
    shelf: Shelf, trials: Trials, camille: Author
) -> None:
    trials.begin("new", 10, 7, camille)
    made = trials.publish(camille)
    assert made.why == "après une comparaison sur 10 % des conversations"
    assert shelf.live() == shelf.folder / "new.tar.gz" and trials.running() is None
    latest = trials.latest()
    assert latest is not None and latest.ending is not None
    assert latest.ending.how == "published"
    with pytest.raises(Refused, match="Aucune comparaison"):
        trials.publish(camille)


def test_what_ends_without_a_word_is_noted(shelf: Shelf, trials: Trials, camille: Author) -> None:
    made = trials.begin("new", 10, 7, camille)
    assert trials.settle() is None
    shelf.use("old")
    noted = trials.settle()
    assert noted is not None and noted.ending is not None and noted.trial == made
    assert noted.ending.how == "replaced"
    assert trials.settle() is None


def test_its_time_ends_it(
    shelf: Shelf, trials: Trials, camille: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.models.trials.START_SECONDS", -8 * DAY)
    made = trials.begin("new", 10, 7, camille)
    assert trials.running() is None
    noted = trials.settle()
    assert noted is not None and noted.ending is not None
    assert (noted.ending.how, noted.ending.at) == ("time", made.until)
    assert "trial" not in json.loads((shelf.folder / POINTER).read_text())


@pytest.mark.parametrize("kill_at", ["begin_trial", "_note"])
def test_killed_while_it_begins_it_runs_and_is_noted_or_neither(
    shelf: Shelf, camille: Author, kill_at: str
) -> None:
    def begin() -> None:
        trials = Trials(shelf, Bank(shelf))
        setattr(shelf if kill_at == "begin_trial" else trials, kill_at, lambda *_: os._exit(9))
        trials.begin("new", 10, 7, camille)

    _, status = os.waitpid(forked(begin), 0)
    assert os.waitstatus_to_exitcode(status) == 9
    trials = Trials(shelf, Bank(shelf))
    trials.settle()
    running, latest = trials.running(), trials.latest()
    assert (running is None) == (kill_at == "begin_trial")
    assert running == (latest.trial if latest else None)


def test_a_line_that_was_cut_does_not_hide_the_others(
    shelf: Shelf, trials: Trials, camille: Author
) -> None:
    made = trials.begin("new", 10, 7, camille)
    with (shelf.folder / "trials.jsonl").open("ab") as noted:
        noted.write(b'\n{"of": "' + made.id.encode())
    trials.end("Sacha", "asked")
    latest = trials.latest()
    assert latest is not None and latest.trial == made and latest.ending is not None


def test_servers_have_time_to_load_the_draft(trials: Trials, camille: Author) -> None:
    made = trials.begin("new", 50, 1, camille)
    assert all(made.arm(str(n), made.since - 1) is None for n in range(50))
    assert START_SECONDS >= 10
