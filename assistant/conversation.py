"""A conversation that goes the whole way of a message, outside any server."""

from __future__ import annotations

from bot.content.catalogue import Channel
from bot.content.typography import typeset
from bot.engine.agent import AssistantAgent
from bot.engine.turns import Past
from connectors.contract.schema import Choice, Message
from connectors.conversation.bot import Bot
from connectors.conversation.dresser import Offer
from connectors.conversation.talk import Before, Heard, Talk
from connectors.conversation.voice import Voices
from connectors.privacy.halves import Begun

SECONDS = 30.0


class Conversation:
    """What one person says on one channel, kept in memory.

    `shown` is the latest reply as a client gets it; `heard` how that turn went.
    """

    def __init__(
        self, agent: AssistantAgent, channel: Channel, name: str, page: str | None = None
    ) -> None:
        self.channel = channel
        self.shown: list[Message] = []
        self.heard: Heard | None = None
        self._bot = Bot(channel, agent)
        self._talk = Talk(channel, Voices(channel, None), SECONDS)
        self._name = name
        self._page = page
        self._past = Past()
        self._turn = 0
        self._offers: dict[str, Offer] = {}
        self._begun: Begun = {}

    @property
    def choices(self) -> list[Choice]:
        """The choices on the screen, in order."""
        return [choice for message in self.shown for choice in message.choices or ()]

    @property
    def responses(self) -> list[str]:
        """The names of the responses that the latest reply is made of."""
        said = self.heard.outcome.messages if self.heard else []
        return [str(message.get("utter_action")) for message in said]

    async def say(self, text: str) -> list[Message]:
        """Type a message; one that starts with « / » is text, never a command.

        Raises:
            connectors.contract.errors.Unavailable: the turn failed.
        """
        return self._keep(await self._talk.hear(self._bot, self._before(), text))

    async def dislike(self) -> list[Message]:
        """Thumbs down on the latest answer: what the connectors then play.

        Raises:
            connectors.contract.errors.Unavailable: the turn failed.
        """
        content = self._bot.content
        assert content is not None, "a conversation needs an agent with a model"
        payload = f"/{content.catalogue.roles['none_of_these']}"
        return self._keep(await self._talk.pick(self._bot, self._before(), payload))

    async def choose(self, label: str) -> list[Message]:
        """Pick one of the choices on the screen.

        Raises:
            ValueError: when no choice has that label.
            connectors.contract.errors.Unavailable: the turn failed.
        """
        offered = {choice.label: choice.id for choice in self.choices}
        if typeset(label) not in offered:
            raise ValueError(f"« {label} » n'est pas parmi les choix : {', '.join(offered)}")
        payload = self._offers[offered[typeset(label)]].payload
        return self._keep(await self._talk.pick(self._bot, self._before(), payload))

    def _before(self) -> Before:
        self._turn += 1
        return Before(self._name, self._past, self._turn, self._page, self._begun)

    def _keep(self, heard: Heard) -> list[Message]:
        self.heard = heard
        self.shown = heard.dressed.messages
        self._offers = heard.dressed.offers
        self._begun = heard.begun
        # As a server does: of a sensitive turn, only that there was one.
        outcome = heard.outcome
        self._past = (
            Past(events=outcome.events or ())
            if outcome.sensitive
            else Past(tracker=outcome.tracker)
        )
        return self.shown
