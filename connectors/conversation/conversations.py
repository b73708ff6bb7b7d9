"""A conversation on one channel: opened, written to, read again, erased."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any

import structlog

from bot.catalogue import Channel
from connectors import metrics
from connectors.contract.errors import ApiError, Code
from connectors.contract.schema import Feedback, Input, Message, MessageRequest, Reply, to_json
from connectors.conversation.bot import Bot
from connectors.conversation.dresser import Answer, Dresser, Offer, with_handles
from connectors.conversation.once import Once
from connectors.conversation.opening import WELCOME, suggestions
from connectors.conversation.tokens import Sessions
from connectors.privacy.guard import Guard
from connectors.privacy.names import without_names
from connectors.privacy.redaction import redact
from connectors.runtime import Runtime
from storage.conversations import Claim

FAREWELL = "La conversation est terminée, et elle est effacée. Au revoir."
THANKS = "Merci, votre avis est enregistré."

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Played:
    """A turn's outcome: what goes out, and what may be kept of it.

    `said` is the person's side, redacted, or None when the transcript shows no such turn.
    """

    messages: list[Message]
    said: str | None = None
    offers: dict[str, Offer] = field(default_factory=dict)
    answers: dict[int, Answer] = field(default_factory=dict)
    redacted: list[str] = field(default_factory=list)
    sensitive: bool = False
    ends: bool = False


class Conversations:
    """The conversations of one channel."""

    def __init__(self, channel: Channel, resources: Runtime) -> None:
        self._channel = channel
        self._resources = resources
        self._settings = resources.settings
        self._store = resources.store
        self._once = Once(resources)
        self._dresser = Dresser(resources.catalogue, channel, resources.settings.app_link_base)
        self._sessions = Sessions(resources.settings.secret_key.get_secret_value(), channel)
        self._guard: tuple[Any, Guard] | None = None

    async def open(self, page: str | None, app: str | None, address: str) -> dict[str, Any]:
        """Begin a conversation; returns the body of the answer.

        Raises:
            ApiError: too many from this address, or the store is away.
        """
        await self._resources.limit((self._settings.rate_openings, "opening", address))
        intents = suggestions(self._resources.catalogue, self._channel, page)
        choices, offers = self._dresser.offer(intents, turn=0)
        reply = Reply(messages=[Message(id="m0-1", text=WELCOME, choices=choices)]).wire()
        ticket = self._sessions.issue()
        await self._resources.call(
            self._store.open, ticket.key, self._channel, app, to_json(reply), {"offers": offers}
        )
        metrics.SESSIONS.labels(self._channel).inc()
        return {
            "v": 1,
            "session": ticket.token,
            "expires_in": self._settings.session_idle_seconds,
            "reply": reply,
        }

    async def reply(
        self, bot: Bot, authorization: str | None, request: MessageRequest, address: str
    ) -> str:
        """Answer one message; the same `client_msg_id` always gets the same answer.

        Returns:
            The body of the answer, as JSON.

        Raises:
            ApiError: the request cannot be served, for the reason it carries.
        """
        key = self._sessions.key_of(authorization)
        await self._resources.limit(
            (self._settings.rate_address, "address", address),
            (self._settings.rate_session, "session", key),
        )
        turn = asyncio.ensure_future(self._turn(bot, key, request))
        # A client that hangs up must not stop a turn half-way: it asks again for the answer.
        turn.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(turn)

    async def history(self, authorization: str | None, address: str) -> dict[str, Any]:
        """Both sides of the conversation so far, oldest first.

        Raises:
            ApiError: there is no such conversation.
        """
        key = self._sessions.key_of(authorization)
        await self._resources.limit((self._settings.rate_address, "address", address))
        messages: list[dict[str, Any]] = []
        for turn in await self._resources.call(self._store.history, key):
            if turn.said is not None:
                messages.append(
                    {"from": "user", "client_msg_id": turn.client_msg_id, "text": turn.said}
                )
            messages.extend({"from": "assistant", **message} for message in turn.reply["messages"])
        return {"v": 1, "messages": messages}

    async def erase(self, bot: Bot, authorization: str | None, address: str) -> None:
        """Forget the conversation everywhere; one that is gone already is no error.

        Raises:
            ApiError: the token is not ours, or a store is away.
        """
        key = self._sessions.key_of(authorization)
        await self._resources.limit((self._settings.rate_address, "address", address))
        await self._resources.call(self._store.erase, key)
        await bot.forget(key)
        await self._resources.call(self._store.scrub)

    async def _turn(self, bot: Bot, key: str, request: MessageRequest) -> str:
        kind = request.input.kind
        start = perf_counter()
        async with self._once.claimed(key, request.client_msg_id) as (claim, finish):
            if claim.reply is not None:
                metrics.MESSAGES.labels(self._channel, kind, "replayed").inc()
                return claim.reply
            played = await self._play(bot, key, claim, request)
            handles = {
                place: self._sessions.handle(key, claim.number, place) for place in played.answers
            }
            reply = to_json(
                Reply(
                    reply_to=request.client_msg_id,
                    messages=with_handles(played.messages, handles),
                    redacted=played.redacted,
                ).wire()
            )
            # Of a sensitive turn nothing is kept: asked again, it is played again.
            if claim.state == "run":
                with metrics.stage("store"):
                    kept = await finish(
                        said=None if played.sensitive else played.said,
                        reply=None if played.sensitive else reply,
                        notes={} if played.sensitive else _notes(played),
                    )
                if not kept and not await self._resources.call(self._store.alive, key):
                    await bot.forget(key)
            if played.ends:
                await self._resources.call(self._store.end, key, request.client_msg_id)
            if played.sensitive or played.ends:
                await bot.forget(key)
            if played.ends:
                await self._resources.call(self._store.scrub)
        outcome = "sensitive" if played.sensitive else "answered"
        metrics.MESSAGES.labels(self._channel, kind, outcome).inc()
        log.info(
            "turn",
            channel=self._channel,
            kind=kind,
            turn=claim.number,
            redacted=played.redacted,
            milliseconds=round(1000 * (perf_counter() - start), 1),
        )
        return reply

    async def _play(self, bot: Bot, key: str, claim: Claim, request: MessageRequest) -> Played:
        sent = request.input
        if sent.event is not None:
            return Played([Message(id=f"m{claim.number}-1", text=FAREWELL)], ends=True)
        if sent.feedback is not None:
            await self._give_feedback(key, sent.feedback, request.client_msg_id)
            return Played([Message(id=f"m{claim.number}-1", text=THANKS)])
        if sent.choice is not None:
            offer = await self._resolve(key, sent.choice)
            return replace(await self._ask(bot, key, claim.number, offer.payload), said=offer.label)
        return await self._hear(bot, key, claim.number, sent)

    async def _hear(self, bot: Bot, key: str, number: int, sent: Input) -> Played:
        with metrics.stage("redact"):
            redacted = redact(sent.text or "")
        for kind in redacted.kinds:
            metrics.REDACTIONS.labels(self._channel, kind).inc()
        # Rasa takes a leading slash for an intent's name; here it is only a character.
        text = redacted.text.lstrip("/ ") or "\N{REPLACEMENT CHARACTER}"
        played = await self._ask(bot, key, number, text)
        await self._count_understood(bot, key)
        return replace(played, said=redacted.text, redacted=redacted.kinds)

    async def _ask(self, bot: Bot, key: str, number: int, text: str) -> Played:
        """Let the bot answer, and let only what the content holds go out."""
        with metrics.stage("bot"):
            raw = await bot.say(key, text, timeout=self._settings.turn_timeout_seconds)
        with metrics.stage("guard"):
            checked = self._guard_for(bot).passed(raw)
            dressed = self._dresser.dress(checked, number)
        if any(message.custom.sensitive for message in checked if message):
            # Nothing of it is kept, so nothing could tell later what a choice was.
            plain = [message.copy(update={"choices": None}) for message in dressed.messages]
            return Played(plain, sensitive=True)
        return Played(dressed.messages, offers=dressed.offers, answers=dressed.answers)

    async def _give_feedback(self, key: str, given: Feedback, client_msg_id: str) -> None:
        turn, message = self._sessions.read_handle(key, given.handle)
        notes = await self._resources.call(self._store.notes, key, turn)
        answer = notes.get("answers", {}).get(str(message))
        if answer is None:
            raise ApiError(Code.unknown_feedback)
        intent, response = answer
        await self._resources.call(
            self._store.give_feedback,
            key,
            turn,
            message,
            client_msg_id,
            channel=self._channel,
            intent=intent,
            response=response,
            value=given.value,
        )
        if given.reason:
            self._resources.later(self._keep_reason(key, turn, message, given.reason))
        metrics.FEEDBACK.labels(self._channel, intent, given.value).inc()

    async def _keep_reason(self, key: str, turn: int, message: int, reason: str) -> None:
        """Keep why, without numbers and names: what cannot be masked is not kept."""
        try:
            kept = await without_names(redact(reason).text)
            await self._resources.call(self._store.add_reason, key, turn, message, kept)
        except Exception as error:
            log.warning("reason.dropped", error=type(error).__name__)

    async def _resolve(self, key: str, choice: str) -> Offer:
        """A choice that this conversation offered."""
        turn = choice[1:].partition("-")[0]
        if not (turn.isascii() and turn.isdigit() and len(turn) < 6):
            raise ApiError(Code.unknown_choice)
        notes = await self._resources.call(self._store.notes, key, int(turn))
        offer = notes.get("offers", {}).get(choice)
        if offer is None:
            raise ApiError(Code.unknown_choice)
        return Offer(*offer)

    async def _count_understood(self, bot: Bot, key: str) -> None:
        try:
            understood = await bot.understood(key)
        except Exception as error:
            log.warning("understood.unknown", error=type(error).__name__)
            return
        if understood is None:
            return
        known = understood.intent in self._resources.catalogue.intents
        metrics.INTENTS.labels(self._channel, understood.intent if known else "other").inc()
        metrics.CONFIDENCE.labels(self._channel).observe(understood.confidence)
        if understood.intent == "nlu_fallback":
            metrics.FALLBACKS.labels(self._channel).inc()

    def _guard_for(self, bot: Bot) -> Guard:
        """The guard of the content that is loaded now."""
        responses = bot.responses
        if self._guard is None or self._guard[0] is not responses:
            self._guard = (responses, Guard(responses, self._resources.catalogue))
        return self._guard[1]


def _notes(played: Played) -> dict[str, Any]:
    return {"offers": played.offers, "answers": played.answers}
