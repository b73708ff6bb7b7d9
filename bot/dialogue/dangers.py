"""Which hard moments words tell of, by the expressions that the subjects of a catalogue hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.catalogue import Catalogue
from bot.dialogue.expressions import Expressions, any_of, by_subject
from bot.dialogue.memory import Subject
from bot.nlu.likeness import Likeness

# Less like a list than this is not like it at all.
LEAST = 1e-3


class Dangers:
    """The expressions of the hard moments of a catalogue.

    Args:
        kinds: the kinds of subject that are hard moments.
        likeness: tells which of their rows (« danger.suicide ») a message is like.
    """

    def __init__(
        self, catalogue: Catalogue, kinds: frozenset[str], likeness: Likeness | None = None
    ) -> None:
        self._catalogue = catalogue
        self._likeness = likeness or Likeness({})
        said = by_subject(catalogue, "said")
        self._told = Expressions({one: said[one] for one in said if one[0] in kinds})
        self._foreign = Expressions(
            {
                (*one, language): listed
                for one, languages in by_subject(catalogue, "foreign").items()
                for language, listed in languages.items()
            }
        )
        self._hints = Expressions(by_subject(catalogue, "hints"))
        self._clues = Expressions(by_subject(catalogue, "clues"))
        self._victims = Expressions(by_subject(catalogue, "victims"))
        self._thanks = {
            one: re.compile("|".join(f"(?:{said})" for said in listed))
            for one, listed in by_subject(catalogue, "thanks").items()
        }
        self._unless = {
            one: any_of(listed) for one, listed in by_subject(catalogue, "unless").items()
        }

    def told(self, said: str) -> Iterator[Subject]:
        """The dangers that folded words tell of, though no form of a lookup is there."""
        return self._told.keys(said)

    def abroad(self, said: str) -> Iterator[tuple[Subject, str]]:
        """The dangers that words of another language tell of, each with the language."""
        for kind, name, language in self._foreign.keys(said):
            yield (kind, name), language

    def thanked(self, said: str) -> Subject | None:
        """The language in which words of whatever script only say thanks, or None."""
        return next((one for one, how in self._thanks.items() if how.fullmatch(said)), None)

    def likest(self, kind: str, said: str) -> tuple[Subject | None, float]:
        """The row of a kind that folded words are most like, and how many times more than the
        next one (at least 1)."""
        scores = {
            name: score
            for name, score in self._likeness.of(said).items()
            if name.partition(".")[0] == kind
        }
        best, *others = sorted(scores, key=lambda name: -scores[name]) or [""]
        if not others or not scores[best]:
            return None, 1.0
        return (kind, best.partition(".")[2]), scores[best] / max(scores[others[0]], LEAST)

    def hinted(self, said: str) -> Iterator[Subject]:
        """The dangers that weaker words may mean, once it is known that there is one."""
        return self._hints.keys(said)

    def clues(self, said: str) -> Iterator[Subject]:
        """The dangers that the weakest words may mean, once one is surely told."""
        return self._clues.keys(said)

    def victims(self, said: str) -> Iterator[Subject]:
        """The dangers that befall those of whom folded words tell."""
        return self._victims.keys(said)

    def general(self, kind: str) -> str | None:
        """The row of a hard moment that is told without its name, or None."""
        rows = self._catalogue.subjects.get(kind, {})  # type: ignore[call-overload]
        return next((str(name) for name, row in rows.items() if row.general), None)

    def denied(self, danger: Subject, said: str) -> bool:
        """If folded words say that a danger is not there (« il ne me tape pas »)."""
        pattern = self._unless.get(danger)
        return pattern is not None and pattern.search(said) is not None

    def eased(self, danger: Subject | None, said: str) -> Subject | None:
        """The row that says that a danger told before is over (« ça va, c'est passé »)."""
        return next((one for one in self.hinted(said) if danger and self._eases(one, danger)), None)

    def eases(self, one: Subject) -> bool:
        """If a row only says that another is over."""
        row = self._catalogue.subject(*one)
        return row is not None and row.eases is not None

    def alike(self, one: Subject, other: Subject) -> bool:
        """If the second is answered as the first is, or is the same."""
        row = self._catalogue.subject(*other)
        return one == other or (row is not None and row.like == one[1])

    def _eases(self, one: Subject, danger: Subject) -> bool:
        row = self._catalogue.subject(*one)
        return row is not None and one[0] == danger[0] and row.eases == danger[1]
