"""A planned training is kept, is due when its time has come, and is one."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from workbench.author import Author
from workbench.models.planned import PLAN, Plan, Planned
from workbench.pages.planning import next_time
from workbench.pages.view import PLACE


def moment(text: str) -> datetime.datetime:
    at: datetime.datetime = PLACE.localize(datetime.datetime.fromisoformat(text))
    return at


def test_a_plan_is_kept_and_due(tmp_path: Path, camille: Author, sacha: Author) -> None:
    planned = Planned(tmp_path / "training")
    assert planned.read() is None and planned.due(moment("2030-01-01")) is None
    planned.cancel()
    planned.set(Plan(moment("2026-11-26 22:00"), camille))
    after = Planned(tmp_path / "training")
    assert after.read() == Plan(moment("2026-11-26 22:00"), camille)
    assert after.due(moment("2026-11-26 21:59")) is None
    assert after.due(moment("2026-11-26 22:00")) == after.read() == after.due(moment("2026-12-01"))
    after.set(Plan(moment("2026-11-27 06:00"), sacha))
    assert planned.read() == Plan(moment("2026-11-27 06:00"), sacha)
    planned.cancel()
    assert after.read() is None
    (tmp_path / "training" / PLAN).write_text("{")
    assert after.read() is None


@pytest.mark.parametrize(
    ("now", "hour", "at"),
    [
        ("2026-11-26 14:00", "22:00", "2026-11-26 22:00+01:00"),
        ("2026-11-26 22:00", "22:00", "2026-11-27 22:00+01:00"),
        ("2026-11-26 23:30", "06:15", "2026-11-27 06:15+01:00"),
        # The clocks go forward in the night between.
        ("2027-03-27 23:00", "22:00", "2027-03-28 22:00+02:00"),
    ],
)
def test_the_next_time_that_it_is_an_hour(now: str, hour: str, at: str) -> None:
    found = next_time(datetime.time.fromisoformat(hour), moment(now))
    assert found.isoformat(sep=" ", timespec="minutes") == at
