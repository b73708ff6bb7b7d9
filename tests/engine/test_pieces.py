"""What is read of a message whole, and what is read of its pieces."""

from __future__ import annotations

from typing import Any

import pytest

from bot.engine.agent import AssistantAgent
from bot.nlu.encoder import vectors
from tests.engine.conftest import say

# Two subjects that no example holds. A model may happen to be sure of one of these at first sight.
STRANGE = (
    "le grobulon du zinfandre, et le patraquet des olibrius",
    "un gliffard dans mon escarbelle, et deux mois de trinquebale",
    "votre zorgue me doit une pastrille, et je garde le frimousset",
    "la schmurtz de novembre a sauté, et le babulot aussi",
)


async def test_only_the_whole_message_gets_the_second_look(
    agent: AssistantAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    read: list[str] = []

    def recorded(encoder: Any, texts: list[str]) -> Any:
        asked.extend(texts)
        return vectors(encoder, texts)

    monkeypatch.setattr("bot.nlu.reader.vectors", recorded)
    processor = agent.processor
    assert processor is not None
    message_of = processor.message_of

    def told(text: str, **options: Any) -> Any:
        read.append(text)
        return message_of(text, **options)

    monkeypatch.setattr(processor, "message_of", told)
    for text in STRANGE:
        read.clear()
        await say(agent, text, f"pieces {text}")
        if asked:
            break
    assert len(read) >= 2
    assert asked == [text]
