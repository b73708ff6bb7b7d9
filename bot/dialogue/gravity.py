"""Which of two hard moments is the graver."""

from __future__ import annotations

from bot.dialogue.memory import Subject

# Of several dangers in one message, the one that kills first.
_SEVERITY = (
    "geste_suicidaire",
    "geste_autrui",
    "adieu_autrui",
    "suicide",
    "suicide_autrui",
    "violences",
    "enfant_danger",
    "enfant_toit",
    "aine",
    "toit_faim",
    "emprise",
)


def severity(said: Subject) -> int:
    """The place of a hard moment among all, the gravest first."""
    # A death comes after any danger to somebody who lives.
    return _SEVERITY.index(said[1]) if said[1] in _SEVERITY else len(_SEVERITY)


def graver(told: Subject | None, before: Subject | None) -> Subject | None:
    """Which of two hard moments is kept in mind: the graver, the newer of equals.

    One that has a name is kept before one that has none.
    """
    if told is None or before is None:
        return told or before
    return before if _rank(before) < _rank(told) else told


def _rank(said: Subject) -> tuple[int, bool]:
    return severity(said), not said[1]
