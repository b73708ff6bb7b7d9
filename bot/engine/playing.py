"""Plays one turn on one model; nothing of it is kept here."""

from __future__ import annotations

from copy import deepcopy

from rasa.core.channels.channel import UserMessage

from bot.actions.answer import PAGE
from bot.engine.memory import Mark, hard_moment, tracker_from
from bot.engine.processor import InProcessProcessor
from bot.engine.turns import (
    Recorder,
    TurnOutcome,
    TurnRequest,
    course_of,
    is_sensitive,
    understood_by,
)


async def play(processor: InProcessProcessor, turn: TurnRequest) -> TurnOutcome:
    """One turn, with what is to be kept of it.

    Raises:
        Exception: whatever made the turn fail.
    """
    tracker = turn.past.tracker or tracker_from(
        turn.conversation, turn.past.events, processor.domain
    )
    for slot in processor.domain.slots:
        # A conversation that began with another content knows only that one's slots.
        if slot.name not in tracker.slots:
            tracker.slots[slot.name] = deepcopy(slot)
    mark = Mark(tracker)
    said = Recorder(turn.channel)
    await processor.play(
        UserMessage(
            turn.text,
            said,
            turn.conversation,
            input_channel=turn.channel,
            metadata={PAGE: turn.page} if turn.page else None,
        ),
        tracker,
    )
    sensitive = is_sensitive(said.messages)
    events = [hard_moment(tracker)] if sensitive else mark.since()
    if not processor.looks_back:
        mark.shed()
    return TurnOutcome(
        messages=said.messages,
        content=processor.content,
        understood=understood_by(tracker),
        events=events,
        sensitive=sensitive,
        tracker=tracker,
        course=course_of(tracker, said.messages),
    )
