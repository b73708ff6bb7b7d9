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
    probabilities = softmax(reading.fused.astype(np.float64))
    rows = np.arange(len(probabilities))
    order = np.argsort(-probabilities, axis=1)[:, :3]
    best = order[:, 0]
    top = np.clip(probabilities[rows[:, None], order], 1e-9, 1 - 1e-9)
    alone = softmax(reading.inputs.scores.astype(np.float64) * 5.0)
    own_mass = (probabilities * elsewhere).sum(axis=1)
    elsewhere_mass = np.where(elsewhere[best] > 0, 0.0, own_mass)
    flags = reading.inputs.flags
    shares = np.stack(
        [
            np.log(top[:, 0] / (1 - top[:, 0])),
            np.log(top[:, 0] / top[:, 1]),
            top.sum(axis=1),
            np.log(np.clip(alone[rows, best], 1e-9, 1)),
            alone.argmax(axis=1) == best,
            reading.inputs.scores[rows, best],
            elsewhere_mass,
            elsewhere[best],
            np.log1p(reading.length),
            reading.inputs.unknown,
        ],
        axis=1,
    )
    return np.concatenate(
        [shares, flags, elsewhere_mass[:, None] * flags, elsewhere[best][:, None] * flags], axis=1
    )


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
