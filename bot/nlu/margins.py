"""Linear support vector machines, fitted again on the examples that decide them.

What stands beyond the margin of an intent has no part in its weights. Which examples are near
is known once a model of nearly the same examples was fitted: then each machine learns from those
alone, in a quarter of the time. After that every example is scored, and if one that took no part
is on the wrong side of the margin, the machine is fitted anew with all that are near now. So a
wrong hint costs time and changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bot.nlu.ngrams import Array

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# liblinear's own default: a tighter one takes half as long again and changes no answer.
TOLERANCE = 0.1
# The score of an intent that the model knows nothing of: far on the wrong side.
NEVER = -1.5
# An example so little beyond the margin, where 1 is from the middle to it, may yet come near.
BEYOND = 0.05
# The intents are fitted in so many parts side by side; `OTHERS` stands for all but a part's.
HALVES = 2
OTHERS = -1
# Below so many examples, starting processes takes longer than fitting.
WORTH_A_PROCESS = 5000


class Machines(NamedTuple):
    """One machine an intent: `weights`, float32, shape (features, intents), `bias`, float32,
    shape (intents,), and `near`, which examples stand near its margin, a boolean each, shape
    (examples, intents)."""

    weights: Array
    bias: Array
    near: Array

    def scores(self, matrix: csr_matrix) -> Array:
        """How far examples are on the side of each intent, float32, shape (examples, intents)."""
        return np.asarray(matrix @ self.weights + self.bias, dtype=np.float32)


def are_near(scores: Array, right: Array, intents: Array | None = None) -> Array:
    """Which examples stand near which margins, by their scores and the index of each one's intent.

    Args:
        intents: the index of the intent of each column; all of them in their order by default.
    """
    columns = np.arange(scores.shape[1]) if intents is None else intents
    return np.where(right[:, None] == columns, scores, -scores) < 1 + BEYOND


def fit(
    matrix: csr_matrix,
    right: Array,
    intents: int,
    inverse_penalty: float,
    near: Array | None = None,
) -> Machines:
    """Fit a machine for each intent that examples have; any other is never likely.

    Args:
        matrix: the features of the examples.
        right: the index of each example's intent, shape (examples,).
        intents: how many there are.
        inverse_penalty: the C of a linear support vector machine.
        near: what `Machines` held of nearly the same examples.
    """
    known = np.unique(right)
    parts = [known]
    # scikit-learn would make doubles of each part of it.
    doubles = matrix.astype(np.float64)
    if near is not None:
        fitted = [_again(doubles, right, known, inverse_penalty, near[:, known])]
    else:
        from joblib import Parallel, delayed

        parts = [half for half in np.array_split(known, HALVES) if len(half)]
        # liblinear draws from one generator a process: only processes of their own make a
        # training that can be repeated.
        fitted = Parallel(n_jobs=HALVES if len(right) > WORTH_A_PROCESS else 1)(
            delayed(_anew)(doubles, right, half, inverse_penalty) for half in parts
        )
    whole = Machines(
        np.zeros((matrix.shape[1], intents), dtype=np.float32),
        np.full(intents, NEVER, dtype=np.float32),
        np.zeros((len(right), intents), dtype=bool),
    )
    for part, machines in zip(parts, fitted, strict=True):
        whole.weights[:, part], whole.bias[part], whole.near[:, part] = machines
    return whole


def _anew(matrix: csr_matrix, right: Array, half: Array, inverse_penalty: float) -> Machines:
    """The machines of some of the intents, by all the examples."""
    # A server never trains: it does without scikit-learn and its second of import.
    from sklearn.svm import LinearSVC

    classes = np.where(np.isin(right, half), right, OTHERS)
    classifier = LinearSVC(C=inverse_penalty, tol=TOLERANCE, random_state=0)
    classifier.fit(matrix, classes)
    columns, offsets = classifier.coef_, classifier.intercept_
    if len(classifier.classes_) == 2:
        # Of two classes scikit-learn gives the second's side only.
        columns, offsets = np.vstack([-columns, columns]), np.append(-offsets, offsets)
    places = np.searchsorted(classifier.classes_, half)
    weights, bias = columns[places].T.astype(np.float32), offsets[places].astype(np.float32)
    scores = np.asarray(matrix @ weights + bias)
    return Machines(weights, bias, are_near(scores, right, half))


def _again(
    matrix: csr_matrix, right: Array, half: Array, inverse_penalty: float, near: Array
) -> Machines:
    """The machines of some of the intents, each by the examples that are near."""
    found = Machines(
        np.empty((matrix.shape[1], len(half)), dtype=np.float32),
        np.empty(len(half), dtype=np.float32),
        np.empty((len(right), len(half)), dtype=bool),
    )
    for place, intent in enumerate(half):
        found.weights[:, place], found.bias[place], found.near[:, place] = _one(
            matrix, right == intent, near[:, place], inverse_penalty
        )
    return found


def _one(
    matrix: csr_matrix, mine: Array, near: Array, inverse_penalty: float
) -> tuple[Array, float, Array]:
    """One machine by the examples that are near: weights, bias, and which ones are near it."""
    from sklearn.svm import LinearSVC

    taking = near | mine
    if taking.sum() == mine.sum():
        taking = np.ones_like(mine)
    while True:
        machine = LinearSVC(C=inverse_penalty, tol=TOLERANCE, random_state=0)
        machine.fit(matrix[taking], mine[taking])
        weights, bias = machine.coef_[0], machine.intercept_[0]
        scores = matrix @ weights + bias
        beyond = np.where(mine, scores, -scores) - 1
        if not (~taking & (beyond < 0)).any():
            return weights, bias, beyond < BEYOND
        taking |= beyond < BEYOND
