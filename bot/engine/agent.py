"""The agent: one model at a time, changed without losing a message."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import time
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain

from bot.actions.answer import PAGE
from bot.content import Content
from bot.content.archive import ArchiveRefused
from bot.content.validated import NOTHING, Validated
from bot.engine.canaries import failures
from bot.engine.errors import NoModel
from bot.engine.memory import Mark, hard_moment, tracker_from
from bot.engine.opening import Opener
from bot.engine.processor import InProcessProcessor
from bot.engine.turns import (
    Recorder,
    TurnOutcome,
    TurnRequest,
    course_of,
    is_sensitive,
    understood_by,
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Swap:
    """A change of model: its file's name, and how long loading and trying it took."""

    model: str
    seconds: float


class AssistantAgent(Agent):
    """Rasa's agent with in-process actions and a model that can be swapped.

    A turn uses the processor it started with; a swap replaces the reference, so no
    message is lost or answered twice. A server plays turns; `handle_message` is Rasa's own,
    for the terminal, and keeps its conversations in memory.
    """

    processor: InProcessProcessor | None

    def __init__(self, content: Content | None = None, opener: Opener | None = None) -> None:
        """Args:
        content: what conversations are opened with until a model is loaded.
        opener: opens the archives; it may have looked into the first one already.
        """
        self._first_content = content
        self._opener = opener or Opener()
        super().__init__(
            tracker_store=InMemoryTrackerStore(Domain.empty()), lock_store=InMemoryLockStore()
        )
        self._swapping = asyncio.Lock()
        self._validated = NOTHING
        # Why the archive that should be live is not served, in French.
        self.refusal: str | None = None

    def open_model(self, path: Path) -> None:
        """Load a model and serve it.

        Raises:
            ArchiveRefused: when it may not be served, or misses a canary sentence.
        """
        self._serve(self._prepare(path))

    async def swap(self, path: Path) -> Swap:
        """Load a model beside the one in use, try it, then serve it.

        Raises:
            ArchiveRefused: the model in use stays.
        """
        async with self._swapping:
            started = time.monotonic()
            processor = await asyncio.get_running_loop().run_in_executor(None, self._prepare, path)
            self._serve(processor)
            swap = Swap(path.name, time.monotonic() - started)
            log.info("model.swapped", model=swap.model, seconds=round(swap.seconds, 2))
            return swap

    async def play(self, turn: TurnRequest) -> TurnOutcome:
        """One turn, which leaves nothing here: the caller keeps what it returns.

        Raises:
            NoModel: when none is loaded.
            Exception: whatever made the turn fail.
        """
        processor = self.processor
        if processor is None:
            raise NoModel
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

    async def forget(self, conversation: str) -> None:
        """Nothing is kept here of any conversation that was played."""

    def validate(self, sentences: Validated) -> None:
        """Understand these sentences as editors settled them, from the next turn on."""
        self._validated = sentences
        if self.processor is not None:
            self.processor.validated = sentences

    @property
    def content(self) -> Content | None:
        """The content that new turns are played with; before a model, the one of the start."""
        return self.processor.content if self.processor is not None else self._first_content

    def _prepare(self, path: Path) -> InProcessProcessor:
        archive = self._opener.open(path)
        processor = InProcessProcessor(archive, self.tracker_store, self.lock_store)
        missed = failures(processor)
        if missed:
            raise ArchiveRefused(path.name, " ; ".join(missed))
        return processor

    def _serve(self, processor: InProcessProcessor) -> None:
        # Rasa's `handle_message`, for the terminal, reads these; turns that are played do not.
        self.tracker_store.domain = processor.domain
        self._set_fingerprint(processor.content.name)
        # Only now: the canaries were read by the model alone.
        processor.validated = self._validated
        # The one assignment: the processor holds model, domain, actions and content.
        self.processor = processor
        # A model is half a million objects that stay: looking for garbage among them
        # would hold up a message for tens of milliseconds now and then.
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        _give_back()


def _give_back() -> None:
    """Let the system have the memory that loading needed; the C library may know no such call."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
