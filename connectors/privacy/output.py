"""What the bot says, in Rasa's form: a response's name, and ids."""

from __future__ import annotations

from pydantic import BaseModel, Extra, validator

from bot.content.wording import Named


class BotMessage(BaseModel):
    """One message of the bot, before the guard. Rasa's own text and buttons are not read."""

    class Config:
        extra = Extra.ignore

    utter_action: str | None = None
    custom: Named = Named()

    @validator("custom", pre=True)
    def _empty(cls, value: object) -> object:
        return value or {}
