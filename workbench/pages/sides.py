"""The two sides of a trial as people read them: counts, shares, and whether so few can tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from storage.statistics import MISSED
from workbench.models.chance import Interval, Share, difference
from workbench.pages.figures import SUGGESTED, UNDERSTOOD
from workbench.pages.view import FEWEST

Counts = Mapping[str, int]

_MESSAGES = (*UNDERSTOOD, *SUGGESTED, *MISSED)
_ALONE = (
    ("Conversations ouvertes", ("opened",)),
    ("Conversations où la personne a écrit ou choisi", ("spoke",)),
    ("Messages", _MESSAGES),
    ("Choix suivis", ("picked",)),
    ("Rubriques et liens proposés", ("destination",)),
    ("Avis donnés", ("up", "down")),
)
# Of what a share is: how it is called, what counts, among what, and if more of it is better.
_SHARES = (
    ("Messages compris", UNDERSTOOD, _MESSAGES, 1),
    ("Choix proposés, faute d'être sûr", SUGGESTED, _MESSAGES, 0),
    ("Messages manqués", MISSED, _MESSAGES, -1),
    ("« Pas ça », écrit ou choisi", ("not_that",), (*_MESSAGES, "picked"), -1),
    ("Avis utiles, parmi les avis", ("up",), ("up", "down"), 1),
)


class Told(NamedTuple):
    """A count on each side."""

    label: str
    live: int
    draft: int


class Compared(NamedTuple):
    """A share on each side; None where the counts are too small to be told.

    `gap` is where the difference is, of the draft less the live archive.
    """

    label: str
    live: float | None
    draft: float | None
    gap: Interval | None
    better: int

    @property
    def found(self) -> float | None:
        """The difference."""
        if self.live is None or self.draft is None:
            return None
        return self.draft - self.live

    @property
    def verdict(self) -> str:
        """What it says, in French."""
        if self.gap is None or self.found is None:
            return "trop peu pour être montré"
        if not self.gap.tells:
            return "pas d'écart sûr"
        sense = self.better * (1 if self.found > 0 else -1)
        return {1: "mieux avec le brouillon", -1: "moins bien avec le brouillon"}.get(
            sense, "plus souvent" if self.found > 0 else "moins souvent"
        )


class Sides(NamedTuple):
    """Both sides of a trial."""

    counts: list[Told]
    shares: list[Compared]

    @property
    def word(self) -> str:
        """If so few conversations can tell, in French."""
        first = self.shares[0]
        if first.gap is None or first.found is None:
            return "Trop peu de conversations : ces nombres ne disent encore rien."
        if not first.gap.tells:
            seen = round(100 * (first.gap.high - first.gap.low) / 2) or 1
            return (
                "On ne peut pas dire lequel comprend le mieux. Avec si peu de conversations, "
                f"un écart de moins de {seen} point{'s' if seen > 1 else ''} ne se verrait pas."
            )
        more = "mieux" if first.found > 0 else "moins bien"
        return (
            f"Le brouillon comprend {more} les messages. Le hasard seul ferait croire à un tel "
            "écart moins d'une fois sur vingt."
        )


def sides(live: Counts, draft: Counts) -> Sides:
    """Both sides, from what was counted on each."""
    return Sides(
        [Told(label, _sum(live, names), _sum(draft, names)) for label, names in _ALONE],
        [_compared(label, live, draft, part, of, sign) for label, part, of, sign in _SHARES],
    )


def _compared(
    label: str, live: Counts, draft: Counts, part: Iterable[str], of: Iterable[str], better: int
) -> Compared:
    before, after = _share(live, part, of), _share(draft, part, of)
    gap = difference(before, after) if before is not None and after is not None else None
    return Compared(
        label,
        before.part if before is not None else None,
        after.part if after is not None else None,
        gap,
        better,
    )


def _share(counts: Counts, part: Iterable[str], of: Iterable[str]) -> Share | None:
    """A share, unless it would tell a count that is too small to be told.

    The messages of one conversation are alike: no more are counted than there are conversations.
    """
    some, whole, spoke = _sum(counts, part), _sum(counts, of), counts.get("spoke", 0)
    if min(whole, spoke) < FEWEST or 0 < some < FEWEST:
        return None
    return Share(min(some / whole, 1.0), min(whole, spoke))


def _sum(counts: Counts, names: Iterable[str]) -> int:
    return sum(counts.get(name, 0) for name in names)
