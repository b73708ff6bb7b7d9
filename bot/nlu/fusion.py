"""Late fusion: what the n-grams say, weighed with what the message names.

For intent k: z_k = (a + c·u)·s_k + V_k·x + b·[k is elsewhere], where s are the n-gram
model's scores, u the share of words it never saw (it then has less to say), x the flags
of `bot.nlu.evidence`. Fitted by likelihood on scores that each example got from a model
that had not seen it (docs/nlu.md).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from bot.nlu.ngrams import Array

PENALTY = 1e-3
ITERATIONS = 60


class Inputs(NamedTuple):
    """What the fusion reads of n messages.

    `scores`: float32, shape (n, intents). `unknown`: float32, shape (n,), from 0 to 1.
    `flags`: float32, shape (n, flags).
    """

    scores: Array
    unknown: Array
    flags: Array

    def of(self, rows: Array) -> Inputs:
        """The same of some of the messages."""
        return Inputs(self.scores[rows], self.unknown[rows], self.flags[rows])


class Fusion:
    """The fitted weights."""

    def __init__(self, scale: float, unknown: float, elsewhere: float, flags: Array) -> None:
        """Args:
        scale: a, what the scores count.
        unknown: c, how that changes with the share of unknown words.
        elsewhere: b, added to the intents of `elsewhere` that `fit` was given.
        flags: V, float32, shape (flags, intents); b is already in the first row's place.
        """
        self.scale = scale
        self.unknown = unknown
        self.elsewhere = elsewhere
        self.flags = flags

    @classmethod
    def fit(
        cls, inputs: Inputs, right: Array, elsewhere: Array, weights: Array | None = None
    ) -> Fusion:
        """Find the weights under which the right intents are likeliest.

        Args:
            inputs: out-of-fold scores and evidence of the examples.
            right: the index of each example's intent, shape (n,).
            elsewhere: 1 for an intent of another body or off topic, else 0, shape (intents,).
            weights: how much each example counts, shape (n,); all alike by default.
        """
        from scipy.optimize import minimize

        count, intents = inputs.scores.shape
        flags = inputs.flags.shape[1]
        share = np.full(count, 1 / count) if weights is None else weights / weights.sum()
        rows = np.arange(count)

        def surprise(parameters: Array) -> tuple[float, Array]:
            scale, unknown, bias = parameters[:3]
            table = parameters[3:].reshape(flags, intents)
            factor = (scale + unknown * inputs.unknown)[:, None]
            z = inputs.scores * factor + inputs.flags @ table + bias * elsewhere
            z -= z.max(axis=1, keepdims=True)
            p = np.exp(z)
            p /= p.sum(axis=1, keepdims=True)
            loss = -(share * np.log(np.maximum(p[rows, right], 1e-12))).sum()
            p[rows, right] -= 1
            p *= share[:, None]
            by_score = (p * inputs.scores).sum(axis=1)
            slope = np.concatenate(
                [
                    [by_score.sum(), (by_score * inputs.unknown).sum(), (p @ elsewhere).sum()],
                    (inputs.flags.T @ p + PENALTY * table).ravel(),
                ]
            )
            return float(loss + PENALTY / 2 * (table**2).sum()), slope.astype(np.float64)

        start = np.zeros(3 + flags * intents)
        start[0] = 5.0
        found = minimize(
            surprise, start, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS}
        ).x
        table = found[3:].reshape(flags, intents).astype(np.float32)
        return cls(float(found[0]), float(found[1]), float(found[2]), table)

    def apply(self, inputs: Inputs, elsewhere: Array) -> Array:
        """The log of each intent's likelihood, up to a constant, shape (n, intents)."""
        factor = (self.scale + self.unknown * inputs.unknown)[:, None]
        z = inputs.scores * factor + inputs.flags @ self.flags + self.elsewhere * elsewhere
        return np.asarray(z, dtype=np.float32)

    def to_parts(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """What JSON holds and what arrays hold, for `from_parts`."""
        return (
            {"scale": self.scale, "unknown": self.unknown, "elsewhere": self.elsewhere},
            {"flags": self.flags},
        )

    @classmethod
    def from_parts(cls, description: dict[str, Any], arrays: dict[str, Array]) -> Fusion:
        """The fusion that `to_parts` took apart; raises KeyError when a part is missing."""
        return cls(
            description["scale"],
            description["unknown"],
            description["elsewhere"],
            arrays["flags"],
        )
