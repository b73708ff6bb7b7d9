"""The agent: one model at a time, changed without losing a message."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog
from rasa.core.agent import Agent
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain

from bot.content import Content
from bot.content.archive import ArchiveRefused
from bot.content.trial import Trial
from bot.content.validated import NOTHING, Validated
from bot.engine.canaries import failures
from bot.engine.errors import NoModel
from bot.engine.opening import Opener, Stamp
from bot.engine.playing import play
from bot.engine.processor import InProcessProcessor
from bot.engine.trial import Draft, Failed
from bot.engine.turns import TurnOutcome, TurnRequest

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
        # If something that went may still be in memory.
        self._unsettled = False
        # Why the archive that should be live is not served, in French.
        self.refusal: str | None = None
        # What answers a share of the conversations, while a trial runs, or why it does not.
        self.draft: Draft | None = None
        self.failed: Failed | None = None

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

    async def open_draft(self, trial: Trial, path: Path, seen: Stamp) -> None:
        """Load the draft of a trial beside the model in use, try it, then let it answer.

        Raises:
            ArchiveRefused: the model in use answers everybody.
        """
        async with self._swapping:
            loop = asyncio.get_running_loop()
            processor = await loop.run_in_executor(None, self._prepare, path)
            processor.validated = self._validated
            self.draft = Draft(trial, processor, seen, partial(self.give_up, trial))
            _settle()
            log.info("trial.begun", model=path.name, share=trial.share)

    def end_trial(self) -> None:
        """Let the model in use answer everybody."""
        self.failed = None
        self._drop_draft()

    def give_up(self, trial: Trial, why: str) -> None:
        """The same, because this process cannot go on with a trial, for a reason in French."""
        if self.draft is None or self.draft.trial == trial:
            self.failed = Failed(trial.id, f"{trial.archive} : {why}")
            log.error("trial.refused", model=trial.archive, reason=why)
            self._drop_draft()

    def settle(self) -> None:
        """Let go of a draft that went, once the turns that it began have ended."""
        if self._unsettled:
            self._unsettled = False
            _settle()

    def promote(self, path: Path, seen: Stamp) -> bool:
        """Serve the draft on trial to everybody, if an archive is that one: it is loaded."""
        draft = self.draft
        if draft is None or (draft.content.name, draft.seen) != (path.name, seen):
            return False
        self.draft = None
        self._serve(draft.processor)
        log.info("model.swapped", model=path.name, seconds=0.0)
        return True

    async def play(self, turn: TurnRequest) -> TurnOutcome:
        """One turn, which leaves nothing here: the caller keeps what it returns.

        Raises:
            NoModel: when none is loaded.
            Exception: whatever made the turn fail.
        """
        processor = self.processor
        if processor is None:
            raise NoModel
        return await play(processor, turn)

    async def forget(self, conversation: str) -> None:
        """Nothing is kept here of any conversation that was played."""

    def validate(self, sentences: Validated) -> None:
        """Understand these sentences as editors settled them, from the next turn on."""
        self._validated = sentences
        if self.processor is not None:
            self.processor.validated = sentences
        if self.draft is not None:
            self.draft.processor.validated = sentences

    @property
    def content(self) -> Content | None:
        """The content that new turns are played with; before a model, the one of the start."""
        return self.processor.content if self.processor is not None else self._first_content

    @property
    def served(self) -> str | None:
        """The archive that new turns are played with, or None before the first."""
        return self.processor.content.name if self.processor is not None else None

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
        _settle()

    def _drop_draft(self) -> None:
        if self.draft is not None:
            log.info("trial.ended", model=self.draft.content.name)
            self.draft, self._unsettled = None, True


def _settle() -> None:
    """Let go of what went, and of what loading needed.

    A model is half a million objects that stay: looking for garbage among them would hold up
    a message for tens of milliseconds now and then.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    # The C library may know no such call.
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
