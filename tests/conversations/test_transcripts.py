"""docs/conversations.md says what the assistant answers today."""

from __future__ import annotations

from assistant.transcripts import DOCUMENT, document, situations
from bot.engine.agent import AssistantAgent


async def test_the_document_is_up_to_date(agent: AssistantAgent) -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    played = await document(agent, situations())
    assert played == written, "run: python -m assistant.transcripts"


def test_both_channels_are_shown() -> None:
    channels = [situation.channel for situation in situations()]
    assert len(channels) >= 12
    assert min(channels.count("web"), channels.count("app")) >= 5
