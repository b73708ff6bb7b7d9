"""The examples that are nearest to a message, by the n-grams of a model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, vstack

from bot.nlu.linear import LinearModel

AT_HAND = 256


class Sentence(NamedTuple):
    """An example, and its folded words."""

    text: str
    intent: str
    folded: str


class Near(NamedTuple):
    """An example and how near it is, from 0 to 1: the cosine of both rows of n-grams."""

    text: str
    intent: str
    likeness: float


class Nearest:
    """Examples as rows of n-grams; of those that stay, a row is made once."""

    def __init__(self, model: LinearModel) -> None:
        self._model = model
        self._sentences: dict[str, Sentence] = {}
        self._table = csr_matrix((0, model.features), dtype=np.float32)
        # All the texts of a conversation are asked for again with each of its pages.
        self.find = lru_cache(AT_HAND)(self._find)

    def learn(self, sentences: Sequence[Sentence]) -> None:
        """Take these examples, and forget all others."""
        wanted = {one.folded: one for one in sentences}
        stay = [number for number, folded in enumerate(self._sentences) if folded in wanted]
        new = [folded for folded in wanted if folded not in self._sentences]
        kept = [folded for folded in self._sentences if folded in wanted]
        self._table = vstack([self._table[stay], self._rows(new)]).tocsr()
        self._sentences = {folded: wanted[folded] for folded in (*kept, *new)}
        self.find.cache_clear()

    def _find(self, said: str, most: int) -> tuple[Near, ...]:
        """The nearest to a message's folded words; none that has no n-gram in common."""
        likeness = self._table @ self._rows([said]).toarray().ravel()
        sentences = list(self._sentences.values())
        return tuple(
            Near(sentences[number].text, sentences[number].intent, float(likeness[number]))
            for number in np.argsort(-likeness, kind="stable")[:most]
            if likeness[number] > 0
        )

    def _rows(self, folded: Sequence[str]) -> Any:
        """Their n-grams, each row of unit length, shape (texts, n-grams)."""
        indices, data, ends = [np.zeros(0, np.int32)], [np.zeros(0, np.float32)], [0]
        for text in folded:
            rows, weights = self._model.row(text)
            length = np.sqrt(weights @ weights)
            indices.append(rows)
            data.append(weights / length if length else weights)
            ends.append(ends[-1] + len(rows))
        parts = np.concatenate(data), np.concatenate(indices), ends
        return csr_matrix(parts, shape=(len(folded), self._model.features))
