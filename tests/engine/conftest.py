"""Agents of ours on real models, with their conversations in memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.engine.light import import_for_training

import_for_training()

from rasa.core.channels.channel import OutputChannel, UserMessage  # noqa: E402

from bot.engine.agent import AssistantAgent  # noqa: E402


class Recorder(OutputChannel):
    """Keeps whole messages, under the name of the channel that is played."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self.messages: list[dict[str, Any]] = []

    def name(self) -> str:  # type: ignore[override]
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.messages.append(message)


Say = Callable[..., Any]


async def say(agent: Any, text: str, sender: str, channel: str = "web") -> list[dict[str, Any]]:
    """Play one turn; what the assistant said, whole."""
    recorder = Recorder(channel)
    await agent.handle_message(UserMessage(text, recorder, sender, input_channel=channel))
    return recorder.messages


@pytest.fixture
def agent(model: Path) -> AssistantAgent:
    """Our agent serving the newest model."""
    made = AssistantAgent()
    made.open_model(model)
    return made
