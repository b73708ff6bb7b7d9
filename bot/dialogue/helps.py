"""Which benefit is for what a message tells, and what is asked of one that it names."""

from __future__ import annotations

import re

from bot.dialogue import closed, subjects
from bot.dialogue.closed import Asked
from bot.dialogue.memory import Subject
from bot.dialogue.moves import Answer
from bot.dialogue.turn import Result, Turn

# A longer message tells a story of its own.
LONGEST = 16
# « Nounou, quelle aide ? », « j'ai droit à quoi pour la garde » ask which one there is.
_WHICH = re.compile(
    r"\b(?:quel\w*|kel\w*) (?:\w+ )?(?:aides?|allocs?|allocations?|primes?)\b"
    r"|\b(?:quoi|koi) comme (?:aides?|allocs?|allocations?|primes?)\b"
    r"|\b(?:une|des|d|l) ?(?:aides?|allocs?|allocations?|primes?) (?:de la caf )?"
    r"(?:pour|si|quand|car)\b"
    r"|\bdroit a (?:quoi|koi|quelque chose|qqch|une aide|des aides|quel\w*)\b"
    r"|\b(?:y a|ya|il y a|existe|a t il|t il) (?:\w+ ){0,2}(?:aides?|quelque chose|qqch) "
    r"(?:pour|si|quand)\b"
)
# Of a benefit that is named, the day it is paid or what it is.
_DATED = frozenset(("quand", "combien"))


def wanted(turn: Turn) -> Result | None:
    """« Nounou, quelle aide ? »: how to ask for the benefit that is for that, by its name."""
    reading, apply = turn.reading, turn.ground.role("apply")
    if apply is None or turn.memory.distress is not None or len(reading.tokens) > LONGEST:
        return None
    if _WHICH.search(reading.words) is None:
        return None
    benefit = next(turn.ground.helping(reading.words), None)
    if benefit is None or not _may_be_of(turn, benefit):
        return None
    return turn.answered(Answer(apply, benefit))


def asked_of_it(turn: Turn) -> Result | None:
    """« La prime de rentrée de ma fille, c'est quand ? »: asked of the benefit, and no reading
    of the rest is sure."""
    reading, benefit = turn.reading, _named(turn)
    if benefit is None or reading.sure or turn.memory.distress is not None:
        return None
    asked: Asked | None = closed.question(turn.ground.glossary.beside(reading.words))
    if asked not in _DATED or len(reading.tokens) > LONGEST:
        return None
    return subjects.question_about(turn, benefit, asked)


def _named(turn: Turn) -> Subject | None:
    said = subjects.said_subject(turn)
    return said if said is not None and said[0] == "prestation" else None


def _may_be_of(turn: Turn, benefit: Subject) -> bool:
    """If nothing else is surely asked than what there is to ask of a benefit."""
    reading, ground = turn.reading, turn.ground
    other = reading.sure and ground.requests(reading.intent)
    return not other or reading.intent in ground.about(benefit)
