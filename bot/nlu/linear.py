"""A linear model over n-grams: one score an intent, kept as plain arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bot.nlu.ngrams import Array, Counts, Ngrams
from bot.nlu.normalise import words

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# The n-grams read, and how many examples must hold one for it to count.
BLOCKS = {"characters": 2, "words": 1}
# liblinear's own default: a tighter one takes half as long again and changes no answer.
TOLERANCE = 0.1
# The score of an intent that the model knows nothing of: far on the wrong side.
NEVER = -1.5
# The intents are fitted in so many parts side by side; `OTHERS` stands for all but a part's.
HALVES = 2
OTHERS = -1
# Below so many examples, starting processes takes longer than fitting.
WORTH_A_PROCESS = 5000
# The largest weight of a row in a byte; and how many rows are put into bytes at once.
LARGEST, AT_ONCE = 127, 8192


class Share(NamedTuple):
    """What an n-gram adds to a score; `analyzer` says what it is made of (`ngrams.ANALYZERS`)."""

    analyzer: str
    gram: str
    value: float


class LinearModel:
    """Scores every intent for a text."""

    def __init__(
        self, intents: list[str], blocks: list[Ngrams], weights: Array, bias: Array
    ) -> None:
        """Args:
        intents: the classes, in the order of the columns of `weights`.
        blocks: the features, in the order of the rows of `weights`; the last holds words.
        weights: float16, shape (features, intents): half the size, and half the time to
            write, for a thousandth of a score.
        bias: float32, shape (intents,).
        """
        self.intents = intents
        self._blocks = blocks
        self._weights, self._scales = _in_bytes(weights)
        self._bias = bias

    def scores(self, text: str) -> Array:
        """One score an intent, float32: how far on its side of the margin a folded text is."""
        scores = self._bias.copy()
        first = 0
        for block in self._blocks:
            columns, weights = block.row(text)
            rows = first + columns
            scores += (weights * self._scales[rows]) @ self._weights[rows].astype(np.float32)
            first += len(block)
        return scores

    def row(self, text: str) -> tuple[Array, Array]:
        """The known n-grams of a folded text: their rows of the weights, and what each weighs."""
        rows, weighed, first = [], [], 0
        for block in self._blocks:
            columns, weights = block.row(text)
            rows.append(first + columns)
            weighed.append(weights)
            first += len(block)
        return np.concatenate(rows), np.concatenate(weighed)

    @property
    def features(self) -> int:
        """How many n-grams are known."""
        return len(self._weights)

    def shares(self, text: str, intent: str) -> Iterator[Share]:
        """What each known n-gram of a folded text adds to an intent's score.

        With the intent's `bias` they make up the whole score.
        """
        column, first = self.intents.index(intent), 0
        for block in self._blocks:
            columns, weights = block.row(text)
            rows = first + columns
            added = weights * self._scales[rows] * self._weights[rows, column]
            named = block.named(text)
            for gram, value in zip(columns, added, strict=True):
                yield Share(block.analyzer, named[int(gram)], float(value))
            first += len(block)

    def bias(self, intent: str) -> float:
        """The score of an intent before a word is read."""
        return float(self._bias[self.intents.index(intent)])

    def unknown(self, text: str) -> float:
        """The share of the words of a folded text that no example holds, from 0 to 1."""
        said = text.split()
        return float((self._blocks[-1].columns(said) < 0).mean()) if said else 1.0

    def to_parts(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """What JSON holds and what arrays hold, for `from_parts`."""
        description = {
            "intents": self.intents,
            "blocks": [
                {"analyzer": block.analyzer, "ngrams": block.grams} for block in self._blocks
            ],
        }
        weights = np.empty(self._weights.shape, dtype=np.float16)
        np.multiply(self._weights, self._scales[:, None], out=weights, casting="same_kind")
        arrays = {"weights": weights, "bias": self._bias}
        for number, block in enumerate(self._blocks):
            arrays[f"idf_{number}"] = block.idf
        return description, arrays

    @classmethod
    def from_parts(cls, description: dict[str, Any], arrays: dict[str, Array]) -> LinearModel:
        """The model that `to_parts` took apart.

        Raises:
            KeyError, ValueError: when the parts do not fit together.
        """
        blocks = [
            Ngrams(block["analyzer"], block["ngrams"], arrays[f"idf_{number}"])
            for number, block in enumerate(description["blocks"])
        ]
        sizes = [len(block) for block in blocks]
        intents = len(description["intents"])
        if (
            arrays["weights"].shape != (sum(sizes), intents)
            or arrays["bias"].shape != (intents,)
            or [block.idf.shape for block in blocks] != [(size,) for size in sizes]
        ):
            raise ValueError("the classifier's arrays do not match its description")
        return cls(description["intents"], blocks, arrays["weights"], arrays["bias"])


class Trainer:
    """Fits models on all of some examples, or on parts of them."""

    def __init__(
        self,
        texts: Sequence[str],
        intents: Sequence[str],
        inverse_penalty: float,
    ) -> None:
        """Args:
        inverse_penalty: the C of a linear support vector machine.
        """
        self.intents = sorted(set(intents))
        self.right = np.array([self.intents.index(intent) for intent in intents])
        folded = [words(text) for text in texts]
        self._counts = {name: Counts(name, folded) for name in BLOCKS}
        self._penalty = inverse_penalty

    def model(self) -> LinearModel:
        """A model of all the examples."""
        rows = np.ones(len(self.right), dtype=bool)
        blocks, matrix = self._features(rows)
        weights, bias = self._fit(matrix, self.right)
        return LinearModel(self.intents, blocks, weights.astype(np.float16), bias)

    def scores_of_others(self, rows: Array) -> tuple[Array, Array]:
        """What a model that learns from `rows` says of the other examples.

        Args:
            rows: a boolean an example; an intent that none of them has gets `NEVER`.

        Returns:
            The scores of the others, float32, shape (others, intents), and the share of
            words of each that the model never saw, float32, shape (others,).
        """
        _, matrix = self._features(rows)
        weights, bias = self._fit(matrix[rows], self.right[rows])
        scores = np.asarray(matrix[~rows] @ weights + bias, dtype=np.float32)
        return scores, self._counts["words"].unknown_words(rows)

    def _features(self, rows: Array) -> tuple[list[Ngrams], csr_matrix]:
        from scipy.sparse import hstack

        fitted = [self._counts[name].fit(rows, least) for name, least in BLOCKS.items()]
        return [block for block, _ in fitted], hstack([part for _, part in fitted]).tocsr()

    def _fit(self, matrix: csr_matrix, right: Array) -> tuple[Array, Array]:
        """One column of weights and one bias an intent.

        Each intent is told from all the others on its own, so that halves of the intents
        can be fitted side by side, the other half as one class.
        """
        known = np.unique(right)
        halves = [half for half in np.array_split(known, HALVES) if len(half)]
        weights = np.zeros((matrix.shape[1], len(self.intents)), dtype=np.float32)
        bias = np.full(len(self.intents), NEVER, dtype=np.float32)
        from joblib import Parallel, delayed

        # liblinear draws from one generator a process: only processes of their own make a
        # training that can be repeated.
        fitted = Parallel(n_jobs=HALVES if len(right) > WORTH_A_PROCESS else 1)(
            delayed(_told_apart)(matrix, right, half, self._penalty) for half in halves
        )
        for half, (columns, offsets) in zip(halves, fitted, strict=True):
            weights[:, half] = columns
            bias[half] = offsets
        return weights, bias


def _told_apart(
    matrix: csr_matrix, right: Array, half: Array, inverse_penalty: float
) -> tuple[Array, Array]:
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
    return columns[places].T, offsets[places]


def _in_bytes(weights: Array) -> tuple[Array, Array]:
    """Weights as int8, and what each row of them is multiplied by: another half of the size.

    No first intent of 1,400 messages changes, and no confidence by more than 0.004.
    """
    numbers = np.empty(weights.shape, dtype=np.int8)
    scales = np.empty(len(weights), dtype=np.float32)
    for first in range(0, len(weights), AT_ONCE):
        part = weights[first : first + AT_ONCE].astype(np.float32)
        largest = np.abs(part).max(axis=1, initial=0)
        scale = np.where(largest > 0, largest / LARGEST, 1)
        scales[first : first + AT_ONCE] = scale
        numbers[first : first + AT_ONCE] = np.rint(part / scale[:, None])
    return numbers, scales


def log_softmax(scores: Array) -> Array:
    """The log of `softmax`, over the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


def softmax(scores: Array) -> Array:
    """Scores as shares of 1, over the last axis."""
    exponentials = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=-1, keepdims=True))
