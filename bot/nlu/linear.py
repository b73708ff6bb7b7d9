"""A linear model over n-grams: one score an intent, kept as plain arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bot.nlu.margins import Machines, are_near, fit
from bot.nlu.near import Near
from bot.nlu.ngrams import Array, Counts, Ngrams
from bot.nlu.normalise import words

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# The n-grams read, and how many examples must hold one for it to count.
BLOCKS = {"characters": 2, "words": 1}
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
        near: Near | None = None,
    ) -> None:
        """Args:
        inverse_penalty: the C of a linear support vector machine.
        near: which examples stood near the margins in the training before.
        """
        self.intents = sorted(set(intents))
        number = {intent: place for place, intent in enumerate(self.intents)}
        self.right = np.array([number[intent] for intent in intents])
        folded = [words(text) for text in texts]
        self._counts = {name: Counts(name, folded) for name in BLOCKS}
        self.penalty = inverse_penalty
        self._near = near

    def model(self) -> LinearModel:
        """A model of all the examples."""
        rows = np.ones(len(self.right), dtype=bool)
        blocks, matrix = self._features(rows)
        machines = self._fit(matrix, rows)
        if self._near:
            self._near.keep(machines.near)
        return LinearModel(self.intents, blocks, machines.weights.astype(np.float16), machines.bias)

    def scores_of_others(self, rows: Array) -> tuple[Array, Array]:
        """What a model that learns from `rows` says of the other examples.

        Args:
            rows: a boolean an example; an intent that none of them has gets `NEVER`.

        Returns:
            The scores of the others, float32, shape (others, intents), and the share of
            words of each that the model never saw, float32, shape (others,).
        """
        _, matrix = self._features(rows)
        machines = self._fit(matrix, rows)
        scores = machines.scores(matrix[~rows])
        if self._near and self._near.known is None:
            near = np.empty((len(rows), len(self.intents)), dtype=bool)
            near[rows], near[~rows] = machines.near, are_near(scores, self.right[~rows])
            self._near.known = near
        return scores, self._counts["words"].unknown_words(rows)

    def _features(self, rows: Array) -> tuple[list[Ngrams], csr_matrix]:
        from scipy.sparse import hstack

        fitted = [self._counts[name].fit(rows, least) for name, least in BLOCKS.items()]
        return [block for block, _ in fitted], hstack([part for _, part in fitted]).tocsr()

    def _fit(self, matrix: csr_matrix, rows: Array) -> Machines:
        near = self._near.known if self._near else None
        return fit(
            matrix[rows],
            self.right[rows],
            len(self.intents),
            self.penalty,
            None if near is None else near[rows],
        )


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
