"""What editors get to see of the conversations, written after the answer went out.

A turn leaves no more than a note in a queue. Here the note becomes a message of the inbox:
read from the conversation as it is kept, its names masked by a process of its own, and tied
to the conversation as long as that one lasts, so that it goes with it when it is erased.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from bot.nlu.normalise import gist
from connectors import metrics
from connectors.paris import now
from connectors.privacy.masking import Masking
from connectors.privacy.redaction import redact
from storage.intake import AROUND, Entry, Intake, Nearby, Why

# The name of what is told of a message, among its turn's notes.
COURSE = "course"
# Noted beside a turn of which, and around which, nothing is told.
HARD = "hard"
MOST_WAITING = 1000
# A longer message tells a story of its own: nothing else is like it.
LONGEST_ALIKE = 200
_ABOUT_BEFORE = ("refused", "tried")

Call = Callable[..., Awaitable[Any]]

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Note:
    """Something that happened at a turn; without a `why`, only what came after a message."""

    key: str
    turn: int
    why: Why | None = None
    reason: str | None = None


class Feed:
    """The way from conversations to the inbox, of one process."""

    def __init__(self, intake: Intake, masking: Masking) -> None:
        self._intake = intake
        self._masking = masking
        self._waiting: asyncio.Queue[tuple[str, Note]] = asyncio.Queue(MOST_WAITING)

    def note(self, channel: str, note: Note) -> None:
        """Leave a note; when too many wait, it is dropped and counted."""
        try:
            self._waiting.put_nowait((channel, note))
        except asyncio.QueueFull:
            metrics.INBOX.labels("dropped").inc()

    @property
    def waiting(self) -> int:
        """How many notes are not written yet."""
        return self._waiting.qsize()

    async def write(self, call: Call) -> None:
        """Write what is noted, one after the other, for ever.

        Args:
            call: runs a method of the storage in its thread.
        """
        while True:
            channel, note = await self._waiting.get()
            try:
                await self._write(channel, note, call)
            except Exception as error:
                # Nothing of a message is kept that could not be masked.
                metrics.INBOX.labels("failed").inc()
                log.warning("inbox.failed", error=type(error).__name__)
            finally:
                self._waiting.task_done()

    async def _write(self, channel: str, note: Note, call: Call) -> None:
        turns: Sequence[Nearby] = await call(self._intake.nearby, note.key, note.turn)
        message = _message(turns, note)
        if message is None or not message.said or any(turn.notes.get(HARD) for turn in turns):
            return
        around, following = _around(turns, message.number)
        if note.why is None:
            await call(self._intake.renew, note.key, message.number, around, following)
            return
        course = message.notes[COURSE]
        text = await self._masking.without_names(message.said)
        reason = redact(note.reason).text if note.reason else None
        if reason is not None:
            reason = await self._masking.without_names(reason)
        entry = Entry(
            conversation=note.key,
            turn=message.number,
            day=now().date().isoformat(),
            channel=channel,
            page=course.get("page"),
            text=text,
            alike=gist(text)[:LONGEST_ALIKE],
            ranking=course["ranking"],
            why=note.why,
            reason=reason,
            response=course.get("response"),
            around=around,
            next=following,
        )
        await call(self._intake.add, entry)
        metrics.INBOX.labels(note.why).inc()


def _message(turns: Sequence[Nearby], note: Note) -> Nearby | None:
    """The message that a note is about: « pas ça » is about what was said before."""
    for turn in reversed(turns):
        course = turn.notes.get(COURSE)
        if turn.number > note.turn or course is None or course["fared"] in _ABOUT_BEFORE:
            continue
        if turn.number == note.turn and note.why is None:
            continue
        return turn
    return None


def _around(turns: Sequence[Nearby], number: int) -> tuple[dict[str, list[str]], str | None]:
    """The intents of the turns before and after a message, and what the person went on with."""
    told = [(turn, name) for turn in turns if (name := _intent(turn))]
    before = [name for turn, name in told if turn.number < number][-AROUND:]
    after = [(turn, name) for turn, name in told if turn.number > number]
    # To « pas ça » a person at the Caf is offered: that is no word on what was meant.
    following = next((name for turn, name in after if _went_on(turn)), None)
    return {"before": before, "after": [name for _, name in after][:AROUND]}, following


def _went_on(turn: Nearby) -> bool:
    """If a turn was understood; a choice that was pressed always is."""
    return (turn.notes.get(COURSE) or {}).get("fared") is None


def _intent(turn: Nearby) -> str | None:
    """The intent that a turn answered, the last one if there were two."""
    answers = turn.notes.get("answers") or {}
    return answers[max(answers, key=int)][0] if answers else None
