"""When nothing fits: other readings of that message, then the families, then a person."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.ground import MOST_CHOICES
from bot.dialogue.memory import Memory
from bot.dialogue.moves import Drop, Move, Repair
from bot.dialogue.turn import Result, Turn

SUGGESTIONS = 3
# A reading that is likelier than this is offered without an apology.
LIKELY = 0.2
# After so many misses in a row, no more guessing.
GUESSES = 2


def repair(turn: Turn, *, refused: bool) -> Result:
    """The next thing to offer, nothing of which was offered for this request before."""
    memory = turn.memory
    if refused and memory.left and memory.said == "answer" and memory.distress is None:
        # « Non, pas celui-là »: the question that was answered still has its other choices.
        kept = tuple(name for name in memory.left if name not in memory.declined)
        return _offer(replace(memory, left=()), Repair("readings", kept, refused), memory.ranking)
    left = _left(memory.ranking, memory)
    answered = refused and memory.said == "answer" and memory.intent is not None
    near = memory.intent if answered else _refused(memory)
    # Subjects that nobody spoke of do not help: only those beside what was said.
    families = _left(turn.ground.family(near), memory)
    if memory.distress is None and memory.said != "person":
        if left and memory.misses < GUESSES:
            move = Repair("readings", left[:SUGGESTIONS], refused, _is_likely(turn, left[0]))
            return _offer(memory, move, memory.ranking)
        # Of a talk that goes on, what stands beside it helps only whoever refused it.
        beside = refused or memory.request is None
        if beside and families and memory.said != "families" and memory.misses <= GUESSES:
            return _offer(memory, Repair("families", families[:MOST_CHOICES], refused), ())
    if answered and memory.distress is None and memory.need is None:
        # What is meant can still be said in other words.
        declined = turn.ground.role("contact") in memory.declined
        return drop(turn) if declined else turn.to_a_person(Repair("reworded", (), refused))
    return to_people(turn, refused=refused)


def to_people(turn: Turn, *, refused: bool) -> Result:
    """A person of the Caf, in other words the second time; nothing, if that is not wanted."""
    memory = turn.memory
    if turn.ground.role("contact") in memory.declined and memory.need is None:
        return drop(turn)
    again = refused and memory.said == "person" and memory.distress is None
    return turn.to_a_person(Repair("again" if again else "person", (), refused))


def drop(turn: Turn) -> Result:
    """The question is given up: the list of subjects and a person stay within reach."""
    offered = tuple(
        intent
        for role in ("help", "contact")
        if (intent := turn.ground.role(role)) and intent not in turn.memory.declined
    )
    memory = replace(
        turn.memory,
        intent=None,
        subject=None,
        choices=offered,
        ranking=(),
        suggested=(),
        misses=0,
        asked=None,
        heard=(),
        said="question",
    )
    move: Move = Drop(offered)
    return Result(move, memory)


def just_answered(turn: Turn) -> tuple[str, ...]:
    """What the last message answered, of whoever says that it is not what they ask."""
    contact = turn.ground.role("contact")
    intent = turn.memory.intent if turn.memory.intent != contact else turn.asked_for()
    return (intent,) if intent is not None else ()


def _offer(memory: Memory, move: Repair, ranking: tuple[str, ...]) -> Result:
    return Result(
        move,
        replace(
            memory,
            ranking=ranking,
            choices=move.intents,
            suggested=tuple(dict.fromkeys((*memory.suggested, *move.intents))),
            misses=memory.misses + 1,
            said="families" if move.stage == "families" else "question",
        ),
    )


def _is_likely(turn: Turn, first: str) -> bool:
    return dict(turn.reading.ranking).get(first, 0.0) >= LIKELY


def _left(names: tuple[str, ...], memory: Memory) -> tuple[str, ...]:
    shown = {*memory.suggested, *memory.declined}
    return tuple(name for name in names if name not in shown)


def _refused(memory: Memory) -> str | None:
    return memory.ranking[0] if memory.ranking else memory.intent
