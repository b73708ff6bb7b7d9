"""Sentences that any model must understand before it goes live."""

from __future__ import annotations

import asyncio

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore

from bot.engine.processor import InProcessProcessor


def failures(processor: InProcessProcessor) -> list[str]:
    """What the model gets wrong, in French; empty when it may go live.

    Each sentence of its content is played as a whole turn, in a conversation that is not kept.
    """
    return asyncio.run(_failures(processor))


async def _failures(processor: InProcessProcessor) -> list[str]:
    kept_store = processor.tracker_store
    processor.tracker_store = InMemoryTrackerStore(processor.domain)
    try:
        return [
            problem
            for number, (text, intent) in enumerate(processor.content.canaries.items())
            if (problem := await _problem(processor, f"canary-{number}", text, intent))
        ]
    finally:
        processor.tracker_store = kept_store


async def _problem(
    processor: InProcessProcessor, sender_id: str, text: str, intent: str
) -> str | None:
    output = CollectingOutputChannel()
    await processor.handle_message(UserMessage(text, output, sender_id, input_channel="web"))
    tracker = await processor.tracker_store.retrieve(sender_id)
    understood = tracker.latest_message.intent.get("name") if tracker else None
    if understood != intent:
        return f"« {text} » compris comme {understood} au lieu de {intent}"
    if not any(message.get("text") for message in output.messages):
        return f"« {text} » reste sans réponse"
    return None
