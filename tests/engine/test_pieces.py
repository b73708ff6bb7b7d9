"""What is read of a message whole, of its pieces, and where it stands in its talk."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.actions.answer import MEMORY_SLOT, PAGE
from bot.dialogue import Memory
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


async def test_the_classifier_is_told_if_a_message_goes_on(agent: AssistantAgent) -> None:
    processor = agent.processor
    assert processor is not None
    said = "plus court s'il te plaît"

    async def confidence(tracker: DialogueStateTracker | None, metadata: dict[str, Any]) -> float:
        message = UserMessage(said, metadata=dict(metadata))
        parsed = await processor.parse_message(message, tracker)
        assert message.metadata == metadata
        ranking = {one["name"]: one["confidence"] for one in parsed["intent_ranking"]}
        return float(ranking.get("simplifier", 0.0))

    begun = DialogueStateTracker.from_events("begun", [], slots=processor.domain.slots)
    going_on = DialogueStateTracker.from_events(
        "going on",
        [SlotSet(MEMORY_SLOT, Memory(intent="consulter_paiements", said="answer").dump())],
        slots=processor.domain.slots,
    )
    assert await confidence(None, {}) == await confidence(begun, {"page": "/nulle-part"})
    opening, of_a_page = (
        await confidence(begun, {}),
        await confidence(begun, {PAGE: "mes_paiements"}),
    )
    assert opening <= of_a_page <= await confidence(going_on, {})
    assert opening < await confidence(going_on, {})
