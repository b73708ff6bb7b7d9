"""The way of a message that is tried in the workbench: the whole one, as a person's goes."""

from __future__ import annotations

from bot.content.catalogue import CHANNELS, Channel
from bot.engine.agent import AssistantAgent
from bot.engine.processor import InProcessProcessor
from bot.engine.turns import Past
from connectors.contract import schema
from connectors.conversation import talk
from connectors.conversation.bot import Bot
from connectors.conversation.dresser import Offer
from connectors.conversation.talk import Before, Talk
from connectors.conversation.voice import Voices
from workbench.models.way import Begun, Choice, Heard, Link, Message, Place

NAME = "essai"
SECONDS = 30.0


class WholeWay:
    """The way of one archive's messages (`workbench.models.way.Way`)."""

    def __init__(self, processor: InProcessProcessor) -> None:
        """Of an archive that is loaded already: a draft may miss a canary and be tried."""
        agent = AssistantAgent()
        agent.processor = processor
        self._bots = {channel: Bot(channel, agent) for channel in CHANNELS}
        self._voices = {channel: Voices(channel, None) for channel in CHANNELS}
        self._talks = {
            channel: Talk(channel, voices, SECONDS) for channel, voices in self._voices.items()
        }

    async def hear(
        self, channel: Channel, past: Past, number: int, text: str, begun: Begun
    ) -> Heard:
        """Answer a text; raises `Unavailable`."""
        before = Before(NAME, past, number, begun=begun)
        heard = await self._talks[channel].hear(self._bots[channel], before, text)
        return self._told(channel, number, heard)

    async def pick(self, channel: Channel, past: Past, number: int, intent: str) -> Heard:
        """Answer a choice; raises `Unavailable`."""
        before = Before(NAME, past, number)
        heard = await self._talks[channel].pick(self._bots[channel], before, f"/{intent}")
        return self._told(channel, number, heard)

    def _told(self, channel: Channel, number: int, heard: talk.Heard) -> Heard:
        outcome, dressed = heard.outcome, heard.dressed
        guard = self._voices[channel].of(outcome.content).guard
        return Heard(
            tuple(_message(one, dressed.offers) for one in dressed.messages),
            outcome,
            heard.said,
            heard.begun,
            None in guard.passed(outcome.messages, channel, number),
        )


def _message(said: schema.Message, offers: dict[str, Offer]) -> Message:
    places = [Place(tuple(one.path), tuple(one.steps or ())) for one in said.places or ()]
    choices = [
        Choice(offers[one.id].payload.removeprefix("/"), one.label) for one in said.choices or ()
    ]
    links = [Link(one.id, one.label, one.href) for one in said.links or ()]
    return Message(said.text, tuple(places), tuple(links), tuple(choices))
