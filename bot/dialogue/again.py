"""What to say in place of what was just said: the same text never comes twice in a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.dialogue import failures, ladder
from bot.dialogue.moves import (
    TRIED_FROM,
    WAYS_OUT,
    Answer,
    Choose,
    FollowUp,
    Move,
    NextStep,
    OtherChannel,
    Repair,
    Simpler,
    TwoRequests,
)
from bot.dialogue.turn import Result, Turn

# The detail of a hard moment that says what else there is than to call.
WITHOUT_CALLING = "pas_appeler"
# What is said to who asks again for fewer words.
SHORTEST = "plus_court"
_ANSWERS = (Answer, Choose, OtherChannel)


def _has_a_way(turn: Turn) -> bool:
    """If how it is done may be told; after a hard moment, only of what that has words for."""
    distress = turn.memory.distress
    if distress is None:
        return True
    row = turn.ground.catalogue.subject(*distress)
    own = turn.memory.subject == distress and turn.memory.intent not in turn.ground.hard
    return own and row is not None and row.answer_to("comment") is not None


def _after_a_failure(turn: Turn) -> Iterator[Result]:
    """Whoever tells what did not work, or is not there, is told each other way in turn."""
    said = turn.reading.words
    if turn.memory.intent is None or not failures.tells_a_failure(said):
        return
    for rung in range(TRIED_FROM, len(WAYS_OUT)):
        tried = replace(turn, memory=replace(turn.memory, rung=rung))
        yield ladder.did_not_work(tried, tried=not failures.looks_for(said))


def instead(turn: Turn, move: Move) -> Iterator[Result]:
    """How it is done, then what is said of any question, then a person, then another way there.

    Args:
        turn: with the memory as it is after the move that would repeat the last message.
    """
    memory, contact = turn.memory, turn.ground.role("contact")
    if isinstance(move, (Answer, Choose)) and memory.distress is None:
        yield from _after_a_failure(turn)
    if isinstance(move, _ANSWERS) and memory.intent != contact and _has_a_way(turn):
        yield turn.followed(FollowUp("comment", memory.intent, memory.subject))
    if isinstance(move, Answer) and memory.distress is None and memory.intent != contact:
        # More is told of the same: it is not said that nothing was understood.
        yield turn.followed(FollowUp("detail", memory.intent, memory.subject))
    if isinstance(move, TwoRequests):
        # Both stand there: the first of them is gone on with.
        yield turn.answered(move.first)
    if isinstance(move, Simpler) and memory.intent is not None and memory.distress is None:
        # Its subject is not lost: what was said is the shortest that there is.
        yield turn.followed(FollowUp(SHORTEST, memory.intent, memory.subject))
    if not isinstance(move, Simpler):
        # Who asks for less is not told that there is no answer.
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
