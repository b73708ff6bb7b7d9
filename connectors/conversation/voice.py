"""One content's voice on one channel: guard and dresser, made once a content."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any

from bot.content import Content
from bot.content.catalogue import Channel
from connectors import metrics
from connectors.contract.schema import Message
from connectors.conversation.dresser import Dressed, Dresser, Offer
from connectors.conversation.opening import known_page, suggestions
from connectors.privacy.guard import Guard

WELCOME = "connector_welcome"
FAREWELL = "connector_farewell"
THANKS = "connector_thanks"
# After so many looks for one voice, the other one is not asked for any more.
RESTS = 2000


class Voice:
    """What the assistant says on a channel, from one content."""

    def __init__(self, content: Content, channel: Channel, app_link_base: str | None) -> None:
        self.content = content
        self.guard = Guard(content)
        self._channel = channel
        self._dresser = Dresser(content, channel, app_link_base)
        # Asked for every message; there are few pages, but a client may name any.
        self.page = lru_cache(maxsize=256)(partial(known_page, content.catalogue, channel))

    def answer(self, said: Sequence[dict[str, Any]], turn: int) -> Dressed:
        """What the bot said, in the contract's form; only what the content holds goes out."""
        with metrics.stage("guard"):
            return self._dresser.dress(self.guard.passed(said, self._channel, turn), turn)

    def opening(self, page: str | None) -> tuple[Message, dict[str, Offer]]:
        """The first message of a conversation, and what its choices play."""
        intents = suggestions(self.content.catalogue, self._channel, page)
        choices, offers = self._dresser.offer(intents, turn=0)
        message = self._dresser.say("m0-1", WELCOME)
        return message.copy(update={"choices": choices}), offers

    def farewell(self, turn: int) -> Message:
        """What is said when the person ends the conversation."""
        return self._dresser.say(f"m{turn}-1", FAREWELL)

    def thanks(self, turn: int) -> Message:
        """What is said to an opinion."""
        return self._dresser.say(f"m{turn}-thanks", THANKS)

    @property
    def not_that(self) -> str:
        """What plays « none of these »: the answer did not help."""
        return f"/{self.content.catalogue.roles['none_of_these']}"

    def contact(self) -> dict[str, Any]:
        """Path and links to people at the Caf, for an error."""
        shown: dict[str, Any] = self._dresser.contact("contact").dict(
            include={"path", "links"}, exclude_none=True
        )
        return shown

    def error(self, code: str) -> str | None:
        """The sentence for an error of the contract, if the content has one."""
        response = f"connector_error_{code}"
        if response not in self.content.responses:
            return None
        return self._dresser.sentence(response)


class Voices:
    """The voice of whichever content a turn has; a new one is made when the content changes.

    While a trial runs two contents answer in turn, and the voice of each stays at hand.
    """

    def __init__(self, channel: Channel, app_link_base: str | None) -> None:
        self._channel = channel
        self._base = app_link_base
        self._latest: Voice | None = None
        self._other: Voice | None = None
        self._others_rest = 0

    def of(self, content: Content) -> Voice:
        """The voice of a content."""
        voice = self._latest
        if voice is not None and voice.content is content:
            if self._other is not None:
                self._rest()
            return voice
        if self._other is not None and self._other.content is content:
            voice = self._other
        else:
            voice = Voice(content, self._channel, self._base)
        self._latest, self._other, self._others_rest = voice, self._latest, 0
        return voice

    def _rest(self) -> None:
        """A content that answers no more goes with its voice."""
        self._others_rest += 1
        if self._others_rest >= RESTS:
            self._other = None
