"""Things that have an id, as people pick them from a list: « Voir mes paiements (…) »."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NAMED = re.compile(r"\(([a-z0-9_]+)\)\s*\Z")


class Picks:
    """Ids with their titles."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        self._titles = titles

    def __contains__(self, name: object) -> bool:
        return name in self._titles

    def of(self, name: str) -> str:
        """The title of one; one that is gone keeps its id."""
        return self._titles.get(name, name)

    def choice(self, name: str) -> str:
        """One as it stands in a list to pick from; empty when there is none."""
        return f"{self._titles[name]} ({name})" if name in self._titles else ""

    @property
    def choices(self) -> list[str]:
        """All to pick from, by title."""
        return sorted(map(self.choice, self._titles), key=str.casefold)

    def picked(self, typed: str) -> str | None:
        """The id that was picked or typed: with its title, alone, or by its title."""
        named = _NAMED.search(typed)
        wanted = named[1] if named else typed.strip()
        if wanted in self._titles:
            return wanted
        said = typed.strip().casefold()
        same = [name for name, title in self._titles.items() if title.casefold() == said]
        return same[0] if len(same) == 1 else None


def subject_picks(subjects: Mapping[tuple[str, str], str]) -> Picks:
    """Subjects by kind and name, with what they are called; lookups share no name."""
    return Picks({name: label for (_, name), label in subjects.items()})
