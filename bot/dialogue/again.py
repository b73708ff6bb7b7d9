"""What to say in place of what was just said: the same text never comes twice in a row."""

from __future__ import annotations

from collections.abc import Iterator

from bot.dialogue.moves import Answer, Choose, FollowUp, Move, NextStep, OtherChannel, Repair
from bot.dialogue.turn import Result, Turn

# The detail of a hard moment that says what else there is than to call.
WITHOUT_CALLING = "pas_appeler"
_ANSWERS = (Answer, Choose, OtherChannel)


def instead(turn: Turn, move: Move) -> Iterator[Result]:
    """How it is done, then a person, then another way to a person.

    Args:
        turn: with the memory as it is after the move that would repeat the last message.
    """
    memory, contact = turn.memory, turn.ground.role("contact")
    if isinstance(move, _ANSWERS) and memory.distress is None and memory.intent != contact:
        yield turn.followed(FollowUp("comment", memory.intent, memory.subject))
    yield turn.to_a_person(Repair("person", (), refused=True))
    if memory.distress is not None:
        hard = turn.ground.hard_intent(memory.distress[0])
        rows = (turn.ground.catalogue.subject(*memory.distress), turn.ground.row(hard))
        for asked in (WITHOUT_CALLING, "comment"):
            if any(row is not None and row.answer_to(asked) is not None for row in rows):
                yield turn.followed(FollowUp(asked, hard, memory.distress))
    yield turn.to_a_person(Repair("again", (), refused=True))
    if memory.distress is None and contact is not None:
        yield turn.to_a_person(NextStep("person", contact))
