"""What a person told of themselves changes what they are answered."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from bot.dialogue.ground import Ground
from bot.dialogue.memory import Memory
from bot.dialogue.moves import Answer, Choose, TwoRequests

_Answer = TypeVar("_Answer", bound="Answer | Choose")


def fitted(answer: _Answer, memory: Memory, ground: Ground) -> _Answer:
    """An answer about what the person told of themselves, if that changes it.

    A benefit that is asked for elsewhere (Mdph) is so for everybody, and one that is itself
    a help for a hard moment is answered as it is asked.
    """
    subject = answer.subject
    named = ground.catalogue.subject(*subject) if subject is not None else None
    if named is not None and named.sensitive:
        return answer
    for told in (memory.distress, memory.need):
        if told is not None and ground.changes(told, answer.intent):
            elsewhere = ground.leads_elsewhere(subject, answer.intent, told)
            return answer if elsewhere else replace(answer, subject=told)
    return answer


def all_in_one(move: TwoRequests, memory: Memory, ground: Ground) -> Answer | None:
    """The one of two requests that says all: what is answered to a person who cannot do
    something, whatever they ask, tells first who helps; after a loss, what it changes."""
    lost = _changed_by_a_loss(move, memory, ground)
    if lost is not None:
        return lost
    need = memory.need
    row = ground.catalogue.subject(*need) if need is not None else None
    if row is None or row.answer is None:
        return None
    first, second = (row.intents.get(one.intent) for one in (move.first, move.second))
    if first is not None and first == second:
        return move.first
    contact = str(ground.role("contact"))
    helps = first is not None and ground.near(contact, move.first.intent)
    return move.second if helps and second is None else None


def _changed_by_a_loss(move: TwoRequests, memory: Memory, ground: Ground) -> Answer | None:
    """« Ils ont encore versé, il faut rembourser ? »: the one that the loss has words for."""
    told = memory.distress
    row = ground.catalogue.subject(*told) if told is not None else None
    if told is None or row is None or row.urgent:
        return None
    fitting = [one for one in (move.first, move.second) if ground.changes(told, one.intent)]
    return fitting[0] if len(fitting) == 1 else None
