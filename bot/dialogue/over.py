"""A danger that is over, or that somebody is there for: no number is to be called any more."""

from __future__ import annotations

from bot.dialogue import closed, hard
from bot.dialogue.moves import FollowUp
from bot.dialogue.turn import Result, Turn

# The detail of a danger that is over.
OVER = "fini"


def told(turn: Turn) -> Result | None:
    """« C'est bon, il est vivant, la police est là »: what is said of that danger when it is
    over; None where the message asks something, or tells of a danger."""
    known, ground = turn.memory.distress, turn.ground
    row = ground.catalogue.subject(*known) if known is not None else None
    if known is None or row is None or row.answer_to(OVER) is None or OVER not in turn.details:
        return None
    asks = "?" in turn.reading.text or closed.question(turn.reading.tokens) is not None
    if asks or hard.distress_told(turn.reading, ground) is not None:
        return None
    intent = ground.hard_intent(known[0]) or turn.memory.intent
    return turn.followed(FollowUp(OVER, intent, known))
