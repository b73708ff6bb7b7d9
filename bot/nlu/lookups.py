"""The forms of the lookup tables, and where a text holds them.

In Rasa's training data, a `lookup` gives an entity its values and a `synonym` gives a
value its forms. Matching ignores case, accents and punctuation, takes the longest form,
and looks for each entity on its own, so that « titre de séjour » can be a document
inside a longer expression that names the body to turn to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from bot.nlu.normalise import fold

if TYPE_CHECKING:
    from rasa.shared.nlu.training_data.training_data import TrainingData

# A word, with the accents that some keyboards write as characters of their own.
_TOKEN = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")

# The first character after those whose folded form is a letter or a digit if they are.
BEYOND_LATIN = "\u0250"

Forms = Mapping[str, Mapping[str, str]]


class Word(NamedTuple):
    """A folded word, and the characters of the text that it stands for."""

    said: str
    start: int
    end: int


class Found(NamedTuple):
    """A form in a text: what it names, and the characters it takes."""

    entity: str
    value: str
    start: int
    end: int


class Lookups:
    """Every form of every entity, ready to be looked for."""

    def __init__(self, forms: Forms) -> None:
        """Args:
        forms: for each entity, its folded forms and the value of each.
        """
        self.forms = forms
        self._lengths = {entity: _lengths(values) for entity, values in forms.items()}

    @classmethod
    def of(cls, training_data: TrainingData) -> Lookups:
        """The forms that the lookup tables and synonyms of Rasa's training data give."""
        entity_of = {
            value: table["name"]
            for table in training_data.lookup_tables
            for value in table["elements"]
        }
        forms: dict[str, dict[str, str]] = defaultdict(dict)
        for form, value in training_data.entity_synonyms.items():
            if value in entity_of:
                forms[entity_of[value]][" ".join(word.said for word in read_words(form))] = value
        return cls(dict(forms))

    def find(self, tokens: Sequence[Word]) -> list[Found]:
        """The longest forms among words, an entity after the other, from left to right."""
        bare = [token.said for token in tokens]
        found = []
        for entity, values in self.forms.items():
            lengths = self._lengths[entity]
            position = 0
            while position < len(tokens):
                for length in lengths.get(bare[position], ()):
                    value = values.get(" ".join(bare[position : position + length]))
                    # At the end of a text a slice may be shorter than asked for.
                    if value is not None and position + length <= len(tokens):
                        end = tokens[position + length - 1].end
                        found.append(Found(entity, value, tokens[position].start, end))
                        break
                else:
                    length = 1
                position += length
        return found


def read_words(text: str) -> list[Word]:
    """The words of a text in any script, as they were typed."""
    folded = fold(text)
    if len(folded) == len(text) and max(text, default="") < BEYOND_LATIN:
        # Folded all at once: every character is still where it was.
        return [Word(found.group(), *found.span()) for found in _TOKEN.finditer(folded)]
    return [Word(fold(found.group()), *found.span()) for found in _TOKEN.finditer(text)]


def _lengths(values: Mapping[str, str]) -> dict[str, list[int]]:
    """For each word that begins a form, how many words such forms have, the most first."""
    lengths: dict[str, set[int]] = defaultdict(set)
    for form in values:
        lengths[form.partition(" ")[0]].add(form.count(" ") + 1)
    return {word: sorted(counts, reverse=True) for word, counts in lengths.items()}
