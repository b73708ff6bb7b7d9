"""Readings made by hand, and what they lead to on the product's own content."""

from __future__ import annotations

from bot.dialogue import Dialogue, Reading
from bot.dialogue.moves import Move
from tests.dialogue.conftest import Talk


def sure(text: str, intent: str, *entities: tuple[str, str], by: float = 0.9) -> Reading:
    """What the model hears surely, with this confidence."""
    return Reading(text, ((intent, by),), True, entities)


def unsure(text: str, *ranking: tuple[str, float]) -> Reading:
    """What the model is not sure of: intents and confidences, likeliest first."""
    return Reading(text, ranking, False)


def bare(text: str, *entities: tuple[str, str]) -> Reading:
    """What the model hears no intent in."""
    return Reading(text, (), False, entities)


def after(real: Dialogue, *said: Reading) -> Move:
    """The last of the moves that these messages lead to, on the site."""
    return Talk(real, "web", None).say(*said)
