"""Which of many regular expressions folded words hold, without trying them all.

What every match must hold is read off each expression: the messages that hold three letters of
that, and then all of it, leave one or two to try.
"""

from __future__ import annotations

import re
import sre_parse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from sre_constants import BRANCH, LITERAL, MAX_REPEAT, MIN_REPEAT, SUBPATTERN
from typing import Any, Generic, TypeVar

from bot.content.catalogue import Catalogue

Key = TypeVar("Key")

LETTERS = 3


class Expressions(Generic[Key]):
    """Lists of expressions by their keys; each must stand between two ends of words."""

    def __init__(self, listed: Mapping[Key, Iterable[str]]) -> None:
        self._rows = [(key, any_of(expressions)) for key, expressions in listed.items()]
        needed = [_needed_by(pattern.pattern) for _, pattern in self._rows]
        often = Counter(gram for texts in needed for text in texts for gram in _grams(text))
        self._always: set[int] = set()
        self._by_letters: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for place, texts in enumerate(needed):
            if not texts or min(map(len, texts)) < LETTERS:
                self._always.add(place)
                continue
            for text in texts:
                rarest = min(sorted(_grams(text)), key=lambda gram: often[gram])
                self._by_letters[rarest].append((text, place))
        # Several rules ask the same of a message.
        self._known = lru_cache(maxsize=8)(self._search)

    def found(self, said: str) -> Iterator[tuple[Key, re.Match[str]]]:
        """The keys whose expressions folded words hold, in their order, each with where."""
        return iter(self._known(said))

    def _search(self, said: str) -> tuple[tuple[Key, re.Match[str]], ...]:
        rows = (self._rows[place] for place in sorted(self.tried(said)))
        tried = ((key, pattern.search(said)) for key, pattern in rows)
        return tuple((key, match) for key, match in tried if match is not None)

    def keys(self, said: str) -> Iterator[Key]:
        """The keys whose expressions folded words hold, in their order."""
        return (key for key, _ in self.found(said))

    def tried(self, said: str) -> set[int]:
        """The places of the keys whose expressions folded words are compared with."""
        found = self._always.copy()
        for gram in _grams(said) & self._by_letters.keys():
            found.update(place for text, place in self._by_letters[gram] if text in said)
        return found


def by_subject(catalogue: Catalogue, key: str) -> dict[tuple[str, str], Any]:
    """The expressions that subjects hold under a key."""
    return {
        (str(kind), name): getattr(row, key)
        for kind, rows in catalogue.subjects.items()
        for name, row in rows.items()
        if getattr(row, key)
    }


def any_of(expressions: Iterable[str]) -> re.Pattern[str]:
    """One pattern for several expressions over folded words."""
    return re.compile("|".join(rf"\b(?:{one})\b" for one in expressions))


# The next content has most of the expressions of the one before.
@lru_cache(maxsize=2048)
def _needed_by(expression: str) -> frozenset[str]:
    return _needed(sre_parse.parse(expression))


# A message and its pieces are looked up in list after list.
@lru_cache(maxsize=16)
def _grams(text: str) -> frozenset[str]:
    return frozenset(text[place : place + LETTERS] for place in range(len(text) - LETTERS + 1))


def _needed(parsed: Any) -> frozenset[str]:
    """Texts of which every match holds one; none when that cannot be told."""
    best: frozenset[str] = frozenset()
    run = ""
    for operation, argument in (*parsed, (None, None)):
        if operation is LITERAL:
            run += chr(argument)
            continue
        best = max(best, frozenset([run] if run else ()), _inside(operation, argument), key=_worth)
        run = ""
    return best


def _inside(operation: Any, argument: Any) -> frozenset[str]:
    if operation is SUBPATTERN:
        return _needed(argument[-1])
    if operation in (MAX_REPEAT, MIN_REPEAT) and argument[0] > 0:
        return _needed(argument[-1])
    if operation is BRANCH:
        branches = [_needed(one) for one in argument[1]]
        return frozenset().union(*branches) if all(branches) else frozenset()
    return frozenset()


def _worth(texts: frozenset[str]) -> tuple[int, int]:
    """Longer texts are rarer; so are fewer of them."""
    return min(map(len, texts), default=0), -len(texts)
