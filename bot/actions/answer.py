"""Answer a message in its conversation: the dialogue says what it means, the teller says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk.events import EventType, SlotSet

from bot.actions.base import ContentAction
from bot.actions.telling import Teller
from bot.actions.turn import ActionTurn
from bot.content import Content
from bot.dialogue import Dialogue, Memory, Read, Reading

MEMORY_SLOT = "dialogue"
PAGE = "page"


def unread(text: str, *, quick: bool = False) -> Reading:
    """Nothing is read of a piece of a message where no model is at hand (`rasa run actions`)."""
    return Reading(text)


class ActionAnswer(ContentAction):
    """The one action of the rules: what a message means depends on what was said before.

    A row of the catalogue that wants another action names it; `bot/dialogue/` is then not
    asked.
    """

    def __init__(self, content: Content | None = None, read: Read = unread) -> None:
        super().__init__(content)
        self._read = read
        self._known: tuple[Content, Dialogue] | None = None

    def name(self) -> str:
        return "action_answer"

    def answer(self, turn: ActionTurn) -> list[EventType]:
        dialogue = self._dialogue_on(turn.content)
        reading = Reading.of(turn.parsed)
        move, memory = dialogue.play(
            reading,
            Memory.load(turn.remembered(MEMORY_SLOT)),
            channel=turn.channel,
            page=page_in(turn.parsed.get("metadata") or {}),
        )
        memory = Teller(turn, dialogue, memory).say(move, reading)
        return [SlotSet(MEMORY_SLOT, memory.dump())]

    def _dialogue_on(self, content: Content) -> Dialogue:
        # Behind Rasa's action server the content may change between two turns.
        if self._known is None or self._known[0] is not content:
            self._known = content, Dialogue.of(content, self._read)
        return self._known[1]


def page_in(metadata: Mapping[str, Any]) -> str | None:
    """The page of the portal that the metadata of a message name, or None."""
    page = metadata.get(PAGE)
    return page if isinstance(page, str) else None
