"""A message, or a clause of one, as the model read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from bot.content.catalogue import FALLBACK
from bot.nlu.normalise import fold, words, words_of_any_script


@dataclass(frozen=True)
class Reading:
    """What was said, and what it may mean.

    `ranking` holds intents and confidences, likeliest first, without the fallback; `sure`
    says whether the model would answer by itself; `entities` are kinds and values.
    """

    text: str
    ranking: tuple[tuple[str, float], ...] = ()
    sure: bool = False
    entities: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, parsed: Mapping[str, Any]) -> Reading:
        """A message as Rasa parsed it."""
        named = parsed.get("intent") or {}
        ranking = [
            (entry["name"], float(entry["confidence"]))
            for entry in parsed.get("intent_ranking") or ()
            if entry["name"] != FALLBACK
        ]
        name = named.get("name")
        sure = bool(name) and name != FALLBACK
        if sure and (not ranking or ranking[0][0] != name):
            # A button's payload carries its intent alone.
            others = [entry for entry in ranking if entry[0] != name]
            ranking = [(str(name), float(named.get("confidence") or 1.0)), *others]
        return cls(
            text=parsed.get("text") or "",
            ranking=tuple(ranking),
            sure=sure,
            entities=tuple(
                (found["entity"], str(found["value"])) for found in parsed.get("entities") or ()
            ),
        )

    @property
    def intent(self) -> str | None:
        """The likeliest intent, sure or not."""
        return self.ranking[0][0] if self.ranking else None

    @cached_property
    def folded(self) -> str:
        """The text in lower case without accents, its punctuation kept."""
        return fold(self.text).strip()

    @cached_property
    def words(self) -> str:
        """The folded words, one space apart."""
        return words(self.text)

    @cached_property
    def foreign(self) -> str:
        """The folded words of whatever script, one space apart."""
        return words_of_any_script(self.text)

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """The folded words."""
        return tuple(self.words.split())

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of what it names."""
        return frozenset(kind for kind, _ in self.entities)

    def value(self, kind: str) -> str | None:
        """The first value of a kind of entity, or None."""
        return next((value for name, value in self.entities if name == kind), None)


class Read(Protocol):
    """Reads a text as the model of the same content would read it alone."""

    def __call__(self, text: str, *, quick: bool = False) -> Reading:
        """What a text means by itself.

        Args:
            quick: at the price of the n-grams alone, without the second look.
        """
