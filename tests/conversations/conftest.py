"""What the conversation tests share: one agent, and conversations with it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from assistant.conversation import Conversation
from assistant.transcripts import agent_with
from bot.content.catalogue import Channel
from bot.engine.agent import AssistantAgent


@pytest.fixture(scope="session")
def agent(model: Path) -> AssistantAgent:
    """The product's agent, which executes its actions, on a database in memory."""
    return agent_with(model)


@pytest.fixture(scope="session")
def talk(agent: AssistantAgent) -> Callable[[Channel], Conversation]:
    """Opens a new conversation on a channel."""
    numbers = count()
    return lambda channel: Conversation(agent, channel, f"person-{next(numbers)}")
