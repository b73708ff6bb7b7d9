"""After a hard moment: what a rule would answer must not lose the number that fits."""

from __future__ import annotations

from bot.dialogue.moves import Answer, Aside, AskWhich, Drop, FollowUp, Move, NextStep, Repair
from bot.dialogue.turn import Result, Turn


def kept_safe(turn: Turn, result: Result) -> Result:
    """The result of a rule, or the distress's own help when the rule would lead away from it."""
    if turn.memory.distress is None or not _leads_away(turn, result.move):
        return result
    return turn.to_a_person(Repair("person"))


def _leads_away(turn: Turn, move: Move) -> bool:
    ground, memory = turn.ground, turn.memory
    assert memory.distress is not None
    distress = ground.catalogue.subject(*memory.distress)
    urgent = distress is not None and distress.urgent
    contact = ground.role("contact")
    if isinstance(move, (Drop, AskWhich)):
        return True
    if isinstance(move, Aside):
        return move.intent == ground.role("help")
    if isinstance(move, Answer):
        general = move.intent in ground.hard and move.subject is None
        return general or (urgent and (move.intent == contact or _tells_a_need(turn, move)))
    if isinstance(move, NextStep):
        return urgent and move.way in ("technical", "person")
    if isinstance(move, FollowUp) and urgent:
        # « Je ne connais pas la date » and the like say nothing of a danger.
        holders = (ground.row(move.intent), distress)
        told_of = move.intent in ground.hard or move.intent in (contact, None)
        return told_of and all(one is None or one.answer_to(move.asked) is None for one in holders)
    return False


def _tells_a_need(turn: Turn, answer: Answer) -> bool:
    """If only what the person needs, or for whom, was told (« c'est pour ma sœur »)."""
    need = turn.memory.need
    row = turn.ground.catalogue.subject(*need) if need is not None else None
    return row is not None and answer.intent in row.told_by
