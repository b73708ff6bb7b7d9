"""Keeps an agent on the archive that is live, whatever happens to the files."""

from __future__ import annotations

import asyncio
from pathlib import Path

import structlog

from bot.content.archive import ArchiveRefused
from bot.content.signing import public_key
from bot.content.source import Source
from bot.content.validated import VALIDATED, ValidatedRefused, read_validated
from bot.engine.agent import AssistantAgent
from bot.engine.opening import Stamp, stamp
from bot.engine.trial import TrialFollower

log = structlog.get_logger(__name__)


class Follower:
    """Serves the live archive, with the sentences that editors settled beside it.

    While the archive is refused, the last good one is served; so it is with the sentences.

    An archive that still grows is waited for: outside the start, it must look the same
    twice. A refused one is tried again when its size or date changes.
    """

    def __init__(self, agent: AssistantAgent, source: Source) -> None:
        self._agent = agent
        self._source = source
        self._served: tuple[Path, Stamp] | None = None
        self._seen: dict[Path, Stamp] = {}
        self._refused: dict[Path, Stamp] = {}
        self._validated: tuple[Path, Stamp | None] | None = None
        self._trial = TrialFollower(agent, source)

    async def follow(self, seconds: float) -> None:
        """Look again and again; nothing that an archive does ends it."""
        while True:
            try:
                await self.look()
            except Exception as error:
                log.error("model.not_looked", error=type(error).__name__)
            await asyncio.sleep(seconds)

    async def look(self) -> None:
        """Serve what should be served now."""
        await self._refresh()
        if self._served is None:
            # Who is ready has the draft too: no conversation is answered by the other one first.
            await self._trial.look(at_once=True)
        await self._look_live()
        await self._trial.look()

    async def _look_live(self) -> None:
        live = self._source.live()
        if live is None:
            self._agent.refusal = self._source.trouble or "aucun modèle"
            return
        self._follow_validated(live.parent)
        seen = stamp(live)
        if self._served is not None and self._served == (live, seen):
            self._agent.refusal = self._source.trouble
            return
        if await self._try(live, seen):
            self._agent.refusal = self._source.trouble
        elif self._served is None:
            for other in self._source.by_preference()[1:]:
                if await self._try(other, stamp(other)):
                    return

    async def _refresh(self) -> None:
        before = self._source.trouble
        await asyncio.get_running_loop().run_in_executor(None, self._source.refresh)
        if self._source.trouble not in (None, before):
            log.warning("model.not_fetched", reason=self._source.trouble)

    async def _try(self, path: Path, seen: Stamp | None) -> bool:
        """If `path` is served from now on."""
        if seen is None:
            self._agent.refusal = f"{path.name} n'est pas là"
            return False
        if self._agent.promote(path, seen):
            self._served = path, seen
            return True
        if self._refused.get(path) == seen or not self._is_whole(path, seen):
            return False
        try:
            await self._agent.swap(path)
        except Exception as error:
            why = str(error) if isinstance(error, ArchiveRefused) else type(error).__name__
            self._refused[path] = seen
            self._agent.refusal = why
            log.error("model.refused", model=path.name, reason=why)
            return False
        self._refused.pop(path, None)
        self._served = path, seen
        return True

    def _follow_validated(self, folder: Path) -> None:
        """Take over what editors settled, when the file changed."""
        seen = folder, stamp(folder / VALIDATED)
        if seen == self._validated:
            return
        self._validated = seen
        try:
            self._agent.validate(read_validated(folder, public_key()))
        except ValidatedRefused as error:
            log.error("validated.refused", reason=str(error))

    def _is_whole(self, path: Path, seen: Stamp) -> bool:
        before = self._seen.get(path)
        self._seen[path] = seen
        return self._served is None or before == seen
