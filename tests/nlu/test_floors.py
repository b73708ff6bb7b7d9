"""How well the live model understands messages that it was not taught, and never less well.

Each floor stands a point below what was measured when it was written: docs/nlu.md.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from benchmarks.nlu import mistyped
from bot.content.measures import FOLDER
from bot.evaluation import Report, judge, read_cases, report
from bot.understanding import Interpreter

SEED = 20261121


class Floor(NamedTuple):
    """Shares: at least so many acceptable first and among three, at most so many wrong."""

    first: float
    three: float
    wrong_and_sure: float
    elsewhere: float


FLOORS = {
    "heldout": Floor(0.953, 0.982, 0.025, 0.035),
    "authored": Floor(0.969, 0.990, 0.012, 0.01),
    "short": Floor(0.955, 0.987, 0.017, 0.09),
    "everyday": Floor(0.977, 0.990, 0.010, 0.01),
    "fresh": Floor(0.967, 0.990, 0.010, 0.01),
    "stories": Floor(0.947, 0.987, 0.027, 0.01),
    "unseen": Floor(0.942, 0.983, 0.030, 0.01),
    "acts": Floor(0.763, 0.912, 0.102, 0.01),
    "moments": Floor(0.771, 0.92, 0.115, 0.13),
    "told": Floor(0.95, 0.990, 0.020, 0.01),
}

# What one slip in every third word of four letters or more may cost at most.
MOST_LOST = 0.04
MOST_LOST_ASSURANCE = 0.04

Measure = Callable[..., Report]


@pytest.fixture(scope="module")
def measure(model: Path) -> Measure:
    """What the live model makes of a file, as it is or with typing errors."""
    interpreter = Interpreter(model)

    @cache
    def measured(name: str, slips: bool = False) -> Report:
        cases = read_cases(FOLDER / f"{name}.tsv")
        if slips:
            chance = random.Random(SEED)
            cases = [replace(case, text=mistyped(case.text, chance)) for case in cases]
        return report(judge(interpreter, cases))

    return measured


@pytest.mark.parametrize("name", FLOORS)
def test_understanding_stays_above_its_floor(measure: Measure, name: str) -> None:
    floor, seen = FLOORS[name], measure(name)
    assert seen.first_acceptable >= floor.first
    assert seen.three_acceptable >= floor.three
    assert seen.wrong_and_sure <= floor.wrong_and_sure
    assert seen.elsewhere_answered <= floor.elsewhere


@pytest.mark.parametrize("name", FLOORS)
def test_typing_errors_cost_no_more(measure: Measure, name: str) -> None:
    plain, slips = measure(name), measure(name, slips=True)
    assert slips.first_acceptable >= plain.first_acceptable - MOST_LOST
    assert slips.three_acceptable >= plain.three_acceptable - MOST_LOST
    assert slips.wrong_and_sure <= plain.wrong_and_sure + MOST_LOST_ASSURANCE
