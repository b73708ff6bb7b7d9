"""When a draft may not be published, and why, in French."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.models.report import Comparison, Report

# On fewer messages one more or less is chance.
FEWEST = 50


@dataclass(frozen=True)
class Margins:
    """How much worse than the live archive a draft may be, in shares of the messages of a set."""

    first: float = 0.01
    three: float = 0.01
    wrong_and_sure: float = 0.01
    elsewhere: float = 0.02


_MEASURES = (
    ("first_acceptable", "first", "bonne intention en premier", -1),
    ("three_acceptable", "three", "bonne intention parmi les trois premières", -1),
    ("wrong_and_sure", "wrong_and_sure", "réponses fausses données avec assurance", 1),
    ("elsewhere_answered", "elsewhere", "hors Caf pris pour la Caf", 1),
)


def refusals(report: Report, live: str | None, margins: Margins | None = None) -> list[str]:
    """Why a draft may not be published; empty when it may.

    Args:
        live: the archive that is live now.
    """
    margins = margins or Margins()
    found = final(report)
    if report.live != live:
        found.append("Le modèle en service a changé depuis la mesure : entraînez de nouveau.")
    for comparison in report.comparisons:
        if comparison.gates:
            found += _falls(comparison, margins)
    return found


def final(report: Report) -> list[str]:
    """Those of the reasons that no person may override: every server refuses the archive too."""
    return [f"Phrase de contrôle : {missed}." for missed in report.canaries]


def _falls(comparison: Comparison, margins: Margins) -> Iterator[str]:
    before, after = comparison.live, comparison.draft
    if before is None or after.messages < FEWEST:
        return
    for field, margin, title, sign in _MEASURES:
        was, now = getattr(before, field), getattr(after, field)
        # One message of a small set is chance too.
        allowed = max(getattr(margins, margin), 1 / after.messages)
        # A hair's breadth of rounding is no fall.
        if sign * (now - was) > allowed + 1e-9:
            yield (
                f"{comparison.title} : {title}, {_percent(was)} en service, {_percent(now)} "
                f"avec le brouillon ; {_percent(allowed)} d'écart au plus."
            )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %".replace(".", ",")
