"""The agent: one model at a time, changed without losing a message."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain

from bot.engine.canaries import failures
from bot.engine.errors import ModelRefused, NoModel
from bot.engine.memory import Mark, tracker_from
from bot.engine.processor import InProcessProcessor
from bot.engine.turns import Recorder, TurnOutcome, TurnRequest, is_sensitive, understood_by

log = structlog.get_logger()


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

    def __init__(self) -> None:
        super().__init__(
            tracker_store=InMemoryTrackerStore(Domain.empty()), lock_store=InMemoryLockStore()
        )
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
        mark = Mark(tracker)
        said = Recorder(turn.channel)
        await processor.play(
            UserMessage(turn.text, said, turn.conversation, input_channel=turn.channel), tracker
        )
        return TurnOutcome(
            messages=said.messages,
            content=processor.domain.responses,
            understood=understood_by(tracker),
            events=mark.since(),
            sensitive=is_sensitive(said.messages),
            tracker=tracker,
        )

    async def forget(self, conversation: str) -> None:
        """Nothing is kept here of any conversation that was played."""

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
