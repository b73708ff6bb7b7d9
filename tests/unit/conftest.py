"""What the unit tests share: the project's domain, and one turn of one action.

Rasa is imported by the fixtures that need it: the tests of `tests/quick.py` go without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.content import Content
from bot.content.catalogue import Channel
from bot.content.wording import Named, Worded, word

if TYPE_CHECKING:
    from rasa.engine.graph import ExecutionContext
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.shared.core.domain import Domain

    from bot.actions.base import ContentAction


@dataclass(frozen=True)
class Turn:
    """What an action said, in the words of a content, and what it asks Rasa to do."""

    content: Content
    channel: Channel
    said: list[dict[str, Any]]
    events: list[dict[str, Any]]

    @property
    def messages(self) -> list[dict[str, Any]]:
        """Each message as a person would meet it: `custom` is looked up in the content."""
        return [{**message, "custom": self._shown(message)} for message in self.said]

    @property
    def slots(self) -> dict[str, Any]:
        return {event["name"]: event["value"] for event in self.events if event["event"] == "slot"}

    @property
    def responses(self) -> list[str]:
        return [message["response"] for message in self.said]

    @property
    def payloads(self) -> list[str]:
        """What the last message's choices play."""
        return [f"/{choice.intent}" for choice in self._worded(self.said[-1]).choices]

    @property
    def link_ids(self) -> list[str]:
        """The links of the last message, in order."""
        return [link.id for link in self._worded(self.said[-1]).links]

    def _worded(self, message: dict[str, Any]) -> Worded:
        named = Named.parse_obj(message["custom"])
        return word(self.content, message["response"], named, self.channel)

    def _shown(self, message: dict[str, Any]) -> dict[str, Any]:
        named, worded = Named.parse_obj(message["custom"]), self._worded(message)
        sensitive = {"sensitive": True} if named.sensitive else {}
        if named.intent is None:
            return sensitive
        first = worded.pointers[0] if worded.pointers else None
        return {
            "intent": named.intent,
            "path": list(first.place.path) if first else [],
            "channel": first.channel if first else None,
            "destination": first.destination if first else None,
            "links": [
                {
                    "id": link.id,
                    "destination": link.destination,
                    "label": link.row.label,
                    "href": link.row.href,
                }
                for link in worded.links
            ],
            **sensitive,
        }


@pytest.fixture
def play(content: Content) -> Callable[..., Turn]:
    """Runs an action as the action server would, on a message understood as told."""
    from rasa_sdk import Tracker
    from rasa_sdk.executor import CollectingDispatcher

    def run(
        action: type[ContentAction],
        intent: str = "",
        channel: str = "web",
        text: str = "",
        entities: Iterable[tuple[str, str]] = (),
        ranking: Iterable[str] = (),
        **slots: Any,
    ) -> Turn:
        if slots.get("last_intent"):
            # What `action_orient` remembers beside the intent.
            places = content.catalogue.intents[slots["last_intent"]].destinations
            slots.setdefault("last_destinations", list(places))
        latest = {
            "text": text,
            "intent": {"name": intent, "confidence": 0.9},
            "entities": [{"entity": kind, "value": value} for kind, value in entities],
            "intent_ranking": [{"name": name, "confidence": 0.5} for name in ranking],
        }
        tracker = Tracker(
            sender_id="somebody",
            slots=slots,
            latest_message=latest,
            events=[{"event": "user", "input_channel": channel, "text": text}],
            paused=False,
            followup_action=None,
            active_loop={},
            latest_action_name="action_listen",
        )
        dispatcher = CollectingDispatcher()
        events = action(content).run(dispatcher, tracker, {})
        place: Channel = "app" if channel == "app" else "web"
        return Turn(content, place, dispatcher.messages, list(events))

    return run


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
