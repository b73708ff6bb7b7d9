"""After a hard moment: what a rule would answer must not lose the number that fits."""

from __future__ import annotations

from bot.dialogue import closed
from bot.dialogue.moves import Answer, Aside, AskWhich, Drop, FollowUp, Move, NextStep, Repair
from bot.dialogue.turn import Result, Turn

# The detail of who could not reach somebody.
TRIED = "deja_appele"


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
        return move.intent == ground.role("help") or (
            urgent and move.intent in (ground.role("refusal"), ground.role("displeased"))
        )
    if isinstance(move, Answer):
        if distress is not None and move.intent in distress.intents:
            # « Il a mon mot de passe »: the hard moment has words of its own for it.
            return False
        # Its first text was told: it is never an answer to what is asked of it.
        general = move.intent in ground.hard and move.subject in (None, memory.distress)
        return general or (urgent and (move.intent == contact or _tells_a_need(turn, move)))
    if isinstance(move, NextStep):
        return urgent and move.way in ("technical", "person")
    if isinstance(move, FollowUp) and urgent:
        # « Je ne connais pas la date » and the like say nothing of a danger.
        # « J'ai déjà appelé » is said of the number that was given first, not of the Caf.
        tried = move.asked == TRIED
        own = ground.catalogue.subject(*move.subject) if move.subject is not None else None
        holders = (distress,) if tried else (ground.row(move.intent), own, distress)
        told_of = move.intent in ground.hard or move.intent in (contact, None)
        return told_of and all(one is None or one.answer_to(move.asked) is None for one in holders)
    return False


def _tells_a_need(turn: Turn, answer: Answer) -> bool:
    """If only what the person needs, or for whom, was told (« c'est pour ma sœur »)."""
    if closed.question(turn.reading.tokens) is not None:
        return False
    need = turn.memory.need
    row = turn.ground.catalogue.subject(*need) if need is not None else None
    return row is not None and answer.intent in row.told_by
