"""What the unit tests share: the project's domain, and one turn of one action."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.domain import Domain
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.catalogue import Catalogue, catalogue
from bot.check import PROJECT
from bot.importer import CatalogueImporter


@dataclass(frozen=True)
class Turn:
    """What an action said and what it asks Rasa to remember or to run next."""

    messages: list[dict[str, Any]]
    events: list[dict[str, Any]]

    @property
    def slots(self) -> dict[str, Any]:
        return {event["name"]: event["value"] for event in self.events if event["event"] == "slot"}

    @property
    def responses(self) -> list[str]:
        return [message["response"] for message in self.messages]

    @property
    def payloads(self) -> list[str]:
        """The payloads of the last message's buttons."""
        return [button["payload"] for button in self.messages[-1]["buttons"]]

    @property
    def link_ids(self) -> list[str]:
        """The links of the last message, in order."""
        return [link["id"] for link in self.messages[-1]["custom"]["links"]]


@pytest.fixture
def play() -> Callable[..., Turn]:
    """Runs an action as the action server would, on a message understood as told."""

    def run(
        action: Action,
        intent: str = "",
        channel: str = "web",
        text: str = "",
        entities: Iterable[tuple[str, str]] = (),
        ranking: Iterable[str] = (),
        **slots: Any,
    ) -> Turn:
        if slots.get("last_intent"):
            # What `action_orient` remembers beside the intent.
            places = catalogue().intents[slots["last_intent"]].destinations
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
        events = action.run(dispatcher, tracker, {})
        return Turn(dispatcher.messages, list(events))

    return run


@pytest.fixture(scope="session")
def rows() -> Catalogue:
    return catalogue()


@pytest.fixture(scope="session")
def domain() -> Domain:
    """The domain a model is trained with: the answers, and the catalogue's intents."""
    return Domain.from_file(str(PROJECT / "domain.yml")).merge(CatalogueImporter().get_domain())


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    """Where a graph component may keep its files."""
    folder = tmp_path / "components"
    folder.mkdir()
    return LocalModelStorage.create(folder)


@pytest.fixture
def context() -> ExecutionContext:
    return ExecutionContext(GraphSchema({}), model_id="test")
