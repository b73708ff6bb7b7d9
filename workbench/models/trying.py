"""A conversation tried on the live archive and on a draft, side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

from bot.content.shelf import Shelf
from workbench.files.workspace import Taught, Workspace
from workbench.models.nearest import Sentence
from workbench.models.player import serve
from workbench.models.training import DRAFTS
from workbench.models.tried import Reply, Request, Step

# A page that waits longer for models to load says so, and can be asked again.
LOADING_SECONDS = 20.0


class NotTried(Exception):
    """The conversation could not be played; the message is for the log."""


class StillLoading(Exception):
    """The models are not there yet; what was asked is played as soon as they are."""


class Trying:
    """Asks the process that plays; it is started by the first who asks, and again if it dies."""

    def __init__(self, workspace: Workspace, shelf: Shelf, way: str) -> None:
        self._workspace = workspace
        self._shelf = shelf
        self._way = way
        self._drafts = Shelf(shelf.folder / DRAFTS)
        # One asks after the other: who waits for a model to load must not hold up the pages.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="trying")
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._sent: Mapping[str, Taught] = {}

    def live(self) -> Path | None:
        """The live archive, if it is there."""
        live = self._shelf.live()
        return live if live is not None and live.is_file() else None

    def drafts(self) -> list[Path]:
        """The drafts, newest first."""
        return self._drafts.archives()

    def warm(self, archives: Sequence[Path]) -> None:
        """Have these archives loaded and tried once, without waiting."""
        self._thread.submit(self._ask, archives, (Step("bonjour"),))

    async def play(self, archives: Sequence[Path], steps: Sequence[Step]) -> Reply:
        """What each archive makes of a conversation.

        Raises:
            NotTried: the process does not answer, or something in it failed.
            StillLoading: it takes longer than a page may wait.
        """
        loop = asyncio.get_running_loop()
        played = loop.run_in_executor(self._thread, self._ask, archives, steps)
        done, _ = await asyncio.wait({played}, timeout=LOADING_SECONDS)
        if not done:
            raise StillLoading
        return played.result()

    def close(self) -> None:
        """Stop the process, whatever it does."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        if self._process is not None:
            self._process.kill()

    def _ask(self, archives: Sequence[Path], steps: Sequence[Step]) -> Reply:
        pipe, taught = self._connected(), self._workspace.taught()
        sentences = None if taught == self._sent else list(_sentences(taught))
        request = Request(tuple(archives), tuple(steps), self._shelf.folder, sentences)
        try:
            pipe.send(request)
            reply = pipe.recv()
        except (EOFError, OSError) as error:
            self._pipe = None
            raise NotTried("the process is gone") from error
        self._sent = taught
        if not isinstance(reply, Reply):
            raise NotTried(str(reply))
        return reply

    def _connected(self) -> Connection:
        if self._pipe is None:
            context = get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=serve, args=(theirs, self._way), daemon=True)
            self._process.start()
            # Only the process has it now, so that its end is the end of the connection.
            theirs.close()
            self._sent = {}
        return self._pipe


def _sentences(taught: Mapping[str, Taught]) -> list[Sentence]:
    return [
        Sentence(example.text, example.intent, folded)
        for one in taught.values()
        for example, folded in zip(one.teaching.examples, one.folded, strict=True)
    ]
