"""A message that is tried in the workbench goes the way that a person's message goes."""

from __future__ import annotations

import asyncio

import pytest

from assistant.conversation import Conversation
from assistant.trying import WholeWay
from bot.content.catalogue import CHANNELS, Channel
from bot.engine.agent import AssistantAgent
from bot.engine.turns import Past
from connectors.contract.schema import Message

SAID = ("je n'ai pas reçu mon apl", "et quand ?", "attestation", "pas ça", "je veux mourir")


@pytest.mark.parametrize("channel", CHANNELS)
def test_it_gets_the_same_answers(agent: AssistantAgent, channel: Channel) -> None:
    assert agent.processor is not None
    person, way = Conversation(agent, channel, "person"), WholeWay(agent.processor)
    tracker = None
    for number, text in enumerate(SAID, start=1):
        asyncio.run(person.say(text))
        past = Past(tracker=tracker)
        tried = asyncio.run(way.hear(channel, past, number, text, {}))
        tracker = tried.outcome.tracker
        assert [_told(one) for one in person.shown] == [
            (one.text, [place.path for place in one.places], [link.href for link in one.links])
            for one in tried.messages
        ]
        assert [one.label for one in person.choices] == [
            choice.label for one in tried.messages for choice in one.choices
        ]
        assert not tried.stopped


def _told(said: Message) -> tuple[str, list[tuple[str, ...]], list[str]]:
    places = [tuple(one.path) for one in said.places or ()]
    return said.text, places, [one.href for one in said.links or ()]
