"""The whole way of a message: redacted, played, guarded, dressed; nothing is kept.

A server keeps what comes out; the terminal, the transcripts and the tests go the same way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from time import monotonic
from typing import TypeVar

from bot.content.catalogue import FALLBACK, Channel
from bot.engine.turns import Past, TurnOutcome
from connectors import metrics
from connectors.contract.errors import Unavailable
from connectors.conversation.bot import Bot
from connectors.conversation.dresser import Dressed
from connectors.conversation.voice import Voices
from connectors.privacy.halves import Begun
from connectors.privacy.redaction import redact

# What stands for a message in which nothing is left to read.
NOTHING = "\N{REPLACEMENT CHARACTER}"

T = TypeVar("T")


@dataclass(frozen=True)
class Heard:
    """A turn as it went.

    `said` is what the person wrote, redacted, `redacted` what kinds of numbers were in it,
    and `begun` which one it may have left open; of a choice, there is none of them. `page` is
    where the person is, as far as the catalogue knows it.
    """

    dressed: Dressed
    outcome: TurnOutcome
    said: str | None = None
    redacted: list[str] = field(default_factory=list)
    begun: Begun = field(default_factory=dict)
    page: str | None = None


@dataclass(frozen=True)
class Before:
    """Where a conversation stands: its name, its past, the number of the turn that comes.

    `begun` is what the message before left open of a number.
    """

    conversation: str
    past: Past
    number: int
    page: str | None = None
    begun: Begun = field(default_factory=dict)


class Talk:
    """The way of one channel's messages."""

    def __init__(self, channel: Channel, voices: Voices, timeout: float) -> None:
        self._channel = channel
        self._voices = voices
        self._timeout = timeout

    async def hear(self, bot: Bot, before: Before, text: str) -> Heard:
        """Answer a text; raises `Unavailable`."""
        return await self._in_time(self._hear(bot, before, text))

    async def pick(self, bot: Bot, before: Before, payload: str) -> Heard:
        """Answer a choice, by what it plays; raises `Unavailable`."""
        return await self._in_time(self._play(bot, before, payload))

    async def _in_time(self, turn: Awaitable[T]) -> T:
        """A whole turn has one deadline: a slow redaction must not be added to a slow answer."""
        try:
            return await asyncio.wait_for(turn, self._timeout)
        except asyncio.TimeoutError:
            raise Unavailable("timeout") from None

    async def _hear(self, bot: Bot, before: Before, text: str) -> Heard:
        begun = monotonic()
        with metrics.stage("redact"):
            redacted = redact(text, before.begun)
        # It holds up the loop, and the clock of `wait_for` with it.
        if monotonic() - begun >= self._timeout:
            raise Unavailable("timeout")
        for kind in redacted.kinds:
            metrics.REDACTIONS.labels(self._channel, kind).inc()
        # Rasa takes a leading slash for an intent's name; here it is only a character.
        heard = await self._play(bot, before, redacted.text.lstrip("/ ") or NOTHING)
        self._count(heard.outcome)
        return Heard(heard.dressed, heard.outcome, *redacted, heard.page)

    async def _play(self, bot: Bot, before: Before, payload: str) -> Heard:
        with metrics.stage("bot"):
            outcome = await bot.play(before.conversation, payload, before.page, before.past)
        voice = self._voices.of(outcome.content)
        dressed = voice.answer(outcome.messages, before.number)
        if outcome.sensitive:
            # Nothing of it is kept, so nothing could tell later what a choice was.
            plain = [message.copy(update={"choices": None}) for message in dressed.messages]
            dressed = Dressed(plain, {}, {})
        return Heard(dressed, outcome, page=voice.page(before.page))

    def _count(self, outcome: TurnOutcome) -> None:
        if outcome.understood is None:
            return
        intent, confidence, _ = outcome.understood
        known = intent in outcome.content.catalogue.intents
        metrics.INTENTS.labels(self._channel, intent if known else "other").inc()
        metrics.CONFIDENCE.labels(self._channel).observe(confidence)
        if intent == FALLBACK:
            metrics.FALLBACKS.labels(self._channel).inc()
