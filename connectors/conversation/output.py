"""What the bot says, as the guard and the dresser read it."""

from __future__ import annotations

from pydantic import BaseModel, Extra


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
