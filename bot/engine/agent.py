"""The agent: one model at a time, changed without losing a message."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakValueDictionary

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.nlg import TemplatedNaturalLanguageGenerator

from bot.engine.canaries import failures
from bot.engine.errors import ModelRefused
from bot.engine.processor import InProcessProcessor
from bot.engine.trackers import SqlTrackerStore

log = structlog.get_logger()


@dataclass(frozen=True)
class Swap:
    """A change of model: its file's name, and how long loading and trying it took."""

    model: str
    seconds: float


class AssistantAgent(Agent):
    """Rasa's agent with in-process actions and a model that can be swapped.

    A turn uses the processor it started with; a swap replaces the reference, so no
    message is lost or answered twice.
    """

    def __init__(self, tracker_store: SqlTrackerStore) -> None:
        super().__init__(tracker_store=tracker_store, lock_store=InMemoryLockStore())
        self.tracker_store: SqlTrackerStore = tracker_store
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._swapping = asyncio.Lock()

    def open_model(self, path: Path) -> None:
        """Load a model and serve it.

        Raises:
            ModelRefused: when it cannot be read or misses a canary sentence.
        """
        self._serve(self._prepare(path), path)

    async def swap(self, path: Path) -> Swap:
        """Load a model beside the one in use, try it, then serve it.

        Raises:
            ModelRefused: the model in use stays.
        """
        async with self._swapping:
            started = time.monotonic()
            processor = await asyncio.get_running_loop().run_in_executor(None, self._prepare, path)
            self._serve(processor, path)
            swap = Swap(path.name, time.monotonic() - started)
            log.info("model.swapped", model=swap.model, seconds=round(swap.seconds, 2))
            return swap

    async def handle_message(self, message: UserMessage) -> list[dict[str, object]] | None:
        """One turn; turns of one conversation wait for each other.

        Raises:
            RuntimeError: when no model is loaded.
            Exception: whatever made the turn fail.
        """
        processor = self.processor
        if processor is None:
            raise RuntimeError("no model is loaded")
        async with self._turn_of(message.sender_id):
            try:
                return await processor.handle_message(message)
            except BaseException:
                self.tracker_store.discard(message.sender_id)
                raise

    @asynccontextmanager
    async def _turn_of(self, sender_id: str) -> AsyncIterator[None]:
        lock = self._turns.setdefault(sender_id, asyncio.Lock())
        async with lock:
            yield

    def _prepare(self, path: Path) -> InProcessProcessor:
        processor = InProcessProcessor(
            model_path=path,
            tracker_store=self.tracker_store,
            lock_store=self.lock_store,
            generator=TemplatedNaturalLanguageGenerator({}),
        )
        processor.nlg = TemplatedNaturalLanguageGenerator(processor.domain.responses)
        missed = failures(processor)
        if missed:
            raise ModelRefused(f"Le modèle {path.name} est refusé : {' ; '.join(missed)}")
        return processor

    def _serve(self, processor: InProcessProcessor, path: Path) -> None:
        self.tracker_store.domain = processor.domain
        self.nlg = processor.nlg
        self.domain = processor.domain
        self.processor = processor
        self._set_fingerprint(path.name)
        # A model is half a million objects that stay: looking for garbage among them
        # would hold up a message for tens of milliseconds now and then.
        gc.unfreeze()
        gc.collect()
        gc.freeze()


async def watch(agent: AssistantAgent, newest: Callable[[], Path | None], seconds: float) -> None:
    """Swap to a newer model whenever one appears; a refused one is reported once.

    Args:
        newest: gives the archive that should be served.
        seconds: the time between two looks.
    """
    seen = newest()
    while True:
        await asyncio.sleep(seconds)
        path = newest()
        if path is None or path == seen:
            continue
        seen = path
        try:
            await agent.swap(path)
        except ModelRefused as refusal:
            log.error("model.refused", reason=str(refusal))
