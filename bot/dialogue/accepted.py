"""What is agreed to by its name: « va pour la simulation », « un rendez-vous, oui »."""

from __future__ import annotations

from bot.dialogue.moves import Answer
from bot.dialogue.table import word_set
from bot.dialogue.turn import Result, Turn

# So many words name it; these only agree.
MOST_NAMED = 3
_AGREEING = word_set(
    """
    oui ouais ok oki va vas y pour pourquoi volontiers d accord dac bien je veux veut alors
    parfait super merci go allez allons la le l un une les des du de plutot bon ben euh svp stp
    """
)


def named(turn: Turn) -> Result | None:
    """The request that an agreeing message names, if it is surely one and has a way."""
    memory = turn.memory
    said = turn.reading.words.replace("pourquoi pas", "pourquoi")
    rest = [token for token in said.split() if token not in _AGREEING]
    short = 0 < len(rest) <= MOST_NAMED and len(rest) < len(turn.reading.tokens)
    # « Ok, je vais appeler » says what one will do.
    if not short or "vais" in rest or memory.distress is not None:
        return None
    part = turn.reread(" ".join(rest))
    intent, row = part.reading.intent, turn.ground.row(part.reading.intent)
    if not part.reading.sure or row is None or not row.destinations:
        return None
    if not turn.ground.requests(intent) or intent in (memory.intent, *memory.declined):
        return None
    return turn.answered(Answer(str(intent), part.subject_for(str(intent))))
