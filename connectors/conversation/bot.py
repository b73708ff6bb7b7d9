"""The way to the bot and back: one message to Rasa, what it says, what it understood."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from rasa.core.channels.channel import UserMessage
from rasa.shared.core.trackers import DialogueStateTracker

from connectors.contract.errors import Unavailable
from connectors.conversation.output import Catcher

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class Understood(NamedTuple):
    """The intent that the bot took a text for."""

    intent: str
    confidence: float


class Bot:
    """Rasa as one channel sees it. `agent` is the server's, or None while it loads."""

    def __init__(self, channel: str, on_new_message: OnNewMessage, agent: Any) -> None:
        self._channel = channel
        self._on_new_message = on_new_message
        self._agent = agent

    @property
    def ready(self) -> bool:
        """If a model is loaded."""
        return bool(self._agent and self._agent.is_ready())

    @property
    def responses(self) -> dict[str, list[dict[str, Any]]]:
        """The texts that the loaded content holds."""
        self._require()
        return self._agent.domain.responses  # type: ignore[no-any-return]

    async def say(self, sender: str, text: str, *, timeout: float) -> list[dict[str, Any]]:
        """Play one turn.

        Returns:
            The bot's messages, in order.

        Raises:
            Unavailable: no model, an error inside, no answer, or none in time.
        """
        self._require()
        caught = Catcher(self._channel)
        message = UserMessage(text, caught, sender, input_channel=self._channel)
        try:
            await asyncio.wait_for(self._on_new_message(message), timeout)
        except asyncio.TimeoutError:
            raise Unavailable("timeout") from None
        except Exception as error:
            raise Unavailable("bot") from error
        if not caught.messages:
            raise Unavailable("empty")
        return caught.messages

    async def forget(self, sender: str) -> None:
        """Delete what the bot keeps of this conversation; raises `Unavailable`."""
        await forget(self._agent, sender)

    async def understood(self, sender: str) -> Understood | None:
        """What the last text of this conversation was taken for, if that was kept."""
        store = self._agent.tracker_store
        if hasattr(store, "at_hand"):
            tracker = store.at_hand(sender)
        else:
            tracker = await store.retrieve(sender)
        if tracker is None or tracker.latest_message is None:
            return None
        intent = tracker.latest_message.intent or {}
        return Understood(str(intent.get("name")), float(intent.get("confidence") or 0.0))

    def _require(self) -> None:
        if not self.ready:
            raise Unavailable("no_model")


async def forget(agent: Any, sender: str) -> None:
    """Delete what the bot keeps of a conversation.

    Rasa's own stores cannot delete; an empty tracker takes the old one's place there.

    Raises:
        Unavailable: the store is away.
    """
    if agent is None:
        raise Unavailable("no_model")
    store = agent.tracker_store
    try:
        if hasattr(store, "delete"):
            await store.delete(sender)
        else:
            await store.save(DialogueStateTracker(sender, agent.domain.slots))
    except Exception as error:
        raise Unavailable("tracker_store") from error
