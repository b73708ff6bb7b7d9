"""Runs the rasa-sdk actions in the assistant's own process, on one content.

The classes are those that `rasa run actions` serves. What falls away is the way there
and back: the whole conversation as JSON, an HTTP session a call, and a JSON schema
that Rasa checks anew for every result (25 ms).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from inspect import isabstract, isawaitable
from typing import Any

from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection as SdkRejection

import bot.actions
from bot.actions.answer import ActionAnswer
from bot.actions.base import ContentAction
from bot.content import Content
from bot.dialogue import Read
from bot.engine.events import event_of

Run = Callable[..., Any]


def actions_on(content: Content, read: Read) -> dict[str, Run]:
    """The `run` method of every action of `bot.actions`, by action name, on a content.

    Args:
        read: reads a piece of a message with the model of that content.
    """
    made = [
        ActionAnswer(content, read) if action is ActionAnswer else action(content)
        for action in _classes()
    ]
    return {action.name(): action.run for action in made}


def _classes() -> Iterator[type[ContentAction]]:
    for module in pkgutil.iter_modules(bot.actions.__path__, f"{bot.actions.__name__}."):
        importlib.import_module(module.name)
    for found in ContentAction.__subclasses__():
        if found.__module__.startswith(f"{bot.actions.__name__}.") and not isabstract(found):
            yield found


class LiveTracker(Tracker):
    """rasa-sdk's view of a conversation, whose past is only spelled out when read."""

    def __init__(self, tracker: DialogueStateTracker) -> None:
        self._tracker = tracker
        latest = tracker.latest_message
        super().__init__(
            sender_id=tracker.sender_id,
            slots=tracker.current_slot_values(),
            latest_message=latest.parse_data if latest else {},
            events=[],
            paused=tracker.is_paused(),
            followup_action=tracker.followup_action,
            active_loop=tracker.active_loop or {},
            latest_action_name=tracker.latest_action_name,
        )

    @property
    def events(self) -> list[dict[str, Any]]:  # type: ignore[override]
        return [event.as_dict() for event in self._tracker.events]

    @events.setter
    def events(self, value: list[dict[str, Any]]) -> None:
        """The conversation's own events are the only ones."""

    def get_latest_input_channel(self) -> str | None:
        return self._tracker.get_latest_input_channel()


class InProcessAction(RemoteAction):
    """A custom action called as a function."""

    def __init__(self, name: str, run: Run, domain_as_dict: Mapping[str, Any]) -> None:
        super().__init__(name, action_endpoint=None)
        self._run = run
        self._domain_as_dict = domain_as_dict

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        """What Rasa would do with the action server's answer, without the server.

        Raises:
            ActionExecutionRejection: when the action declines.
            Exception: whatever the action raises; a turn that fails must be seen to fail.
        """
        dispatcher = CollectingDispatcher()
        try:
            result = self._run(dispatcher, LiveTracker(tracker), self._domain_as_dict)
            events = await result if isawaitable(result) else result
        except SdkRejection as rejection:
            raise ActionExecutionRejection(rejection.action_name, rejection.message) from None
        uttered = await self._utter_responses(dispatcher.messages, output_channel, nlg, tracker)
        return [*uttered, *map(event_of, events or [])]
