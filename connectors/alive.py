"""The conversations that go on in this process, at hand as long as they are the newest."""

from __future__ import annotations

from collections import OrderedDict
from time import monotonic
from typing import NamedTuple

from rasa.shared.core.trackers import DialogueStateTracker

KEPT_ALIVE = 2500


class Held(NamedTuple):
    """A conversation as it is after a turn."""

    turn: int
    tracker: DialogueStateTracker
    since: float


class Alive:
    """Trackers by conversation, each with the turn that it knows last.

    Whoever uses one drops it first: only a turn that was kept puts it back.
    """

    def __init__(self) -> None:
        self._held: OrderedDict[str, Held] = OrderedDict()

    def get(self, conversation: str) -> Held | None:
        """What is at hand, newest or not."""
        return self._held.get(conversation)

    def put(self, conversation: str, turn: int, tracker: DialogueStateTracker) -> None:
        """Keep a conversation at hand; the one that was idle longest may have to go."""
        self._held[conversation] = Held(turn, tracker, monotonic())
        self._held.move_to_end(conversation)
        if len(self._held) > KEPT_ALIVE:
            self._held.popitem(last=False)

    def drop(self, conversation: str) -> None:
        """Forget what is at hand."""
        self._held.pop(conversation, None)

    def clear(self) -> None:
        """Forget everything that is at hand."""
        self._held.clear()

    def purge(self, idle_seconds: float) -> None:
        """Forget what has been idle for longer."""
        before = monotonic() - idle_seconds
        while self._held and next(iter(self._held.values())).since < before:
            self._held.popitem(last=False)
