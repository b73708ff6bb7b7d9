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
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

import structlog

from bot.content.archive import ArchiveRefused, open_archive
from bot.content.catalogue import CHANNELS, Channel
from bot.content.signing import public_key
from bot.content.validated import NOTHING, Validated, ValidatedRefused, read_validated
from bot.content.wording import Named, UnknownName, Worded, word
from bot.dialogue import Reading
from bot.engine import light
from bot.engine.opening import Stamp, stamp
from workbench.models.nearest import Near, Nearest, Sentence

# How far this work stands behind that of the conversations; a training is far behind it.
PATIENT = 5
# What stands for a message in which nothing is left to read, as in a server.
NOTHING_TO_READ = "\N{REPLACEMENT CHARACTER}"
WORDS, NEAREST = 8, 5
# Beginnings of conversations that are kept at hand, of each archive.
AT_HAND = 256


class Step(NamedTuple):
    """What a person did: wrote a text, or pressed a choice, which plays an intent."""

    text: str | None
    choice: str | None = None


class Read(NamedTuple):
    """What an archive understood of a text.

    `counted` are words and what each adds to the score of the likeliest intent; `said` the
    folded words as they were read; `validated` says that an editor settled the sentence.
    """

    ranking: tuple[tuple[str, float], ...]
    sure: bool
    validated: bool
    entities: tuple[tuple[str, str], ...]
    said: str
    counted: tuple[tuple[str, float], ...]


class Turn(NamedTuple):
    """What an archive made of a step: an answer by channel; None where it knows no such choice."""

    read: Read | None
    answers: dict[Channel, tuple[Worded, ...] | None]


class Tried(NamedTuple):
    """A conversation on an archive, or why the archive cannot be used, in French."""

    archive: str
    refusal: str | None
    turns: tuple[Turn, ...] = ()


class Reply(NamedTuple):
    """The conversation on each archive, and the nearest examples of each of its texts."""

    tried: tuple[Tried, ...]
    nearest: tuple[tuple[Near, ...], ...]


class Request(NamedTuple):
    """A conversation to play, from its beginning.

    `shelf` holds the validated sentences; `sentences` are the examples as they are now, or
    None when they are as they were.
    """

    archives: tuple[Path, ...]
    steps: tuple[Step, ...]
    shelf: Path
    sentences: Sequence[Sentence] | None


@dataclass(frozen=True)
class _State:
    """A conversation after a step: what is remembered, and what was said last."""

    events: tuple[dict[str, Any], ...] = ()
    answer: tuple[Worded, ...] | None = ()
    reading: Reading | None = None
    validated: bool = False


class Player:
    """Plays conversations on one archive."""

    def __init__(self, path: Path, validated: Validated) -> None:
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
        read = self._read(steps[-1].text, first) if steps[-1].text is not None else None
        return Turn(read, {channel: state.answer for channel, state in states.items()})

    def _read(self, text: str, state: _State) -> Read:
        from bot.nlu.counted import counted
        from bot.nlu.lookups import said_in

        reading = state.reading or Reading(text)
        said = said_in(self._processor.message_of(_typed(text)))
        words = counted(self.model, said, reading.intent) if self.model and reading.intent else []
        return Read(
            reading.ranking[:NEAREST],
            reading.sure,
            state.validated,
            reading.entities,
            said,
            tuple(words[:WORDS]),
        )

    def _play(self, channel: Channel, steps: tuple[Step, ...]) -> _State:
        from bot.engine.playing import play
        from bot.engine.turns import Past, TurnRequest

        if not steps:
            return _State()
        before = self._after(channel, steps[:-1])
        text, choice = steps[-1]
        if choice is not None and choice not in self._processor.content.catalogue.intents:
            return _State(before.events, None)
        payload = _typed(text) if text is not None else f"/{choice}"
        turn = TurnRequest("essai", channel, payload, None, Past(events=before.events))
        outcome = asyncio.run(play(self._processor, turn))
        assert outcome.tracker is not None and outcome.tracker.latest_message is not None
        # As a server does: of a sensitive turn, only that there was one, and no choice.
        kept = () if outcome.sensitive else before.events
        answer = [self._worded(one, channel, len(steps)) for one in outcome.messages]
        return _State(
            (*kept, *outcome.events),
            tuple(one._replace(choices=[]) if outcome.sensitive else one for one in answer),
            Reading.of(outcome.tracker.latest_message.parse_data),
            outcome.understood is not None and outcome.understood.validated,
        )

    def _worded(self, message: dict[str, Any], channel: Channel, turn: int) -> Worded:
        content = self._processor.content
        named = Named.parse_obj(message.get("custom") or {})
        try:
            return word(content, message["utter_action"], named, channel, turn)
        except UnknownName as unknown:
            # The guard of a server would stop it, and say where people are instead.
            told = f"Réponse arrêtée au contrôle de sortie : le contenu n'a pas « {unknown.name} »."
            return Worded(told, [], [], [])


class Players:
    """The archives that were asked for last, each loaded once."""

    def __init__(self) -> None:
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
            return Player(path, self._validated)
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


def serve(asked: Connection) -> None:
    """Answer requests until whoever asks is gone; an error is answered by its name."""
    # Ctrl-C is for who started this, and the end of the connection ends it too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(PATIENT)
    # Rasa writes the texts of messages.
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    light.import_for_serving()
    players = Players()
    with suppress(EOFError, OSError):
        while True:
            request = asked.recv()
            try:
                reply: Reply | str = players.reply(request)
            except Exception as error:
                reply = type(error).__name__
            asked.send(reply)


def _typed(text: str) -> str:
    # Rasa takes a leading slash for an intent's name; here it is only a character.
    return text.lstrip("/ ") or NOTHING_TO_READ
