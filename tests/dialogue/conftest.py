"""A dialogue on a small catalogue, and conversations with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.content import Content
from bot.content.catalogue import Catalogue, Channel
from bot.content.choices import Choices
from bot.content.coherence import faults
from bot.dialogue import Dialogue, Memory, Reading
from bot.dialogue.moves import Move
from tests.dialogue.played import reader
from tests.dialogue.reader import read


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    path = Path(__file__).with_name("catalogue.yml")
    rows = Catalogue.parse_obj(YAML(typ="safe").load(path))
    assert not list(faults(rows))
    return rows


@pytest.fixture(scope="session")
def dialogue(catalogue: Catalogue) -> Dialogue:
    return Dialogue(catalogue, Choices.of(catalogue), read)


@pytest.fixture(scope="session")
def real(content: Content) -> Dialogue:
    """A dialogue on the product's own content, without a model: pieces of messages are unread."""
    return Dialogue.of(content, reader({}))


class Talk:
    """A conversation: `memory` goes through its slot between two turns."""

    def __init__(self, dialogue: Dialogue, channel: Channel, page: str | None) -> None:
        self._dialogue = dialogue
        self._channel: Channel = channel
        self._page = page
        self._slot: object = None

    @property
    def memory(self) -> Memory:
        return Memory.load(self._slot)

    def say(self, *said: str | Reading) -> Move:
        """The last of the moves that these messages lead to."""
        assert said
        for message in said:
            reading = read(message) if isinstance(message, str) else message
            move, memory = self._dialogue.play(
                reading, self.memory, channel=self._channel, page=self._page
            )
            self._slot = memory.dump()
        return move

    def dislike(self) -> Move:
        move, memory = self._dialogue.disliked(self.memory, channel=self._channel)
        self._slot = memory.dump()
        return move


@pytest.fixture()
def talk(dialogue: Dialogue) -> Callable[..., Talk]:
    def start(channel: Channel = "web", page: str | None = None) -> Talk:
        return Talk(dialogue, channel, page)

    return start
