"""A second look at the messages that n-grams and names leave unsure.

A sentence encoder knows words that no example holds. It costs ten times the rest, so that
it is asked only about the messages whose first confidence is low (`ASK_BELOW`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bot.nlu.linear import log_softmax
from bot.nlu.ngrams import Array

ASK_BELOW = 0.7
# How many examples the encoder's model learns from, and how many it is weighed on:
# more cost a second a thousand and change nothing (docs/nlu.md).
LEARNT, WEIGHED = 8000, 4000
INVERSE_PENALTY = 10.0
ITERATIONS = 40


class Head(NamedTuple):
    """A linear model of sentence vectors: shapes (512, intents) and (intents,), float32."""

    weights: Array
    bias: Array

    def log_probabilities(self, vectors: Array) -> Array:
        """The log of each intent's probability, shape (n, intents)."""
        return log_softmax(vectors @ self.weights + self.bias)


class SecondLook:
    """The encoder's model, and how much it weighs beside the first look."""

    def __init__(self, head: Head, first: float, encoder: float) -> None:
        """Args:
        first: what the first look's scores are multiplied by.
        encoder: what the encoder's log probabilities are multiplied by.
        """
        self.head = head
        self.first = first
        self.encoder = encoder

    @classmethod
    def fit(cls, head: Head, fused: Array, vectors: Array, right: Array) -> SecondLook:
        """Find the two weights under which the right intents are likeliest.

        Args:
            head: learnt from other examples than these.
            fused: the first look at each example, shape (n, intents).
            vectors: the examples' sentence vectors, shape (n, 512).
            right: the index of each example's intent, shape (n,).
        """
        from scipy.optimize import minimize

        encoded = head.log_probabilities(vectors)
        rows = np.arange(len(right))

        def surprise(weights: Array) -> float:
            mixed = log_softmax(weights[0] * fused + weights[1] * encoded)
            return float(-mixed[rows, right].mean())

        found = minimize(surprise, np.array([1.0, 0.3]), method="Nelder-Mead").x
        return cls(head, float(found[0]), float(found[1]))

    def apply(self, fused: Array, vectors: Array) -> Array:
        """Both looks together, shape (n, intents)."""
        encoded = self.head.log_probabilities(vectors)
        return np.asarray(self.first * fused + self.encoder * encoded, dtype=np.float32)


def learn(vectors: Array, right: Array, intents: int) -> Head:
    """A multinomial logistic regression on sentence vectors.

    Args:
        vectors: shape (n, 512), and `right` the index of each one's intent, shape (n,).
        intents: how many there are; one without an example is never likely.
    """
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=INVERSE_PENALTY, max_iter=ITERATIONS).fit(vectors, right)
    weights = np.zeros((vectors.shape[1], intents), dtype=np.float32)
    bias = np.full(intents, -10.0, dtype=np.float32)
    weights[:, fitted.classes_] = fitted.coef_.T
    bias[fitted.classes_] = fitted.intercept_
    return Head(weights, bias)
