"""The way that the last message showed, where that is not the way of what was asked for."""

from __future__ import annotations

from typing import Literal

from bot.dialogue.moves import FollowUp
from bot.dialogue.subjects import EXPLAINED
from bot.dialogue.turn import Result, Turn


def shown_apart(turn: Turn) -> bool:
    """If a word or a detail was told last with a way of its own: « c'est quoi un rappel », told
    with where it stands, after how to change one's address."""
    memory, ground = turn.memory, turn.ground
    told = memory.asked == EXPLAINED or memory.asked in ground.catalogue.details
    if memory.said != "answer" or not told or not memory.destinations:
        return False
    return memory.distress is None and memory.destinations != _of_the_request(turn)


def again(turn: Turn, asked: Literal["ou", "comment"]) -> Result:
    """The way that the last message showed, as the channel of the memory has it.

    What was told last stays what is talked of: « où ? », then « et sur l'appli ? ».
    """
    return turn.going_on(FollowUp(asked, None, None), misses=0)


def _of_the_request(turn: Turn) -> tuple[str, ...]:
    """The places that the last request is answered with."""
    memory, ground = turn.memory, turn.ground
    row = ground.row(memory.intent)
    subject = ground.catalogue.subject(*memory.subject) if memory.subject is not None else None
    own = subject.intents.get(memory.intent or "") if subject is not None else None
    if own is not None and own.destinations is not None:
        return own.destinations
    return row.destinations if row is not None else ()
