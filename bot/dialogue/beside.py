"""The second of two requests, when only one could be answered: it is offered by its name."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue import clauses, revise
from bot.dialogue.moves import Answer, FollowUp
from bot.dialogue.turn import Result, Turn


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
