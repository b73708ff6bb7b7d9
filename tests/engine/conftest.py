"""Agents of ours on real models, with their conversations in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from bot.engine.agent import AssistantAgent
from bot.engine.turns import Recorder


async def say(agent: Any, text: str, sender: str, channel: str = "web") -> list[dict[str, Any]]:
    """Play one turn with Rasa's own `handle_message`; what the assistant said, whole."""
    recorder = Recorder(channel)
    await agent.handle_message(UserMessage(text, recorder, sender, input_channel=channel))
    return recorder.messages


@pytest.fixture
def agent(model: Path) -> AssistantAgent:
    """Our agent serving the live model."""
    made = AssistantAgent()
    made.open_model(model)
    return made
