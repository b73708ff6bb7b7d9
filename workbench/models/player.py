"""Plays conversations on archives that may not be live, in a process of its own.

Rasa and two models are seconds of loading and hundreds of megabytes: the workbench must feel
neither. Nothing that is typed is written anywhere.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from multiprocessing.connection import Connection
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import structlog

from bot.content.archive import ArchiveRefused, open_archive
from bot.content.catalogue import CHANNELS, Channel
from bot.content.signing import public_key
from bot.content.validated import NOTHING, Validated, ValidatedRefused, read_validated
from bot.dialogue import Reading
from bot.engine import light
from bot.engine.opening import Stamp, stamp
from workbench.models.nearest import Near, Nearest, Sentence
from workbench.models.tried import Answer, Read, Reply, Request, Step, Tried, Turn
from workbench.models.way import Begun, Heard, WayOf

# How far this work stands behind that of the conversations; a training is far behind it.
PATIENT = 5
WORDS, NEAREST = 8, 5
# Beginnings of conversations that are kept at hand, of each archive.
AT_HAND = 256


@dataclass(frozen=True)
class _State:
    """A conversation after a step: what is remembered, and what was said last."""

    events: tuple[dict[str, Any], ...] = ()
    answer: Answer | None = None
    said: str | None = None
    begun: Begun = field(default_factory=dict)
    reading: Reading | None = None
    validated: bool = False


class Player:
    """Plays conversations on one archive."""

    def __init__(self, path: Path, validated: Validated, way_of: WayOf) -> None:
        """Load it.

        Raises:
            ArchiveRefused: it may not be used.
        """
        from rasa.core.lock_store import InMemoryLockStore
        from rasa.core.tracker_store import InMemoryTrackerStore
        from rasa.shared.core.domain import Domain

        from bot.engine.processor import InProcessProcessor
        from bot.nlu.classifier import FusedIntentClassifier

        archive = open_archive(path, public_key())
        store = InMemoryTrackerStore(Domain.empty())
        self._processor = InProcessProcessor(archive, store, InMemoryLockStore())
        self._processor.validated = validated
        self._way = way_of(self._processor)
        found = self._processor.graph_runner.components(FusedIntentClassifier)
        self.model = found[0].reader.model if found else None
        # The beginning of a conversation was played for the page before.
        self._after = lru_cache(AT_HAND)(self._play)
        self._turn = lru_cache(AT_HAND)(self._made)

    def validate(self, sentences: Validated) -> None:
        """Understand these sentences as editors settled them, from now on."""
        self._processor.validated = sentences
        self._after.cache_clear()
        self._turn.cache_clear()

    def turns(self, steps: tuple[Step, ...]) -> tuple[Turn, ...]:
        """What becomes of each step of a conversation."""
        return tuple(self._turn(steps[: number + 1]) for number in range(len(steps)))

    def _made(self, steps: tuple[Step, ...]) -> Turn:
        states = {channel: self._after(channel, steps) for channel in CHANNELS}
        first = states[CHANNELS[0]]
        read = self._read(first.said, first) if first.said is not None else None
        answers = {channel: state.answer for channel, state in states.items()}
        return Turn(first.said, first.begun, read, answers)

    def _read(self, said: str, state: _State) -> Read:
        from bot.nlu.counted import counted
        from bot.nlu.said import said_in

        reading = state.reading or Reading(said)
        read = said_in(self._processor.message_of(reading.text))
        words = counted(self.model, read, reading.intent) if self.model and reading.intent else []
        return Read(
            reading.ranking[:NEAREST],
            reading.sure,
            state.validated,
            reading.entities,
            read,
            tuple(words[:WORDS]),
        )

    def _play(self, channel: Channel, steps: tuple[Step, ...]) -> _State:
        if not steps:
            return _State()
        before = self._after(channel, steps[:-1])
        choice = steps[-1].choice
        if choice is not None and choice not in self._processor.content.catalogue.intents:
            return _State(before.events, begun=before.begun)
        heard = asyncio.run(self._heard(channel, before, steps[-1], len(steps)))
        outcome = heard.outcome
        assert outcome.tracker is not None and outcome.tracker.latest_message is not None
        # As a server does: of a sensitive turn, only that there was one.
        kept = () if outcome.sensitive else before.events
        return _State(
            (*kept, *outcome.events),
            Answer(heard.messages, heard.stopped),
            heard.said,
            before.begun if choice is not None else dict(steps[-1].begun) or heard.begun,
            Reading.of(outcome.tracker.latest_message.parse_data),
            outcome.understood is not None and outcome.understood.validated,
        )

    async def _heard(self, channel: Channel, before: _State, step: Step, number: int) -> Heard:
        from bot.engine.turns import Past

        past = Past(events=before.events)
        if step.choice is not None:
            return await self._way.pick(channel, past, number, step.choice)
        return await self._way.hear(channel, past, number, step.text or "", before.begun)


class Players:
    """The archives that were asked for last, each loaded once."""

    def __init__(self, way_of: WayOf) -> None:
        self._way_of = way_of
        self._loaded: dict[Path, tuple[Stamp | None, Player | ArchiveRefused]] = {}
        self._validated: Validated = NOTHING
        self._nearest: tuple[Player, Nearest] | None = None
        self._sentences: Sequence[Sentence] = ()

    def reply(self, request: Request) -> Reply:
        """Play a conversation on each archive."""
        self._load(request)
        players = [self._loaded[path][1] for path in request.archives]
        tried = tuple(
            Tried(path.name, player.why)
            if isinstance(player, ArchiveRefused)
            else Tried(path.name, None, player.turns(request.steps))
            for path, player in zip(request.archives, players, strict=True)
        )
        return Reply(tried, self._near(players, tried, request.sentences))

    def _load(self, request: Request) -> None:
        with suppress(ValidatedRefused):
            validated = read_validated(request.shelf, public_key())
            if validated != self._validated:
                self._validated = validated
                for _, player in self._loaded.values():
                    if isinstance(player, Player):
                        player.validate(validated)
        now = {path: stamp(path) for path in request.archives}
        stay = {path: one for path, one in self._loaded.items() if one[0] == now.get(path, ...)}
        if stay.keys() == now.keys():
            return
        # Before another one is loaded: two at most are ever in memory.
        self._loaded, self._nearest = stay, None
        gc.unfreeze()
        gc.collect()
        for path, seen in now.items():
            if path not in self._loaded:
                self._loaded[path] = seen, self._opened(path)
        # Looking for garbage among what stays would hold up a page.
        gc.collect()
        gc.freeze()

    def _opened(self, path: Path) -> Player | ArchiveRefused:
        try:
            return Player(path, self._validated, self._way_of)
        except ArchiveRefused as refused:
            return refused

    def _near(
        self,
        players: Sequence[Player | ArchiveRefused],
        tried: Sequence[Tried],
        sentences: Sequence[Sentence] | None,
    ) -> tuple[tuple[Near, ...], ...]:
        """The nearest examples of each step, as the first archive that can be used reads it."""
        if sentences is not None:
            self._sentences = sentences
        for player, one in zip(players, tried, strict=True):
            if isinstance(player, Player) and player.model is not None:
                if self._nearest is None or self._nearest[0] is not player:
                    self._nearest = player, Nearest(player.model)
                    sentences = self._sentences
                nearest = self._nearest[1]
                if sentences is not None:
                    nearest.learn(sentences)
                return tuple(
                    nearest.find(turn.read.said, NEAREST) if turn.read else () for turn in one.turns
                )
        return ()


def serve(asked: Connection, way: str) -> None:
    """Answer requests until whoever asks is gone; an error is answered by its name.

    Args:
        way: the name of what makes an archive's way, as « module:name »: only here is it loaded.
    """
    # Ctrl-C is for who started this, and the end of the connection ends it too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(PATIENT)
    # Rasa writes the texts of messages.
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    light.import_for_serving()
    players = Players(resolve_name(way))
    with suppress(EOFError, OSError):
        while True:
            request = asked.recv()
            try:
                reply: Reply | str = players.reply(request)
            except Exception as error:
                reply = type(error).__name__
            asked.send(reply)
