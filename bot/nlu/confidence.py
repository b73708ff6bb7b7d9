"""Second stage: how sure may one be that the first intent is the right one?

A softmax over a hundred intents, fitted on tidy examples, is too sure of itself on what
people really write. A small logistic regression reads how the answer was reached and
says how often answers reached that way are right (docs/nlu.md has its curve).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bot.nlu.fusion import Inputs
from bot.nlu.linear import softmax
from bot.nlu.ngrams import Array

PENALTY = 1.0
# A probability below it counts as this much.
LEAST = 1e-9
# How many features a message has beside its flags and their products.
SHARES = 10


class Evidence(NamedTuple):
    """What the second stage reads of n messages.

    `fused`: the fusion's output, shape (n, intents). `inputs`: what it was made from.
    `length`: words a message, shape (n,).
    """

    fused: Array
    inputs: Inputs
    length: Array


def features(reading: Evidence, elsewhere: Array) -> Array:
    """One row a message, float64, shape (n, features)."""
    # Written column by column: stacking costs more than all the mathematics of one message.
    scores, unknown, flags = reading.inputs
    probabilities = softmax(reading.fused.astype(np.float64))
    rows = np.arange(len(probabilities))
    order = np.argsort(-probabilities, axis=1)[:, :3]
    best = order[:, 0]
    top = np.minimum(np.maximum(probabilities[rows[:, None], order], LEAST), 1 - LEAST)
    alone = softmax(scores.astype(np.float64) * 5.0)
    is_elsewhere = elsewhere[best]
    mass = np.where(is_elsewhere > 0, 0.0, (probabilities * elsewhere).sum(axis=1))
    count = flags.shape[1]
    table = np.empty((len(rows), SHARES + 3 * count))
    table[:, 0] = np.log(top[:, 0] / (1 - top[:, 0]))
    table[:, 1] = np.log(top[:, 0] / top[:, 1])
    table[:, 2] = top.sum(axis=1)
    table[:, 3] = np.log(np.maximum(alone[rows, best], LEAST))
    table[:, 4] = alone.argmax(axis=1) == best
    table[:, 5] = scores[rows, best]
    table[:, 6] = mass
    table[:, 7] = is_elsewhere
    table[:, 8] = np.log1p(reading.length)
    table[:, 9] = unknown
    table[:, SHARES : SHARES + count] = flags
    table[:, SHARES + count : SHARES + 2 * count] = mass[:, None] * flags
    table[:, SHARES + 2 * count :] = is_elsewhere[:, None] * flags
    return table


class SecondStage:
    """The fitted regression."""

    def __init__(self, weights: Array, bias: float) -> None:
        """Args:
        weights: float64, shape (features,).
        """
        self.weights = weights
        self.bias = bias

    @classmethod
    def fit(
        cls, reading: Evidence, elsewhere: Array, was_right: Array, weights: Array
    ) -> SecondStage:
        """Learn how often an answer is right.

        Args:
            was_right: 1 where the first intent was the right one, shape (n,).
            weights: how much each example counts, shape (n,).
        """
        from sklearn.linear_model import LogisticRegression

        rows = features(reading, elsewhere)
        if was_right.all() or not was_right.any():
            # Nothing to tell apart, as when a handful of examples is tried out.
            likely = (was_right.sum() + 1) / (len(was_right) + 2)
            return cls(np.zeros(rows.shape[1]), float(np.log(likely / (1 - likely))))
        centre, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
        fitted = LogisticRegression(C=PENALTY, max_iter=500).fit(
            (rows - centre) / spread, was_right, sample_weight=weights
        )
        slope = fitted.coef_[0] / spread
        return cls(slope, float(fitted.intercept_[0] - slope @ centre))

    def confidence(self, reading: Evidence, elsewhere: Array) -> Array:
        """The chance that the first intent is right, from 0 to 1, shape (n,)."""
        z = features(reading, elsewhere) @ self.weights + self.bias
        return np.asarray(1 / (1 + np.exp(-z)))
