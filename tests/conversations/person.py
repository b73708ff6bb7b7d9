"""A person in a test: a conversation that goes the whole way, and what came of each turn."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.conversation import Conversation
from bot.content.catalogue import Channel
from bot.engine.agent import AssistantAgent
from connectors.contract.schema import Message
from connectors.conversation.talk import Heard


@dataclass(frozen=True)
class Said:
    """A reply as the person gets it, and how the turn went."""

    messages: list[Message]
    responses: list[str]
    heard: Heard

    @property
    def labels(self) -> list[str]:
        return [offer.label for offer in self.heard.dressed.offers.values()]

    @property
    def payloads(self) -> list[str]:
        return [offer.payload for offer in self.heard.dressed.offers.values()]

    @property
    def intents(self) -> list[str]:
        return [answer.intent for answer in self.heard.dressed.answers.values()]

    @property
    def sensitive(self) -> bool:
        return self.heard.outcome.sensitive

    @property
    def redacted(self) -> list[str]:
        return self.heard.redacted


class Person:
    """Somebody on one channel."""

    def __init__(self, agent: AssistantAgent, channel: Channel, name: str) -> None:
        self._conversation = Conversation(agent, channel, name)

    async def say(self, text: str) -> Said:
        await self._conversation.say(text)
        return self._said()

    async def choose(self, label: str) -> Said:
        await self._conversation.choose(label)
        return self._said()

    def _said(self) -> Said:
        talked = self._conversation
        assert talked.heard is not None
        return Said(talked.shown, talked.responses, talked.heard)
