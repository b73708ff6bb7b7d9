"""TF-IDF of character and word n-grams, as plain arrays.

The weighting is scikit-learn's (sublinear counts, smoothed idf, unit length), but one
text costs a few dictionary look-ups instead of a sparse matrix: 0.1 ms a message.
Texts come folded, as `bot.nlu.normalise.words` writes them.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
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
# What these find in a text is what they find in each of its words.
WORD_BY_WORD = frozenset({"characters"})


class Ngrams:
    """A fitted vocabulary: which n-grams are known, and how rare each is.

    Two hundred thousand texts in a dictionary take 30 MB. What is asked of them is their
    place, and that is found by their hashes: two of them being equal is less likely than a
    fault of the memory.
    """

    def __init__(self, analyzer: str, grams: Sequence[str], idf: Array) -> None:
        """Args:
        analyzer: a key of `ANALYZERS`.
        grams: the n-gram of each column.
        idf: one weight a column, float32.
        """
        self.analyzer = analyzer
        self.idf = idf
        self._analyze = ANALYZERS[analyzer]
        # No analyzer makes an n-gram with a line end in it.
        self._written = "\n".join(grams)
        hashes = _hashes(grams)
        self._column = np.argsort(hashes).astype(np.int32)
        self._hashes = hashes[self._column]

    def __len__(self) -> int:
        return len(self._column)

    @property
    def grams(self) -> list[str]:
        """The n-gram of each column."""
        return self._written.split("\n") if len(self) else []

    def columns(self, grams: Collection[str]) -> Array:
        """The column of each n-gram, int32; -1 for one that is not known."""
        if not len(self):
            return np.full(len(grams), -1, dtype=np.int32)
        asked = _hashes(grams)
        places = np.minimum(self._hashes.searchsorted(asked), len(self) - 1)
        return np.where(self._hashes[places] == asked, self._column[places], -1)

    def row(self, text: str) -> tuple[Array, Array]:
        """The known n-grams of a text: columns (int32) and weights (float32) of unit length."""
        counted = Counter(self._analyze(text))
        found = self.columns(counted)
        known = found >= 0
        columns = found[known]
        counts = np.fromiter(counted.values(), dtype=np.float32, count=len(counted))[known]
        weights = (np.log(counts) + 1) * self.idf[columns]
        length = np.sqrt(weights @ weights)
        return columns, weights / length if length else weights

    def named(self, text: str) -> dict[int, str]:
        """The known n-grams of a text, by their column."""
        grams = list(self._analyze(text))
        found = zip(self.columns(grams).tolist(), grams, strict=True)
        return {column: gram for column, gram in found if column >= 0}


def _hashes(grams: Collection[str]) -> Array:
    return np.fromiter(map(hash, grams), dtype=np.int64, count=len(grams))


class Counts:
    """The n-grams of many texts, counted once, so that models may be fitted on parts of them."""

    def __init__(self, analyzer: str, texts: Sequence[str]) -> None:
        self._analyzer = analyzer
        analyze = ANALYZERS[analyzer]
        if analyzer in WORD_BY_WORD:
            # Few words make many texts: each is read once, and counted as often as it is there.
            spoken, table = _counted(text.split() for text in texts)
            grams, inside = _counted(map(analyze, spoken))
            table = table @ inside
        else:
            grams, table = _counted(map(analyze, texts))
        self._grams = np.array(grams, dtype=object)
        self._table = table
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
        grams = [str(gram) for gram in self._grams[kept]]
        return Ngrams(self._analyzer, grams, idf), scaled.tocsr().astype(np.float32)

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


def _counted(sequences: Iterable[Iterable[str]]) -> tuple[list[str], csr_matrix]:
    """What some sequences hold, in the order in which it is first met, and how often each does.

    Returns:
        The things, and float32 counts of shape (sequences, things).
    """
    # A server counts nothing: it does without scipy.
    from scipy.sparse import csr_matrix

    column_of: dict[str, int] = {}
    indices: list[int] = []
    values: list[int] = []
    ends = [0]
    for sequence in sequences:
        counted = Counter(sequence)
        indices.extend(column_of.setdefault(thing, len(column_of)) for thing in counted)
        values.extend(counted.values())
        ends.append(len(indices))
    table = csr_matrix(
        (np.array(values, dtype=np.float32), np.array(indices, dtype=np.int32), ends),
        shape=(len(ends) - 1, len(column_of)),
    )
    return list(column_of), table
