"""A conversation played with the agent, message by message, outside any server."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from bot.catalogue import Channel
from bot.engine.agent import AssistantAgent

Message = dict[str, Any]


class Screen(CollectingOutputChannel):
    """Collects whole messages under the name of the channel that is played."""

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self._channel = channel

    def name(self) -> str:  # type: ignore[override]
        return self._channel

    async def send_response(self, recipient_id: str, message: Message) -> None:
        self.messages.append(message)


class Conversation:
    """What one person says on one channel; `shown` is the latest reply."""

    def __init__(self, agent: AssistantAgent, channel: Channel, sender_id: str) -> None:
        self.channel = channel
        self.shown: list[Message] = []
        self._agent = agent
        self._sender_id = sender_id

    async def say(self, text: str) -> list[Message]:
        """Type a message; one that starts with « / » is text, never a command.

        Returns:
            The reply, as the agent sends it to a channel: `text`, `utter_action` and, where there
            are some, `buttons` and `custom`.
        """
        return await self._play(text.lstrip("/ "))

    async def choose(self, title: str) -> list[Message]:
        """Pick one of the choices on the screen.

        Raises:
            ValueError: when no choice has that title.
        """
        offered = {button["title"]: button["payload"] for button in buttons(self.shown)}
        if title not in offered:
            raise ValueError(f"« {title} » n'est pas parmi les choix : {', '.join(offered)}")
        return await self._play(offered[title])

    async def _play(self, text: str) -> list[Message]:
        screen = Screen(self.channel)
        await self._agent.handle_message(
            UserMessage(text, screen, self._sender_id, input_channel=self.channel)
        )
        self.shown = screen.messages
        return self.shown


def buttons(messages: list[Message]) -> list[dict[str, str]]:
    """The choices that these messages offer, in order."""
    return [button for message in messages for button in message.get("buttons") or ()]
