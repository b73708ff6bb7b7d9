"""What a person cannot do, and what they ask in the same message: both are answered."""

from __future__ import annotations

from bot.dialogue.moves import Answer, TwoRequests
from bot.dialogue.turn import Result, Turn

# Fewer words than this beside the need ask nothing.
SHORTEST = 3


def is_all(turn: Turn) -> bool:
    """If the message tells what the person cannot do, or who they are, and nothing else."""
    found = [*turn.ground.needs_in(turn.reading.words)]
    rest = turn.reading.words
    for _, told in found:
        rest = rest.replace(told[0], " ")
    return bool(found) and len(rest.split()) < SHORTEST


def beside(turn: Turn) -> Result | None:
    """« Je suis sourde, mon Apl a baissé »: how to reach people, then what is asked.

    The need speaks louder than the request: the model hears the help alone.
    """
    reading, ground = turn.reading, turn.ground
    found = [*ground.needs_in(reading.words)]
    row = ground.catalogue.subject(*found[0][0]) if found else None
    if row is None or not reading.sure or reading.intent not in row.intents:
        return None
    rest = reading.words
    for _, told in found:
        rest = rest.replace(told[0], " ")
    if len(rest.split()) < SHORTEST:
        return None
    part = turn.reread(" ".join(rest.split()))
    asked = part.reading.intent
    if asked is None or not part.reading.sure or asked in row.intents:
        return None
    if not ground.requests(asked) or asked in ground.hard:
        return None
    second = Answer(asked, part.subject_for(asked))
    if row.answer is not None:
        # What this person is answered to every request tells first who helps.
        return part.answered(second)
    return turn.both(TwoRequests(Answer(str(reading.intent)), second))
