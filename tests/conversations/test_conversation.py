"""assistant.conversation: what a person may type and pick."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.content.catalogue import Channel
from tests.conversations.person import Person

Open = Callable[[Channel], Person]


async def test_a_typed_command_is_text(talk: Open) -> None:
    """Rasa would obey « /restart » without a word."""
    assert (await talk("web").say("/restart")).messages


async def test_a_choice_that_is_not_offered_is_refused(talk: Open) -> None:
    person = talk("web")
    await person.say("dette")
    with pytest.raises(ValueError, match="« Me connecter » n'est pas parmi les choix"):
        await person.choose("Me connecter")
