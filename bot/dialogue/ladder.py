"""Going on from an answer: its steps one by one, then the ways out when it did not work."""

from __future__ import annotations

from dataclasses import replace

from bot.content.catalogue import Channel, Place, other_channel
from bot.dialogue.moves import WAYS_OUT, FollowUp, NextStep, Way
from bot.dialogue.repair import drop
from bot.dialogue.turn import Result, Turn


def next_step(turn: Turn) -> Result:
    """« J'y suis, et maintenant ? »: the next step; without written steps, how it is done."""
    memory = turn.memory
    step = _step(turn)
    if step is not None:
        return turn.going_on(step, step=memory.step + 1, misses=0)
    assert memory.intent is not None, "only an answer has a next step"
    if memory.step == 0 and memory.asked != "comment":
        asked = FollowUp("comment", memory.intent, memory.subject)
        return turn.going_on(asked, step=1, asked="comment", misses=0)
    return turn.going_on(NextStep("end", memory.intent, memory.subject), misses=0)


def done(turn: Turn) -> Result:
    """« C'est fait, et après ? »: never the same steps again."""
    assert turn.memory.intent is not None, "only an answer can be done"
    move = NextStep("end", turn.memory.intent, turn.memory.subject)
    return turn.going_on(move, misses=0)


def did_not_work(turn: Turn) -> Result:
    """« J'ai déjà essayé », « je vois pas le crayon »: the first way out not yet shown."""
    memory = turn.memory
    assert memory.intent is not None, "only an answer can fail"
    for rung in range(memory.rung, len(WAYS_OUT)):
        move = _way_out(WAYS_OUT[rung], turn)
        if move is not None and move.way == "person":
            return turn.to_a_person(move)
        if move is not None:
            told = memory.step + 1 if move.way == "step" else memory.step
            after = min(rung + 1, len(WAYS_OUT) - 1)
            return turn.going_on(move, step=told, rung=after, misses=memory.misses + 1)
    return drop(turn)


def _way_out(way: Way, turn: Turn) -> NextStep | None:
    memory = turn.memory
    assert memory.intent is not None
    if way == "step":
        return _step(turn)
    if way == "other_place":
        return _other_way(turn)
    here = {"technical": "technical", "person": "contact"}[way]
    intent = turn.ground.role(here)
    if way == "technical" and memory.intent in (intent, turn.ground.role("contact")):
        return None
    if intent in memory.declined:
        return None
    return NextStep(way, memory.intent, memory.subject)


def _step(turn: Turn) -> NextStep | None:
    memory = turn.memory
    if memory.intent is None or not memory.destinations:
        return None
    name = memory.destinations[0]
    channel, place = _place(turn, name, turn.shown)
    if memory.step >= len(place.steps):
        return None
    return NextStep("step", memory.intent, memory.subject, name, memory.step, channel)


def _other_way(turn: Turn) -> NextStep | None:
    """The second place that the answer names, else the same place on the other channel."""
    memory = turn.memory
    assert memory.intent is not None
    if len(memory.destinations) > 1:
        name = memory.destinations[1]
        channel, _ = _place(turn, name, turn.shown)
        return NextStep("other_place", memory.intent, memory.subject, name, None, channel)
    for name in memory.destinations:
        other = other_channel(turn.shown)
        if turn.ground.catalogue.destinations[name].place(other) is not None:
            return NextStep("other_channel", memory.intent, memory.subject, name, None, other)
    return None


def _place(turn: Turn, name: str, channel: Channel) -> tuple[Channel, Place]:
    destination = turn.ground.catalogue.destinations[name]
    place = destination.place(channel)
    if place is None:
        channel = other_channel(channel)
        place = destination.place(channel)
    assert place is not None, "the catalogue refuses a destination without a channel"
    return channel, place


def restarted(turn: Turn) -> Turn:
    """The same turn, its ways out all to be tried again (another channel, a fresh answer)."""
    return replace(turn, memory=replace(turn.memory, step=0, rung=0))
