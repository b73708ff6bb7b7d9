"""What stands beside what was heard of a message: a second request, which is offered by its name,
or one after mere assent."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue import clauses, revise
from bot.dialogue.closed import Act
from bot.dialogue.moves import Answer, FollowUp
from bot.dialogue.turn import Result, Rule, Turn

# What such a message says of the last answer, before it asks for something else.
_BEFORE_MORE: tuple[Act, ...] = ("yes", "drop", "next_step", "none_of_these")
_PIECES = re.compile(r"[.,;!?]+\s+|\s+(?:et|mais|sinon)\s+")
MOST_PIECES, SHORTEST_REST = 4, 3


def after_an_act(turn: Turn, again: Rule) -> Result | None:
    """« D'accord, je vais appeler. Et mon adresse, je la change où ? »: what is asked after it.

    Args:
        again: the rules that a part of a message is asked, as if it had been said alone.
    """
    ground, reading = turn.ground, turn.reading
    likeliest = ground.acts.get(reading.intent or "") or ground.acts.get(
        reading.ranking[0][0] if reading.ranking else ""
    )
    if not turn.continues or likeliest not in _BEFORE_MORE:
        return None
    _, *others = [piece for piece in _PIECES.split(reading.folded) if piece.strip()] or [""]
    if not 0 < len(others) < MOST_PIECES or len(" ".join(others).split()) < SHORTEST_REST:
        return None
    for rest in dict.fromkeys((", ".join(others), others[-1])):
        part = replace(turn, reading=turn.read(rest, quick=True))
        if _is_another_request(part):
            return again(part)
    return None


def _is_another_request(part: Turn) -> bool:
    reading, ground = part.reading, part.ground
    row = ground.row(reading.intent)
    if not reading.sure or row is None or reading.intent == part.memory.intent:
        return False
    names = ground.acts.get(str(reading.intent)) == "subject" and part.names_something_new()
    return names or (ground.requests(reading.intent) and bool(row.destinations))


def offered(turn: Turn, result: Result) -> Result:
    """The same result, with the other thing that the message asks for as its first button.

    « Et l'autre ? » then comes back to it.
    """
    move, memory = result.move, result.memory
    if not isinstance(move, (Answer, FollowUp)) or memory.distress is not None:
        return result
    if move.intent is None or memory.said != "answer" or memory.need is not None:
        return result
    said = turn.reading.folded
    if not clauses.pieces(said) or revise.takes_back(said):
        # What is refused in a message is no second request of it.
        return result
    other = clauses.left_out(turn.reading, move, turn.ground, turn.read)
    shown = () if isinstance(move, Answer) else move.choices
    if other is None or other in (*memory.declined, *shown):
        return result
    pair = (move.intent, other)
    kept = replace(memory, pair=pair, gone_on=move.intent)
    if isinstance(move, FollowUp):
        return Result(replace(move, choices=(other, *move.choices)), kept)
    return Result(replace(move, beside=other), kept)
