"""Going on from an answer: its steps one by one, then the ways out when it did not work."""

from __future__ import annotations

from dataclasses import replace

from bot.content.catalogue import Channel, Place, other_channel
from bot.dialogue import closed
from bot.dialogue.memory import Subject
from bot.dialogue.moves import TRIED_FROM, WAYS_OUT, FollowUp, NextStep, Way
from bot.dialogue.repair import drop, repair
from bot.dialogue.turn import Result, Turn

# What a row says to who asks what to do now.
NEXT = "next_step"


def in_distress(turn: Turn, asked: str) -> bool:
    """If a question is about a hard moment, which has no steps and no dates of its own."""
    memory = turn.memory
    if memory.distress is None or memory.intent not in turn.ground.hard:
        return False
    rows = (turn.ground.row(memory.intent), turn.ground.catalogue.subject(*memory.distress))
    return all(row is None or row.answer_to(asked) is None for row in rows)


def in_danger(turn: Turn) -> bool:
    """If the last answer was about a danger, where minutes may count."""
    distress = turn.memory.distress
    row = turn.ground.catalogue.subject(*distress) if distress is not None else None
    return row is not None and row.urgent and turn.memory.intent in turn.ground.hard


def next_step(turn: Turn) -> Result:
    """« Et après ? »: the next step; without written steps, how it is done.

    Who is there already (« j'y suis ») is not told again how to get there.
    """
    memory = turn.memory
    assert memory.intent is not None, "only an answer has a next step"
    there = closed.is_there(turn.reading.tokens)
    if memory.distress is not None and memory.intent in (*turn.ground.hard, _contact(turn)):
        return _after_distress(turn, memory.distress)
    step = _step(turn)
    untold = memory.step == 0 and memory.asked != "comment" and not there
    row = turn.ground.row(memory.intent)
    asks = not there and closed.act(turn.reading.tokens) != "yes"
    if row is not None and row.answer_to(NEXT) and memory.asked != NEXT and asks:
        # What comes then is known: it is no step of the way.
        return turn.followed(FollowUp(NEXT, memory.intent, memory.subject))
    if step is not None and _is_the_way(turn) and not there:
        # A lone step stands in the way that was shown.
        step = None
    if untold and row is not None and row.comment and (row.links or _leads_to_people(turn)):
        # Who asks what to do is told what to do, not which button to press.
        step = None
    if step is not None:
        return turn.going_on(step, step=memory.step + 1, misses=0)
    if untold:
        asked = FollowUp("comment", memory.intent, memory.subject)
        return turn.going_on(asked, step=1, asked="comment", misses=0)
    way: Way = "there" if there and (memory.step == 0 or memory.asked == "comment") else "end"
    move = NextStep(way, memory.intent, memory.subject)
    # « J'y suis », once more: what comes at the end.
    return turn.going_on(move, step=memory.step + 1, misses=0, asked=None)


def _after_distress(turn: Turn, distress: Subject) -> Result:
    """After a hard moment: what there is to do about it, or a person; never a step to press."""
    intent = turn.ground.hard_intent(distress[0]) or turn.memory.intent
    rows = (turn.ground.catalogue.subject(*distress), turn.ground.row(intent))
    for asked in (NEXT, "comment"):
        told = any(row is not None and row.answer_to(asked) is not None for row in rows)
        if told and asked != turn.memory.asked:
            return turn.followed(FollowUp(asked, intent, distress))
    return repair(turn, refused=False)


def _contact(turn: Turn) -> str | None:
    return turn.ground.role("contact")


def done(turn: Turn) -> Result:
    """« C'est fait, et après ? »: never the same steps again."""
    assert turn.memory.intent is not None, "only an answer can be done"
    move = NextStep("end", turn.memory.intent, turn.memory.subject)
    return turn.going_on(move, misses=0)


def has_step(turn: Turn) -> bool:
    """If the way of the last answer has a step that was not told."""
    return _step(turn) is not None


def did_not_work(turn: Turn, *, tried: bool) -> Result:
    """« J'ai déjà essayé », « je vois pas le crayon »: the first way out not yet shown.

    Args:
        tried: what was told was done, and did not help.
    """
    memory = turn.memory
    assert memory.intent is not None, "only an answer can fail"
    if tried and _of_an_obstacle(turn):
        # What there was against it was told: no other way is free of it.
        return turn.to_a_person(NextStep("person", memory.intent, memory.subject))
    for rung in range(max(memory.rung, TRIED_FROM if tried else 0), len(WAYS_OUT)):
        move = _way_out(WAYS_OUT[rung], turn)
        if move is not None and move.way == "person":
            return turn.to_a_person(move)
        if move is not None:
            told = memory.step + 1 if move.way == "step" else memory.step
            after = min(rung + 1, len(WAYS_OUT) - 1)
            seen = replace(move, unseen=not tried)
            return turn.going_on(seen, step=told, rung=after, misses=memory.misses + 1)
    return drop(turn)


def _of_an_obstacle(turn: Turn) -> bool:
    """If the last answer was about what stood in the way (« le mail n'arrive pas »)."""
    memory, contact = turn.memory, turn.ground.role("contact")
    row = turn.ground.catalogue.details.get(memory.asked or "")
    told = row is not None and row.obstacle and memory.distress is None
    return told and (contact not in memory.declined or memory.need is not None)


def _way_out(way: Way, turn: Turn) -> NextStep | None:
    memory = turn.memory
    assert memory.intent is not None
    if way == "step":
        return _step(turn)
    if way == "other_place":
        return _other_way(turn)
    here = {"technical": "technical", "person": "contact"}[way]
    intent = turn.ground.role(here)
    if way == "technical" and (memory.intent == intent or _leads_to_people(turn)):
        return None
    if intent in memory.declined and memory.need is None:
        return None
    return NextStep(way, memory.intent, memory.subject)


def _leads_to_people(turn: Turn) -> bool:
    contact = turn.ground.row(turn.ground.role("contact"))
    ways = contact.destinations[:1] if contact is not None else ()
    return bool(ways) and turn.memory.destinations[:1] == ways


def _step(turn: Turn) -> NextStep | None:
    memory = turn.memory
    if memory.intent is None or not memory.destinations:
        return None
    name = memory.destinations[0]
    channel, place = _place(turn, name, turn.shown)
    if memory.step >= len(place.steps):
        return None
    return NextStep("step", memory.intent, memory.subject, name, memory.step, channel)


def _is_the_way(turn: Turn) -> bool:
    return len(_place(turn, turn.memory.destinations[0], turn.shown)[1].steps) == 1


def _other_way(turn: Turn) -> NextStep | None:
    """The second place that the answer names, else the same place on the other channel."""
    memory = turn.memory
    assert memory.intent is not None
    if len(memory.destinations) > 1:
        first, name = memory.destinations[:2]
        channel, place = _place(turn, name, turn.shown)
        if place.path != _place(turn, first, turn.shown)[1].path:
            return NextStep("other_place", memory.intent, memory.subject, name, None, channel)
    for name in memory.destinations:
        other = other_channel(turn.shown)
        there = turn.ground.catalogue.destinations[name].place(other)
        _, here = _place(turn, name, turn.shown)
        if there is not None and there.path != here.path:
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
