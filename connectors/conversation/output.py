"""What the bot says, caught as it comes."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Extra
from rasa.core.channels.channel import OutputChannel


class BotButton(BaseModel):
    """A choice in Rasa's form."""

    title: str
    payload: str


class BotLink(BaseModel):
    """A link of the catalogue, as an action hands it over."""

    id: str
    destination: str | None = None
    label: str
    href: str


class Envelope(BaseModel):
    """The part of a bot message that is not text; see `bot.actions.pointing.envelope`."""

    class Config:
        extra = Extra.ignore

    intent: str | None = None
    path: list[str] = []
    channel: str | None = None
    destination: str | None = None
    links: list[BotLink] = []
    sensitive: bool = False


class BotMessage(BaseModel):
    """One message of the bot, before the guard."""

    class Config:
        extra = Extra.ignore

    text: str
    utter_action: str | None = None
    buttons: list[BotButton] = []
    custom: Envelope = Envelope()


class Catcher(OutputChannel):
    """Keeps the messages of one turn whole and in order.

    Its name is the channel's: Rasa picks the variation of a response by it.
    """

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self.messages: list[dict[str, Any]] = []

    def name(self) -> str:
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.messages.append({key: value for key, value in message.items() if value is not None})
