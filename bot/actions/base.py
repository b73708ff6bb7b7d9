"""What every action is: rasa-sdk's Action, on one content."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import ActionTurn
from bot.content import Content
from bot.content.stock import stock_content


class ContentAction(Action, ABC):  # type: ignore[misc]
    """An action that answers from one content.

    Made without one, as Rasa's action server makes it, it answers from the content of the
    model that Rasa's own server serves.
    """

    def __init__(self, content: Content | None = None) -> None:
        self._content = content

    @abstractmethod
    def name(self) -> str:
        """Its name in the domain."""

    @abstractmethod
    def answer(self, turn: ActionTurn) -> list[EventType]:
        """Say what there is to say; what Rasa is to remember or to run next."""

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """What rasa-sdk calls."""
        return self.answer(ActionTurn(self._content or stock_content(), dispatcher, tracker))
