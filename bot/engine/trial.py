"""The draft on trial: loaded beside the live archive only while a trial runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import structlog

from bot.content import Content
from bot.content.archive import ArchiveRefused
from bot.content.source import Source
from bot.content.trial import Trial
from bot.engine.opening import Stamp, stamp
from bot.engine.playing import play
from bot.engine.processor import InProcessProcessor
from bot.engine.turns import TurnOutcome, TurnRequest

if TYPE_CHECKING:
    from bot.engine.agent import AssistantAgent

log = structlog.get_logger(__name__)


class Failed(NamedTuple):
    """A trial that this process does not serve, and why, in French; `lasting`: nor ever will."""

    trial: str
    why: str
    lasting: bool = True


class Draft:
    """Plays the conversations that a trial gives to its draft, as an agent does."""

    def __init__(
        self,
        trial: Trial,
        processor: InProcessProcessor,
        seen: Stamp,
        give_up: Callable[[str], None],
    ) -> None:
        """Args:
        seen: what its file was like.
        give_up: ends the trial here, for a reason.
        """
        self.trial = trial
        self.processor = processor
        self.seen = seen
        self._give_up = give_up

    @property
    def content(self) -> Content:
        return self.processor.content

    def is_ready(self) -> bool:
        return True

    async def play(self, turn: TurnRequest) -> TurnOutcome:
        """One turn; after one that fails, the live archive answers everybody.

        Raises:
            Exception: whatever made it fail; the same message sent again is the live archive's.
        """
        try:
            return await play(self.processor, turn)
        except Exception as error:
            self._give_up(f"un message l'a fait échouer ({type(error).__name__})")
            raise

    async def forget(self, conversation: str) -> None:
        """Nothing is kept here of any conversation that was played."""


class TrialFollower:
    """Keeps an agent on the trial that runs, whatever happens to the draft's file.

    A trial that failed here is not begun again: its conversations would change sides twice.
    """

    def __init__(self, agent: AssistantAgent, source: Source) -> None:
        self._agent = agent
        self._source = source
        self._before: tuple[Path, Stamp] | None = None

    async def look(self, at_once: bool = False) -> None:
        """Serve what should be tried now; nothing that a draft does is raised.

        Args:
            at_once: take the file as it is, instead of waiting until it looks the same twice.
        """
        agent, found, running = self._agent, self._source.trial(), self._agent.draft
        agent.settle()
        # While another archive stands in for the live one, there is nothing to compare with.
        if found is None or agent.served not in (None, found[0].beside):
            agent.end_trial()
            return
        trial, path = found
        if agent.failed is not None and agent.failed.trial != trial.id:
            agent.failed = None
        seen = stamp(path)
        if running is not None:
            if running.trial != trial:
                agent.end_trial()
            elif running.seen != seen:
                agent.give_up(trial, "son fichier n'est plus celui qui a été vérifié")
        elif agent.failed is None or not agent.failed.lasting:
            await self._begin(trial, path, seen, at_once)

    async def _begin(self, trial: Trial, path: Path, seen: Stamp | None, at_once: bool) -> None:
        if seen is None:
            self._agent.failed = Failed(trial.id, f"{trial.archive} n'est pas là", lasting=False)
            return
        self._agent.failed = None
        if at_once or self._before == (path, seen):
            await self._open(trial, path, seen)
        self._before = path, seen

    async def _open(self, trial: Trial, path: Path, seen: Stamp) -> None:
        try:
            await self._agent.open_draft(trial, path, seen)
        except Exception as error:
            why = error.why if isinstance(error, ArchiveRefused) else type(error).__name__
            self._agent.give_up(trial, why)
