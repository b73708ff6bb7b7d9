"""The words that the catalogue explains, as messages name them."""

from __future__ import annotations

import re
from collections import Counter

from bot.content.catalogue import Catalogue
from bot.nlu.normalise import words

# A shorter part of a term is in too many sentences.
WHOLE_WORD = 6
_ARTICLE = re.compile(r"^(?:l|le|la|les|un|une|des) ")


class Glossary:
    """The rows of « terme » of a catalogue, by their folded labels."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._terms = {
            f" {_ARTICLE.sub('', words(row.label))} ": name
            for kind, rows in catalogue.subjects.items()
            if kind == "terme"
            for name, row in rows.items()
        }
        tokens = Counter(token for label in self._terms for token in {*label.split()})
        self._by_part = {
            token: name
            for label, name in self._terms.items()
            for token in label.split()
            if tokens[token] == 1 and len(token) >= WHOLE_WORD
        }

    def term_in(self, said: str) -> str | None:
        """The word of the glossary that folded words hold, the longest if several."""
        held = [label for label in self._terms if label in f" {said} "]
        return self._terms[max(held, key=len)] if held else None

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
