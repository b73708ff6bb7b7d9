"""Who answers a conversation while a trial runs, and how the pointer carries the trial."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from bot.content.shelf import POINTER, LiveChanged, Shelf
from bot.content.trial import MOST_SHARE, Trial, read_trial

NOW = 1_800_000_000.0
TRIAL = Trial("t1", "b.tar.gz", "a.tar.gz", 20, NOW, 4e9, "Camille")


def arms(trial: Trial, conversations: int = 4000) -> Counter[str | None]:
    return Counter(trial.arm(f"conversation {number}", NOW + 1) for number in range(conversations))


@pytest.mark.parametrize("share", [1, 10, MOST_SHARE])
def test_so_many_of_a_hundred_new_conversations_are_the_draft_s(share: int) -> None:
    found = arms(replace(TRIAL, share=share))
    assert set(found) == {"live", "trial"}
    # Three deviations of 4,000 draws.
    assert abs(found["trial"] / 4000 - share / 100) < 0.024


def test_a_side_is_drawn_from_the_key_and_the_trial_alone() -> None:
    again, other = replace(TRIAL, by="Sacha", until=NOW), replace(TRIAL, id="t2")
    keys = [f"{number}" for number in range(500)]
    drawn = [TRIAL.arm(key, NOW) for key in keys]
    assert [again.arm(key, NOW + 99) for key in keys] == drawn
    # The same people are not tried upon in every trial.
    assert [other.arm(key, NOW) for key in keys] != drawn


def test_a_conversation_from_before_stays_where_it_is() -> None:
    assert TRIAL.arm("somebody", NOW - 0.001) is None
    assert TRIAL.arm("somebody", NOW) is not None


def test_a_trial_comes_back_as_it_was_spelled() -> None:
    assert read_trial(asdict(TRIAL)) == TRIAL == read_trial(json.dumps(asdict(TRIAL)))


@pytest.mark.parametrize(
    "spoilt",
    [
        None, "", "no JSON", [], {}, {**asdict(TRIAL), "share": 0}, {**asdict(TRIAL), "share": 51},
        {**asdict(TRIAL), "share": "x"}, {**asdict(TRIAL), "archive": "../b.tar.gz"},
        {**asdict(TRIAL), "archive": ""}, {**asdict(TRIAL), "archive": ".hidden"},
        {**asdict(TRIAL), "until": None},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_no_trial(spoilt: object) -> None:
    assert read_trial(spoilt) is None


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Two archives, the first of them live, and a draft elsewhere."""
    made = Shelf(tmp_path / "models")
    made.folder.mkdir()
    for name in ("a", "c"):
        (made.folder / f"{name}.tar.gz").write_bytes(name.encode())
    made.use("a")
    (tmp_path / "b.tar.gz").write_bytes(b"draft")
    return made


def begun(shelf: Shelf, trial: Trial = TRIAL) -> Path:
    shelf.begin_trial(shelf.folder.parent / "b.tar.gz", trial)
    found = shelf.trial()
    assert found is not None and found[0] == trial
    return found[1]


def test_the_pointer_carries_the_trial_and_the_draft_is_no_archive(shelf: Shelf) -> None:
    draft = begun(shelf)
    assert draft.read_bytes() == b"draft"
    assert draft.stat().st_mtime_ns == (shelf.folder.parent / "b.tar.gz").stat().st_mtime_ns
    assert json.loads((shelf.folder / POINTER).read_text())["archive"] == "a.tar.gz"
    assert shelf.live() == shelf.folder / "a.tar.gz"
    assert {path.name for path in shelf.archives()} == {"a.tar.gz", "c.tar.gz"}


def test_a_trial_that_is_ended_leaves_nothing(shelf: Shelf) -> None:
    draft = begun(shelf)
    shelf.end_trial()
    assert shelf.trial() is None and not draft.exists()
    assert json.loads((shelf.folder / POINTER).read_text()) == {"archive": "a.tar.gz"}


def test_another_live_archive_ends_it_and_coming_back_does_not_begin_it_again(
    shelf: Shelf,
) -> None:
    begun(shelf)
    shelf.use("c")
    assert shelf.trial() is None
    shelf.use("a")
    assert shelf.trial() is None


def test_a_trial_beside_another_archive_does_not_begin(shelf: Shelf) -> None:
    with pytest.raises(LiveChanged, match=r"a\.tar\.gz"):
        shelf.begin_trial(shelf.folder.parent / "b.tar.gz", replace(TRIAL, beside="c.tar.gz"))
    assert shelf.trial() is None
    # Written by a program that knows of no trials.
    pointer = {"archive": "c.tar.gz", "trial": asdict(TRIAL)}
    (shelf.folder / POINTER).write_text(json.dumps(pointer))
    assert shelf.trial() is None


def test_its_time_ends_it(shelf: Shelf) -> None:
    shelf.begin_trial(shelf.folder.parent / "b.tar.gz", replace(TRIAL, until=time.time() - 1))
    assert shelf.trial() is None
