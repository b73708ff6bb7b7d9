"""TF-IDF of character and word n-grams, as plain arrays.

The weighting is scikit-learn's (sublinear counts, smoothed idf, unit length), but one
text costs a few dictionary look-ups instead of a sparse matrix: 0.1 ms a message.
Texts come folded, as `bot.nlu.normalise.words` writes them.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Array = np.ndarray[Any, Any]
Analyzer = Callable[[str], Iterable[str]]


def characters(text: str) -> list[str]:
    """Runs of 2 to 5 characters inside each word, its edges marked by a space."""
    runs: list[str] = []
    for word in text.split():
        padded = f" {word} "
        length = len(padded)
        for size in range(2, min(5, length) + 1):
            runs += [padded[start : start + size] for start in range(length - size + 1)]
    return runs


def word_pairs(text: str) -> list[str]:
    """Words, alone and two by two."""
    tokens = text.split()
    return tokens + [f"{first} {second}" for first, second in itertools.pairwise(tokens)]


ANALYZERS: dict[str, Analyzer] = {"characters": characters, "words": word_pairs}


class Ngrams:
    """A fitted vocabulary: which n-grams are known, and how rare each is."""

    def __init__(self, analyzer: str, vocabulary: dict[str, int], idf: Array) -> None:
        """Args:
        analyzer: a key of `ANALYZERS`.
        vocabulary: the column of each n-gram, from 0.
        idf: one weight a column, float32.
        """
        self.analyzer = analyzer
        self.vocabulary = vocabulary
        self.idf = idf
        self._analyze = ANALYZERS[analyzer]

    def row(self, text: str) -> tuple[Array, Array]:
        """The known n-grams of a text: columns (int32) and weights (float32) of unit length."""
        # An n-gram that is not known counts for None, which goes.
        counts = Counter(map(self.vocabulary.get, self._analyze(text)))
        counts.pop(None, 0)
        columns = np.fromiter(counts.keys(), dtype=np.int32, count=len(counts))
        weights = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        weights = (np.log(weights) + 1) * self.idf[columns]
        length = np.sqrt(weights @ weights)
        return columns, weights / length if length else weights

    def named(self, text: str) -> dict[int, str]:
        """The known n-grams of a text, by their column."""
        return {
            column: gram
            for gram in self._analyze(text)
            if (column := self.vocabulary.get(gram)) is not None
        }


class Counts:
    """The n-grams of many texts, counted once, so that models may be fitted on parts of them."""

    def __init__(self, analyzer: str, texts: Sequence[str]) -> None:
        self._analyzer = analyzer
        column_of: dict[str, int] = {}
        indices: list[int] = []
        values: list[int] = []
        ends = [0]
        for text in texts:
            counted = Counter(ANALYZERS[analyzer](text))
            indices.extend(column_of.setdefault(gram, len(column_of)) for gram in counted)
            values.extend(counted.values())
            ends.append(len(indices))
        # A server counts nothing: it does without scipy.
        from scipy.sparse import csr_matrix

        self._grams = np.array(list(column_of), dtype=object)
        self._table = csr_matrix(
            (np.array(values, dtype=np.float32), np.array(indices, dtype=np.int32), ends),
            shape=(len(texts), len(column_of)),
        )
        self._table.sort_indices()

    def fit(self, rows: Array, min_texts: int) -> tuple[Ngrams, csr_matrix]:
        """Learn from some of the texts the n-grams that at least `min_texts` of them hold.

        Args:
            rows: which texts to learn from, a boolean a text.

        Returns:
            The vocabulary, and the weights of *all* the texts under it, shape (texts, n-grams).
        """
        from scipy.sparse import diags

        frequency = np.bincount(self._table[rows].indices, minlength=self._table.shape[1])
        kept = np.flatnonzero(frequency >= min_texts)
        idf = (np.log((1 + rows.sum()) / (1 + frequency[kept])) + 1).astype(np.float32)
        known = self._table[:, kept]
        known.data = np.log(known.data) + 1
        known = known @ diags(idf)
        lengths = np.sqrt(np.asarray(known.multiply(known).sum(axis=1)).ravel())
        scaled = diags(1 / np.maximum(lengths, 1e-12)) @ known
        vocabulary = {str(gram): column for column, gram in enumerate(self._grams[kept])}
        return Ngrams(self._analyzer, vocabulary, idf), scaled.tocsr().astype(np.float32)

    def unknown_words(self, rows: Array) -> Array:
        """The share of the single words of each other text that `rows` never hold.

        Returns:
            float32, one a text that is not in `rows`, from 0 to 1.
        """
        single = np.array([" " not in gram for gram in self._grams])
        seen = np.bincount(self._table[rows].indices, minlength=len(single)) > 0
        others = self._table[~rows]
        counts = np.asarray(others @ single.astype(np.float32)).ravel()
        unknown = np.asarray(others @ (single & ~seen).astype(np.float32)).ravel()
        return np.where(counts > 0, unknown / np.maximum(counts, 1), 1.0).astype(np.float32)
