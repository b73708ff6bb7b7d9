"""The words that the catalogue explains, as messages name them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.content.catalogue import Catalogue
from bot.dialogue.table import word_set
from bot.nlu.normalise import words

# A shorter part of a term is in too many sentences.
WHOLE_WORD = 6
# What stands between the words of a term, and is left out as readily.
_SMALL = word_set("de d du des la le l les a au aux en un une et ou")
_ARTICLE = re.compile(r"^(?:l|le|la|les|un|une|des) ")


class Glossary:
    """The rows of « terme » of a catalogue, by their folded labels and other names."""

    def __init__(self, catalogue: Catalogue) -> None:
        rows = catalogue.subjects.get("terme", {})
        self._terms = {f" {_folded(row.label)} ": name for name, row in rows.items()}
        # By other names a word is known only where nothing else is asked about.
        self._names = {
            _bare(_folded(said).split()): name
            for name, row in rows.items()
            for said in (row.label, *row.names)
        }
        tokens = Counter(token for label in self._terms for token in {*label.split()})
        self._by_part = {
            token: name
            for label, name in self._terms.items()
            for token in label.split()
            if tokens[token] == 1 and len(token) >= WHOLE_WORD and not rows[name].names
        }

    def term_in(self, said: str) -> str | None:
        """The word of the glossary that folded words hold, the longest if several."""
        held = [label for label in self._terms if label in f" {said} "]
        return self._terms[max(held, key=len)] if held else None

    def named(self, tokens: Sequence[str]) -> str | None:
        """The word of the glossary that these folded words name, and nothing more."""
        return self._names.get(_bare(tokens))

    def name_in(self, tokens: Sequence[str]) -> str | None:
        """The word of which these folded words hold a name or the label, the longest if several
        (« la différence entre taux plein et taux partiel »)."""
        said = f" {' '.join(_bare(tokens))} "
        held = [one for one in self._names if f" {' '.join(one)} " in said]
        return self._names[max(held, key=len)] if held else None

    def partly_in(self, said: str) -> str | None:
        """The one word of the glossary of which folded words hold a part that no other has
        (« amiable »), or None."""
        held = {self._by_part[token] for token in said.split() if token in self._by_part}
        return next(iter(held)) if len(held) == 1 else None

    def beside(self, said: str) -> tuple[str, ...]:
        """The folded words without those of the glossary (« montant net social »)."""
        padded = f" {said} "
        for label in self._terms:
            padded = padded.replace(label, " ")
        return tuple(padded.split())


def _folded(label: str) -> str:
    return _ARTICLE.sub("", words(label))


def _bare(tokens: Iterable[str]) -> tuple[str, ...]:
    return tuple(token for token in tokens if token not in _SMALL)
