"""A conversation on one channel: opened, written to, read again, erased."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from time import perf_counter, time
from typing import Any

import structlog

from bot.content import Content
from bot.content.catalogue import Channel
from bot.content.typography import typeset
from connectors import metrics
from connectors.contract.errors import ApiError, Code
from connectors.contract.schema import Feedback, MessageRequest, Reply, to_json
from connectors.conversation.after import After
from connectors.conversation.bot import Bot
from connectors.conversation.claims import Claimed, Claims
from connectors.conversation.dresser import Offer, with_handles
from connectors.conversation.played import Played, outcome_of, played_of
from connectors.conversation.talk import Before, Talk
from connectors.conversation.tokens import Tokens
from connectors.conversation.voice import Voices
from connectors.privacy.redaction import redact
from connectors.runtime import Runtime
from connectors.traces.spans import Span
from storage.conversations import Kept

log = structlog.get_logger(__name__)


class Conversations:
    """The conversations of one channel."""

    def __init__(self, channel: Channel, resources: Runtime) -> None:
        self._channel = channel
        self._resources = resources
        self._settings = resources.settings
        self._store = resources.store
        self._alive = resources.alive
        self._traces = resources.traces
        self._claims = Claims(resources)
        self._voices = Voices(channel, resources.settings.app_link_base)
        self._talk = Talk(channel, self._voices, resources.settings.turn_timeout_seconds)
        self._after = After(channel, resources.tally, resources.feed)
        self._tokens = Tokens(resources.settings.secret_key.get_secret_value(), channel)

    async def open(self, bot: Bot, page: str | None, app: str | None) -> dict[str, Any]:
        """Begin a conversation; returns the body of the answer.

        Raises:
            Unavailable: there is no content yet, or the store is away.
        """
        ticket = self._tokens.issue()
        bot = bot.of(ticket.key, time())
        content = bot.content
        message, offers = self._voices.of(content).opening(page)
        reply = Reply(messages=[message], notice=self._notice(content)).wire()
        await self._resources.call(
            self._store.open, ticket.key, self._channel, app, to_json(reply), {"offers": offers}
        )
        metrics.SESSIONS.labels(self._channel).inc()
        self._after.of(bot.standing).opened(self._voices.of(content).page(page))
        return {
            "v": 1,
            "session": ticket.token,
            "expires_in": self._settings.conversation_idle_seconds,
            "reply": reply,
        }

    async def reply(self, bot: Bot, authorization: str | None, request: MessageRequest) -> str:
        """Answer one message; the same `client_msg_id` always gets the same answer.

        Returns:
            The body of the answer, as JSON.

        Raises:
            ApiError: the request cannot be served, for the reason it carries.
        """
        key = self._tokens.key_of(authorization)
        await self._resources.limit((self._settings.rate_conversation, "session", key))
        turn = asyncio.ensure_future(self._traced_turn(bot, key, request))
        # A client that hangs up must not stop a turn half-way: it asks again for the answer.
        turn.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(turn)

    async def history(self, content: Content | None, authorization: str | None) -> dict[str, Any]:
        """Both sides of the conversation so far, oldest first.

        Args:
            content: what the agent answers from, or None while there is none.

        Raises:
            ApiError: there is no such conversation.
        """
        key = self._tokens.key_of(authorization)
        messages: list[dict[str, Any]] = []
        for turn in await self._resources.call(self._store.history, key):
            if turn.said:
                messages.append(
                    {"from": "user", "client_msg_id": turn.client_msg_id, "text": turn.said}
                )
            messages.extend({"from": "assistant", **message} for message in turn.reply["messages"])
        return {"v": 1, "notice": self._notice(content), "messages": messages}

    async def erase(self, bot: Bot, authorization: str | None) -> None:
        """Forget the conversation everywhere; one that is gone already is no error.

        Raises:
            ApiError: the token is not ours, or a store is away.
        """
        key = self._tokens.key_of(authorization)
        await self._resources.call(self._store.erase, key)
        self._alive.drop(key)
        await bot.forget(key)
        await self._resources.scrub(1)

    async def _traced_turn(self, bot: Bot, key: str, request: MessageRequest) -> str:
        with self._traces.span("turn") as span:
            span.say("channel", self._channel)
            span.say("kind", request.input.kind)
            return await self._turn(bot, key, request, span)

    async def _turn(self, bot: Bot, key: str, request: MessageRequest, span: Span) -> str:
        start = perf_counter()
        reply: str | None = None
        # Lost: this process was taken for dead, and another one played the turn meanwhile.
        while reply is None:
            async with self._claims.turn(key, request.client_msg_id) as claimed:
                if claimed.claim.reply is not None:
                    self._count(request, "replayed")
                    span.say("outcome", "replayed")
                    return claimed.claim.reply
                bot = bot.of(key, claimed.claim.opened_at)
                with self._traces.span("play"):
                    played = await self._play(bot, claimed, request)
                answer = self._written(played, claimed, request, self._notice(bot.content))
                kept = await self._keep(bot, claimed, played, answer)
                if kept != "lost":
                    reply = answer
                if kept == "kept" and claimed.is_ours:
                    self._tell(self._after.of(bot.standing), claimed, played)
        self._count(request, "sensitive" if played.sensitive else "answered")
        # A count names nobody; beside the hour of one request, « sensitive » might.
        span.say("outcome", "answered")
        log.info(
            "turn",
            channel=self._channel,
            kind=request.input.kind,
            turn=claimed.claim.number,
            redacted=played.redacted,
            milliseconds=round(1000 * (perf_counter() - start), 1),
        )
        return reply

    def _tell(self, after: After, claimed: Claimed, played: Played) -> None:
        """Counts and notes of a turn that was kept, for those who look after the assistant."""
        key, number, course = claimed.key, claimed.claim.number, played.course
        if course is not None and played.picked is None:
            after.written(key, number, played.page, course, played.answers)
        elif course is not None and played.picked is not None:
            after.picked(key, number, played.page, course, played.picked)
        if course is None or not course.hard:
            after.followed(key, number, claimed.claim.notes)

    def _count(self, request: MessageRequest, outcome: str) -> None:
        metrics.MESSAGES.labels(self._channel, request.input.kind, outcome).inc()

    def _notice(self, content: Content | None) -> str | None:
        """The operator's word of the moment."""
        if content is None:
            return None
        said = self._resources.notices.lasting(self._voices.of(content).guard)
        return None if said is None else typeset(said)

    def _written(
        self, played: Played, claimed: Claimed, request: MessageRequest, notice: str | None
    ) -> str:
        """The body of the answer."""
        handles = {
            place: self._tokens.handle(claimed.key, claimed.claim.number, place)
            for place in played.answers
        }
        reply = Reply(
            reply_to=request.client_msg_id,
            messages=with_handles(played.messages, handles),
            redacted=played.redacted,
            notice=notice,
        )
        return to_json(reply.wire())

    async def _keep(self, bot: Bot, claimed: Claimed, played: Played, reply: str) -> Kept:
        """Keep a turn whole; of a sensitive one no word: asked again, it is played again."""
        kept: Kept = "kept"
        if claimed.is_ours:
            with metrics.stage("store"), self._traces.span("write"):
                kept = await self._claims.finish(claimed, outcome_of(played, reply))
        if kept == "lost":
            return kept
        if played.tracker is not None and kept == "kept":
            self._alive.put(claimed.key, claimed.claim.number, played.tracker)
        if played.forgets or kept == "gone":
            self._alive.drop(claimed.key)
            await bot.forget(claimed.key)
            await self._resources.scrub(1)
        return kept

    async def _play(self, bot: Bot, claimed: Claimed, request: MessageRequest) -> Played:
        sent, number = request.input, claimed.claim.number
        page = request.context.page if request.context else None
        if sent.event is not None:
            return Played([self._voices.of(bot.content).farewell(number)], ends=True)
        before = Before(claimed.key, claimed.past, number, page, claimed.begun)
        if sent.feedback is not None:
            return await self._rated(bot, before, claimed, sent.feedback)
        if sent.choice is not None:
            offer = await self._resolve(claimed.key, sent.choice)
            played = await self._picked(bot, before, offer.payload, said=offer.label)
            return replace(played, picked=offer.payload.lstrip("/"))
        # The turn changes what is at hand; should it fail, the next one reads what is stored.
        self._alive.drop(claimed.key)
        return played_of(await self._talk.hear(bot, before, sent.text or ""))

    async def _picked(self, bot: Bot, before: Before, payload: str, *, said: str) -> Played:
        self._alive.drop(before.conversation)
        picked = await self._talk.pick(bot, before, payload)
        return replace(played_of(picked), said=said, begun=before.begun)

    async def _rated(self, bot: Bot, before: Before, claimed: Claimed, given: Feedback) -> Played:
        """Thank for an opinion; when the latest answer did not help, offer something else."""
        voice = self._voices.of(bot.content)
        turn, intent = await self._give_opinion(claimed.key, given, claimed.client_msg_id)
        page = voice.page(before.page)
        after = self._after.of(bot.standing)
        after.rated(claimed.key, turn, page, given.value, intent, given.reason)
        thanks = voice.thanks(before.number)
        if given.value == "up" or turn != claimed.claim.remembered:
            return Played([thanks], begun=before.begun)
        # Nothing was said: the transcript shows the answer alone.
        played = await self._picked(bot, before, voice.not_that, said="")
        answers = {place + 1: answer for place, answer in played.answers.items()}
        # How it went is told by the opinion.
        messages = [thanks, *played.messages]
        return replace(played, messages=messages, answers=answers, course=None)

    async def _give_opinion(self, key: str, given: Feedback, client_msg_id: str) -> tuple[int, str]:
        """Keep an opinion; returns the turn that it is about, and the intent."""
        turn, message = self._tokens.read_handle(key, given.handle)
        notes = await self._resources.call(self._store.notes, key, turn)
        answer = notes.get("answers", {}).get(str(message))
        if answer is None:
            raise ApiError(Code.unknown_feedback)
        intent, response = answer
        await self._resources.call(
            self._store.give_opinion,
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
        return turn, intent

    async def _keep_reason(self, key: str, turn: int, message: int, reason: str) -> None:
        """Keep why, without numbers and names: what cannot be masked is not kept."""
        try:
            kept = await self._resources.masking.without_names(redact(reason).text)
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
