"""Whatever is said next about whatever was answered, something is said back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, get_args

import pytest

from bot.content.catalogue import CHANNELS, Catalogue, Channel, other_channel
from bot.dialogue import Memory
from bot.dialogue.closed import Asked
from bot.dialogue.memory import Subject
from bot.dialogue.moves import (
    Answer,
    Aside,
    Choose,
    FollowUp,
    Move,
    NextStep,
    OtherChannel,
    Simpler,
    TwoRequests,
)


def about(
    intent: str, subject: Subject | None, asked: tuple[str, ...], channel: Channel
) -> Iterator[Move]:
    """Every move about an answer, with a subject that a follow-up may have brought in."""
    answer = Answer(intent, subject)
    yield answer
    yield Choose(intent, subject)
    yield Aside(intent, subject)
    yield TwoRequests(answer, answer)
    yield Simpler(intent, subject)
    yield OtherChannel(other_channel(channel), intent, subject)
    yield NextStep("other_channel", intent, subject, None, None, other_channel(channel))
    for way in ("there", "end", "other_place", "technical", "person"):
        yield NextStep(way, intent, subject)
    for one in asked:
        yield FollowUp(one, intent, subject)


def asked_of(rows: Catalogue, subject: Subject | None) -> tuple[str, ...]:
    """What can be asked: with a subject, the questions and what that has words for; what it has
    none for is said as without one."""
    row = rows.subject(*subject) if subject is not None else None
    return (*get_args(Asked), *(rows.details if row is None else row.details))


@pytest.mark.parametrize("channel", CHANNELS)
def test_no_move_is_silent(tell: Callable[..., Any], rows: Catalogue, channel: Channel) -> None:
    # One subject of each kind: what differs between two of a kind is said in their rows.
    subjects = [None, *((str(kind), next(iter(named))) for kind, named in rows.subjects.items())]
    silent = [
        (intent, move)
        for intent, row in rows.intents.items()
        if row.suggested
        for subject in subjects
        for move in about(intent, subject, asked_of(rows, subject), channel)
        for told in [tell(move, channel, Memory(intent=intent, destinations=row.destinations))]
        if not told.worded or not all(worded.text.strip() for worded in told.worded)
    ]
    assert not silent
