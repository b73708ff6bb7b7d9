"""What stands beside what was heard of a message: a second request, which is offered by its name,
or one after mere assent."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue import alike, clauses, revise
from bot.dialogue.closed import Act
from bot.dialogue.moves import Answer, FollowUp
from bot.dialogue.turn import Result, Rule, Turn
from bot.nlu.normalise import words

# What such a message says of the last answer, before it asks for something else.
_BEFORE_MORE: tuple[Act, ...] = ("yes", "drop", "next_step")
# « Je vais regarder mes paiements »: what is announced is no demand.
_ANNOUNCED = re.compile(
    r"^(?:(?:et|donc|alors|bon|la) )*(?:je|j|on|nous) ?(?:vais|va|allons|regarde\w*|verrai|ferai)\b"
    r"(?!.*\b(?:ou|comment|quand|combien|pourquoi|quoi)\b)"
)


def after_an_act(turn: Turn, again: Rule) -> Result | None:
    """« D'accord, je vais appeler. Et mon adresse, je la change où ? »: what is asked after a
    word on the last answer.

    Args:
        again: the rules that a part of a message is asked, as if it had been said alone.
    """
    if not turn.continues or turn.ground.acts.get(turn.reading.intent or "") not in _BEFORE_MORE:
        return None
    if alike.is_clear(turn):
        # « J'ai fait la simulation, et maintenant ? »: the answer has words for the whole.
        return None
    for piece in clauses.pieces(turn.reading.folded):
        if revise.takes_back(piece) or _ANNOUNCED.match(words(piece)):
            continue
        part = replace(turn, reading=turn.read(piece, quick=True))
        if _is_another_request(part):
            return again(part)
    return None


def _is_another_request(part: Turn) -> bool:
    reading, ground, memory = part.reading, part.ground, part.memory
    intent, row = reading.intent, ground.row(reading.intent)
    known = (memory.intent, *memory.declined)
    if not reading.sure or row is None or intent in known or intent in ground.hard:
        return False
    names = part.acts_as("subject") and part.names_something_new()
    return names or (ground.requests(intent) and bool(row.destinations))


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
