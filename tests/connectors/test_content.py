"""Everything that the content can answer goes through the guard, on both channels."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.content.catalogue import CHANNELS, Catalogue, Channel
from bot.engine.agent import AssistantAgent
from bot.engine.turns import Past
from connectors import metrics
from connectors.contract.schema import MessageRequest, Reply
from connectors.conversation.bot import Bot
from connectors.conversation.conversations import Conversations
from connectors.conversation.talk import Before, Talk
from connectors.conversation.voice import Voices
from connectors.runtime import Runtime
from connectors.settings import Settings


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("content")


@pytest.fixture(scope="module")
def agent(model: Path) -> AssistantAgent:
    loaded = AssistantAgent()
    loaded.open_model(model)
    return loaded


@pytest.fixture
async def resources(folder: Path) -> AsyncIterator[Runtime]:
    made = Runtime(
        Settings(
            database_url=f"sqlite:///{folder}/assistant.db",
            secret_key=SecretStr("s" * 40),
            app_link_base="cafmoncompte://",
            rate_conversation="",
            rate_address="",
            rate_openings="",
        )
    )
    await made.prepare()
    yield made
    await made.stop()


@pytest.mark.parametrize("channel", CHANNELS)
async def test_every_intent_is_answered_and_every_choice_can_be_picked(
    agent: AssistantAgent, rows: Catalogue, channel: Channel
) -> None:
    breaches = _breaches()
    talk = Talk(channel, Voices(channel, "cafmoncompte://"), timeout=30)
    assert agent.content is not None
    contact = agent.content.text("connector_contact", channel)
    for name in rows.intents:
        before = Before(name, Past(), 1)
        heard = await talk.pick(Bot(channel, agent), before, f"/{name}")
        messages = heard.dressed.messages
        texts = [message.text for message in messages]
        assert texts and all(texts), name
        assert contact not in texts, name
        shown = [choice.id for message in messages for choice in message.choices or []]
        assert shown == list(heard.dressed.offers), name
        assert Reply(messages=messages).wire()["messages"]
    assert _breaches() == breaches


async def test_a_sensitive_answer_offers_nothing_that_would_have_to_be_kept(
    agent: AssistantAgent, resources: Runtime
) -> None:
    """Neither choice nor opinion: nobody could say later what they were about."""
    conversations = Conversations("web", resources)
    bot = Bot("web", agent)
    opened = await conversations.open(bot, None, None)
    request = MessageRequest.parse_obj(
        {
            "v": 1,
            "client_msg_id": str(uuid.uuid4()),
            "input": {"text": "l'aide d'urgence aux victimes de violences conjugales"},
        }
    )
    reply = await conversations.reply(bot, f"Bearer {opened['session']}", request)
    assert '"choices"' not in reply and '"feedback"' not in reply
    history = await conversations.history(None, f"Bearer {opened['session']}")
    assert "violences" not in str(history)


def _breaches() -> Any:
    return [sample.value for family in metrics.BREACHES.collect() for sample in family.samples]
