"""What the unit tests share: the project's domain, and one turn as an action tells it.

Rasa is imported by the fixtures that need it: the tests of `tests/quick.py` go without.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.content import Content
from bot.content.catalogue import Channel
from bot.content.wording import Named, Worded, word
from bot.dialogue import Dialogue, Memory
from bot.dialogue.moves import Move
from tests.unit.spoiling import SMALL

if TYPE_CHECKING:
    from rasa.engine.graph import ExecutionContext
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.shared.core.domain import Domain
    from rasa_sdk import Tracker

NEW = Memory()


@dataclass(frozen=True)
class Told:
    """What a turn said, by id and in the words of a content, and the memory after it."""

    content: Content
    channel: Channel
    said: list[dict[str, Any]]
    memory: Memory

    @property
    def responses(self) -> list[str]:
        """The responses, in order."""
        return [message["response"] for message in self.said]

    @property
    def named(self) -> list[Named]:
        """What each message names."""
        return [Named.parse_obj(message["custom"]) for message in self.said]

    @property
    def worded(self) -> list[Worded]:
        """Each message as the person reads it."""
        return [
            word(self.content, response, named, self.channel)
            for response, named in zip(self.responses, self.named, strict=True)
        ]

    @property
    def links(self) -> list[str]:
        """The links of all messages, in order."""
        return [link.id for worded in self.worded for link in worded.links]

    @property
    def paths(self) -> list[tuple[str, ...]]:
        """The ways of the last message."""
        return [tuple(pointer.place.path) for pointer in self.worded[-1].pointers]


def tracker(latest: dict[str, Any], channel: str, memory: Memory) -> Tracker:
    """A conversation whose latest message is this, as an action finds it."""
    from rasa_sdk import Tracker

    from bot.actions.answer import MEMORY_SLOT

    return Tracker(
        sender_id="somebody",
        slots={MEMORY_SLOT: memory.dump() or None},
        latest_message=latest,
        events=[{"event": "user", "input_channel": channel}],
        paused=False,
        followup_action=None,
        active_loop={},
        latest_action_name="action_listen",
    )


@pytest.fixture(scope="session")
def tell(content: Content) -> Callable[..., Told]:
    """Says a move of the dialogue; `memory` is the one after the move."""
    from rasa_sdk.executor import CollectingDispatcher

    from bot.actions.answer import unread
    from bot.actions.telling import Teller
    from bot.actions.turn import ActionTurn

    dialogue = Dialogue.of(content, unread)

    def say(move: Move, channel: Channel = "web", memory: Memory = NEW) -> Told:
        dispatcher = CollectingDispatcher()
        turn = ActionTurn(content, dispatcher, tracker({}, channel, memory))
        after = Teller(turn, dialogue, memory).say(move)
        return Told(content, channel, dispatcher.messages, after)

    return say


@pytest.fixture(scope="session")
def play(content: Content) -> Callable[..., Told]:
    """Runs the action as the action server would, on a message understood as told."""
    from rasa_sdk.executor import CollectingDispatcher

    from bot.actions.answer import MEMORY_SLOT, ActionAnswer

    action = ActionAnswer(content)

    def run(
        intent: str,
        text: str = "",
        channel: Channel = "web",
        entities: Iterable[tuple[str, str]] = (),
        page: str | None = None,
        memory: Memory = NEW,
    ) -> Told:
        latest = {
            "text": text,
            "intent": {"name": intent, "confidence": 0.9},
            "intent_ranking": [{"name": intent, "confidence": 0.9}],
            "entities": [{"entity": kind, "value": value} for kind, value in entities],
            "metadata": {"page": page} if page else None,
        }
        dispatcher = CollectingDispatcher()
        [event] = action.run(dispatcher, tracker(latest, channel, memory), {})
        assert (event["event"], event["name"]) == ("slot", MEMORY_SLOT)
        return Told(content, channel, dispatcher.messages, Memory.load(event["value"]))

    return run


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of a small project, to be spoilt."""
    return Path(shutil.copytree(SMALL, tmp_path / "project"))


@pytest.fixture(scope="session")
def domain() -> Domain:
    """The domain a model is trained with: the answers, and the catalogue's intents."""
    from bot.importer import ProjectImporter

    return ProjectImporter().get_domain()


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    """Where a graph component may keep its files."""
    from rasa.engine.storage.local_model_storage import LocalModelStorage

    folder = tmp_path / "components"
    folder.mkdir()
    return LocalModelStorage.create(folder)


@pytest.fixture
def context() -> ExecutionContext:
    from rasa.engine.graph import ExecutionContext, GraphSchema

    return ExecutionContext(GraphSchema({}), model_id="test")
