"""Words that nobody ever taught, read as the word that was meant.

A word that no example and no lookup form holds is replaced by a frequent one that is a
single slip away (a letter missing, added, replaced, two swapped, a space forgotten), the
one that goes best with its neighbours. Words that are known are never touched. What it
gains, and what was left out: docs/decisions/0016.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise, zip_longest
from string import ascii_lowercase
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.learnt import LearntComponent
from bot.nlu.lookups import Word, read_words
from bot.nlu.normalise import words
from bot.nlu.said import WORDS

# So many examples must hold a word, or a pair of words, for it to be what somebody meant.
FREQUENT = 3
# Shorter words are one slip away from too many others.
SHORTEST = 3
# What a word's own frequency counts beside the pairs it makes with its neighbours.
ALONE = 0.5


class Spelling:
    """The words that were taught, and how often."""

    def __init__(self, taught: Mapping[str, int], pairs: Mapping[str, int]) -> None:
        """Args:
        taught: every known word, folded, and how many texts hold it.
        pairs: two words that follow each other, a space between, and how many texts hold them.
        """
        self.taught = taught
        self.pairs = pairs

    @classmethod
    def of(cls, texts: Iterable[str], forms: Iterable[str]) -> Spelling:
        """The words of examples, and of lookup forms, which count as frequent in any case."""
        said = [words(text).split() for text in texts]
        taught = Counter(chain.from_iterable(map(dict.fromkeys, said)))
        pairs = Counter(
            chain.from_iterable(
                {f"{first} {second}": None for first, second in pairwise(one)} for one in said
            )
        )
        for form in forms:
            for word in words(form).split():
                taught[word] = max(taught[word], FREQUENT)
        frequent = {pair: count for pair, count in pairs.items() if count >= FREQUENT}
        return cls(dict(taught), frequent)

    def mend(self, said: Sequence[str]) -> list[str]:
        """The same folded words in the same order; two words in one place where a space was
        forgotten, parted by a space."""
        mended: list[str] = []
        for word, after in zip_longest(said, said[1:], fillvalue=""):
            before = mended[-1].rpartition(" ")[2] if mended else ""
            mended.append(word if self._stays(word) else self._meant(word, before, after))
        return mended

    def read(self, text: str) -> list[Word]:
        """The words of a text as they were meant, each where it was typed."""
        typed = read_words(text)
        mended = self.mend([word.said for word in typed])
        return [
            Word(meant, word.start, word.end)
            for word, said in zip(typed, mended, strict=True)
            for meant in said.split()
        ]

    def _stays(self, word: str) -> bool:
        letters = word.isascii() and word.isalpha()
        return word in self.taught or len(word) < SHORTEST or not letters

    def _meant(self, word: str, before: str, after: str) -> str:
        """The likeliest reading of an unknown word; the word itself if there is none."""
        likely = {
            slip: ALONE * math.log(count)
            + math.log1p(self.pairs.get(f"{before} {slip}", 0))
            + math.log1p(self.pairs.get(f"{slip} {after}", 0))
            for slip in _one_slip_away(word)
            if len(slip) >= SHORTEST and (count := self.taught.get(slip, 0)) >= FREQUENT
        }
        for place in range(1, len(word)):
            parted = f"{word[:place]} {word[place:]}"
            if parted in self.pairs:
                likely[parted] = (1 + ALONE) * math.log(self.pairs[parted])
        # Of equals the first in the alphabet, so that every process reads alike.
        return min(likely, key=lambda meant: (-likely[meant], meant), default=word)


def _one_slip_away(word: str) -> Iterator[str]:
    """Every string that one slip would have turned into this one, or the other way round."""
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        for letter in ascii_lowercase:
            yield before + letter + after
            yield before + letter + after[1:]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class SpellingMender(LearntComponent):
    """Gives each message its words as they were meant (`bot.nlu.lookups.words_of`).

    One that was not trained knows no word, and so changes none.
    """

    file = "counts.json"
    _spelling = Spelling({}, {})

    def use(self, learnt: dict[str, Any]) -> None:
        self._spelling = Spelling(learnt["taught"], learnt["pairs"])

    def train(self, training_data: TrainingData) -> Resource:
        """Count the words of the examples and of the lookup forms."""
        texts = (example.get(TEXT) or "" for example in training_data.intent_examples)
        spelling = Spelling.of(texts, training_data.entity_synonyms)
        return self.keep({"taught": spelling.taught, "pairs": spelling.pairs})

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the words of each message that has a text."""
        for message in messages:
            if message.get(TEXT):
                message.set(WORDS, self._spelling.read(message.get(TEXT)))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing to mend: every word of an example is known."""
        return training_data
