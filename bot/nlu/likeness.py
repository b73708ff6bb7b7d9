"""Which of several lists of example phrases a short message is like.

Each list is one profile: how many of its phrases hold an n-gram, weighed by how rare that is.
A message is as like a list as their n-grams point the same way (cosine). Nothing is trained:
a few tenths of a second are enough when the phrases are read, a tenth of a millisecond a
message. `docs/nlu.md` compares it with the alternatives, measured.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from bot.nlu.ngrams import ANALYZERS, Array, Ngrams
from bot.nlu.normalise import words

# An n-gram that half of a list's phrases hold does not count half as much as one that all hold.
DAMPED = 0.5


class Likeness:
    """How like each list a message is."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        """Args:
        phrases: the example phrases of each list, by its name, as people write them.
        """
        self._names = tuple(phrases)
        folded = [[words(phrase) for phrase in listed] for listed in phrases.values()]
        self._blocks = [_Block(name, folded) for name in ANALYZERS] if phrases else []

    def of(self, said: str) -> dict[str, float]:
        """How like each list folded words are, from 0 to 1."""
        if not self._names:
            return {}
        whole = np.mean([block.cosines(said) for block in self._blocks], axis=0)
        return dict(zip(self._names, whole.tolist(), strict=True))


class _Block:
    """The profiles over the n-grams of one analyzer."""

    def __init__(self, analyzer: str, lists: Sequence[Sequence[str]]) -> None:
        held = [[{*ANALYZERS[analyzer](phrase)} for phrase in listed] for listed in lists]
        counts = [Counter(gram for phrase in listed for gram in phrase) for listed in held]
        frequency: Counter[str] = Counter()
        for counted in counts:
            frequency.update(counted)
        phrases = sum(map(len, held))
        often = np.fromiter(frequency.values(), dtype=np.float32, count=len(frequency))
        idf = np.log((1 + phrases) / (1 + often)) + 1
        self._ngrams = Ngrams(analyzer, list(frequency), idf.astype(np.float32))
        place = {gram: row for row, gram in enumerate(frequency)}
        # Nineteen cells of twenty would be empty: a list is a column of what stands in it.
        columns, rows, values = [], [], []
        for column, (counted, listed) in enumerate(zip(counts, held, strict=True)):
            found = np.fromiter((place[gram] for gram in counted), np.int32, len(counted))
            share = np.fromiter(counted.values(), dtype=np.float32, count=len(counted))
            profile = (share / max(len(listed), 1)) ** DAMPED * idf[found]
            columns.append(np.full(len(counted), column, dtype=np.int32))
            rows.append(found)
            values.append(profile / max(float(np.sqrt(profile @ profile)), 1e-9))
        row = np.concatenate(rows)
        order = np.argsort(row, kind="stable")
        self._lists = len(lists)
        self._column: Array = np.concatenate(columns)[order]
        self._value: Array = np.concatenate(values)[order].astype(np.float32)
        self._start: Array = np.searchsorted(row[order], np.arange(len(frequency) + 1))

    def cosines(self, said: str) -> Array:
        """One cosine a list, float64."""
        found, weights = self._ngrams.row(said)
        start = self._start[found]
        held = self._start[found + 1] - start
        before = np.cumsum(held) - held
        cells = np.arange(held.sum()) + np.repeat(start - before, held)
        shares = self._value[cells] * np.repeat(weights, held)
        return np.bincount(self._column[cells], weights=shares, minlength=self._lists)
