"""Which intents a message may mean, and the question that tells them apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.content.catalogue import Catalogue
from bot.nlu.normalise import words

MAX_CANDIDATES = 8


@dataclass(frozen=True)
class Question:
    """A clarification of the catalogue: the folded words that call for it, its choices."""

    terms: frozenset[str]
    intents: frozenset[str]


@dataclass(frozen=True)
class Choices:
    """What may be suggested, and the questions that may be asked, by name."""

    suggested: frozenset[str]
    questions: Mapping[str, Question]

    @classmethod
    def of(cls, catalogue: Catalogue) -> Choices:
        """The choices of a catalogue."""
        return cls(
            frozenset(name for name, row in catalogue.intents.items() if row.suggested),
            {
                name: Question(frozenset(map(words, row.terms)), frozenset(row.intents))
                for name, row in catalogue.clarifications.items()
            },
        )

    @property
    def ambiguous(self) -> list[str]:
        """Every folded word that means several things."""
        return sorted(frozenset().union(*(row.terms for row in self.questions.values())))

    def candidates(self, parsed: Mapping[str, Any]) -> list[str]:
        """The intents that a button may suggest, likeliest first.

        Args:
            parsed: a message as Rasa parsed it (`text`, `intent_ranking`).
        """
        names: Iterable[str] = (entry["name"] for entry in parsed.get("intent_ranking") or [])
        return [name for name in names if name in self.suggested][:MAX_CANDIDATES]

    def question(self, parsed: Mapping[str, Any]) -> str | None:
        """The name of the catalogue's question for this message, or None.

        A message that is one of the listed words comes first; else the two likeliest
        intents must both be among a question's choices.
        """
        said = words(parsed.get("text") or "")
        for name, row in self.questions.items():
            if said in row.terms:
                return name
        likeliest = set(self.candidates(parsed)[:2])
        if len(likeliest) == 2:
            for name, row in self.questions.items():
                if likeliest <= row.intents:
                    return name
        return None
