"""Sentences and conversations that any model must get right before it goes live."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore

from bot.content.canaries import Turn
from bot.content.catalogue import CHANNELS, Channel
from bot.content.wording import Named, word
from bot.engine.processor import InProcessProcessor
from bot.engine.turns import Recorder


def failures(processor: InProcessProcessor) -> list[str]:
    """What the model gets wrong, in French; empty when it may go live.

    Each sentence of its content is played as a whole turn, in a conversation that is not kept,
    and each conversation turn by turn, on both channels.
    """
    return asyncio.run(_failures(processor))


async def _failures(processor: InProcessProcessor) -> list[str]:
    kept_store = processor.tracker_store
    processor.tracker_store = InMemoryTrackerStore(processor.domain)
    try:
        return [problem async for problem in _problems(processor)]
    finally:
        processor.tracker_store = kept_store


async def _problems(processor: InProcessProcessor) -> AsyncIterator[str]:
    for text, intent in processor.content.canaries.items():
        problem = await _misread(processor, text, intent)
        if problem is not None:
            yield problem
    for name, turns in processor.content.conversations.items():
        for channel in CHANNELS:
            problem = await _unanswered(processor, name, turns, channel)
            if problem is not None:
                yield problem


async def _misread(processor: InProcessProcessor, text: str, intent: str) -> str | None:
    said = await _played(processor, text, f"canary-{text}", "web")
    tracker = await processor.tracker_store.retrieve(f"canary-{text}")
    understood = tracker.latest_message.intent.get("name") if tracker else None
    if understood != intent:
        return f"« {text} » compris comme {understood} au lieu de {intent}"
    return None if said else f"« {text} » reste sans réponse"


async def _unanswered(
    processor: InProcessProcessor, name: str, turns: Sequence[Turn], channel: Channel
) -> str | None:
    """The first turn of a conversation whose answer lacks something."""
    for turn in turns:
        said = await _played(processor, turn.said, f"{name}-{channel}", channel)
        missing = [one for one in turn.answered if one not in said]
        if missing:
            where = f"conversation « {name} » ({channel})"
            return f"{where}, à « {turn.said} » il manque {', '.join(missing)}"
    return None


async def _played(
    processor: InProcessProcessor, text: str, conversation: str, channel: Channel
) -> set[str]:
    """The responses and links of the answer to a message."""
    output = Recorder(channel)
    await processor.handle_message(UserMessage(text, output, conversation, input_channel=channel))
    found: set[str] = set()
    for message in output.messages:
        response = message.get("utter_action")
        if response and message.get("text"):
            named = Named.parse_obj(message.get("custom") or {})
            links = word(processor.content, response, named, channel).links
            found |= {response, *(link.id for link in links)}
    return found
