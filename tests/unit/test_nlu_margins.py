"""Machines fitted on the examples that decide are those of all the examples."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bot.nlu.margins import NEVER, Machines, are_near, fit

INTENTS, EXAMPLES = 4, 600


@pytest.fixture(scope="module")
def examples() -> tuple[csr_matrix, Any]:
    chance = np.random.default_rng(3)
    right = chance.integers(0, INTENTS, EXAMPLES)
    rows = chance.normal(0, 0.25, (EXAMPLES, 12))
    rows[np.arange(EXAMPLES), right] += 1
    return csr_matrix(rows / np.linalg.norm(rows, axis=1)[:, None]), right


@pytest.fixture(scope="module")
def anew(examples: tuple[csr_matrix, Any]) -> Machines:
    return fit(*examples, INTENTS, 1.0)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many examples each machine that is fitted from now on learns from."""
    taken: list[int] = []
    whole = LinearSVC.fit

    def fitted(self: LinearSVC, matrix: csr_matrix, *rest: Any) -> LinearSVC:
        taken.append(matrix.shape[0])
        return whole(self, matrix, *rest)

    monkeypatch.setattr(LinearSVC, "fit", fitted)
    return taken


def test_those_that_are_near_are_enough(
    examples: tuple[csr_matrix, Any], anew: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = counted(monkeypatch)
    again = fit(*examples, INTENTS, 1.0, anew.near)
    assert len(taken) == INTENTS and max(taken) < 0.8 * EXAMPLES
    np.testing.assert_allclose(again.scores(examples[0]), anew.scores(examples[0]), atol=0.05)


@pytest.mark.parametrize("hint", ["none", "wrong", "another"])
def test_a_wrong_hint_costs_time_and_changes_nothing(
    examples: tuple[csr_matrix, Any], anew: Machines, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = {
        "none": np.zeros_like(anew.near),
        "wrong": ~anew.near,
        "another": np.roll(anew.near, 1, axis=1),
    }[hint]
    taken = counted(monkeypatch)
    misled = fit(*examples, INTENTS, 1.0, near)
    assert sum(taken) > anew.near.sum() + EXAMPLES
    np.testing.assert_allclose(misled.scores(examples[0]), anew.scores(examples[0]), atol=0.05)


def test_who_is_near_is_told_for_the_next_time(
    examples: tuple[csr_matrix, Any], anew: Machines
) -> None:
    matrix, right = examples
    np.testing.assert_array_equal(anew.near, are_near(anew.scores(matrix), right))
    again = fit(matrix, right, INTENTS, 1.0, anew.near)
    assert (again.near != anew.near).mean() < 0.05


def test_an_intent_without_an_example_is_never_likely(examples: tuple[csr_matrix, Any]) -> None:
    matrix, right = examples
    hint = np.ones((EXAMPLES, INTENTS + 1), dtype=bool)
    for near in (None, hint):
        machines = fit(matrix, right, INTENTS + 1, 1.0, near)
        assert machines.bias[INTENTS] == np.float32(NEVER)
        assert not machines.weights[:, INTENTS].any()
