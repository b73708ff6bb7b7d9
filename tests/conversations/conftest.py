"""What the conversation tests share: one agent, and people who talk with it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from bot.content.catalogue import Channel
from bot.engine.agent import AssistantAgent
from tests.conversations.person import Person


@pytest.fixture(scope="session")
def agent(model: Path) -> AssistantAgent:
    """The product's agent, which executes its actions, with its conversations in memory."""
    made = AssistantAgent()
    made.open_model(model)
    return made


@pytest.fixture(scope="session")
def talk(agent: AssistantAgent) -> Callable[[Channel], Person]:
    """Opens a new conversation on a channel."""
    numbers = count()
    return lambda channel: Person(agent, channel, f"person-{next(numbers)}")
