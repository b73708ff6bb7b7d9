"""The Rasa input channel that `web` and `app` are made of."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.content.catalogue import Channel
from connectors.contract.schema import MessageRequest, OpenRequest, read_body
from connectors.conversation.bot import Bot, OnNewMessage, agent_of, content_of
from connectors.conversation.conversations import Conversations
from connectors.conversation.voice import Voice, Voices
from connectors.http import transport
from connectors.http.errors import Errors
from connectors.http.headers import CHANNELS, Headers
from connectors.http.traced import Traced
from connectors.limits.addresses import household, site
from connectors.quiet import hush
from connectors.runtime import Runtime, runtime


class ConnectorInput(InputChannel):
    """One channel of the contract; `channel` names it, `admit` says who may open a session."""

    channel: Channel

    def __init__(self, resources: Runtime | None = None) -> None:
        self._resources = resources or runtime()
        self._settings = self._resources.settings
        self._conversations = Conversations(self.channel, self._resources)
        self._voices = Voices(self.channel, self._settings.app_link_base)

    @classmethod
    def name(cls) -> str:
        return cls.channel

    def admit(self, request: Request) -> str | None:
        """The name of the application that may open a session, or None for a person's browser.

        Raises:
            ApiError: it may not.
        """
        raise NotImplementedError

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The routes of the contract."""
        routes = Blueprint(f"connectors_{self.channel}")
        traced = Traced(self.channel, self._resources)

        def bot_of(request: Request) -> Bot:
            return bot_in(request.app)

        def bot_in(app: Sanic) -> Bot:
            agent = agent_of(getattr(app.ctx, "agent", None), on_new_message)
            return Bot(self.channel, agent)

        @routes.post("/sessions", stream=True)
        @traced
        async def open_session(request: Request) -> HTTPResponse:
            await self._count_opening(request)
            app = self.admit(request)
            body = await transport.read(request, required=False)
            asked = read_body(OpenRequest, body) if body else OpenRequest()
            page = asked.context.page if asked.context else None
            return transport.answer(await self._conversations.open(bot_of(request), page, app), 201)

        @routes.delete("/sessions", stream=True)
        @traced
        async def erase_session(request: Request) -> HTTPResponse:
            await self._count(request)
            await transport.consume(request)
            await self._conversations.erase(bot_of(request), _authorization(request))
            return transport.answer(None, 204)

        @routes.post("/messages", stream=True)
        @traced
        async def post_message(request: Request) -> HTTPResponse:
            await self._count(request)
            asked = read_body(MessageRequest, await transport.read(request))
            return transport.answer(
                await self._conversations.reply(bot_of(request), _authorization(request), asked)
            )

        @routes.get("/messages", stream=True)
        @traced
        async def get_messages(request: Request) -> HTTPResponse:
            await self._count(request)
            await transport.consume(request)
            content = content_of(getattr(request.app.ctx, "agent", None))
            return transport.answer(
                await self._conversations.history(content, _authorization(request))
            )

        async def preflight(request: Request) -> HTTPResponse:
            await transport.consume(request)
            return transport.answer(None, 204)

        for path in ("/sessions", "/messages"):
            routes.add_route(preflight, path, methods=["OPTIONS"], stream=True, name=path[1:])

        @routes.listener("before_server_start")
        async def start(app: Sanic, _loop: Any) -> None:
            self._cover(app)
            await self._resources.start(lambda key: bot_in(app).forget(key))

        @routes.listener("after_server_stop")
        async def stop(_app: Sanic, _loop: Any) -> None:
            await self._resources.stop()

        return routes

    def voice(self, app: Sanic) -> Voice | None:
        """The words of the content at hand, or None while there is none."""
        content = content_of(getattr(app.ctx, "agent", None))
        return self._voices.of(content) if content is not None else None

    async def _count(self, request: Request) -> None:
        """Count a request before it is looked at; raises ApiError when it is one too many."""
        who = household(transport.address_of(request, self._settings))
        await self._resources.limit((self._settings.rate_address, "address", who))

    async def _count_opening(self, request: Request) -> None:
        """The same for a request that would open a conversation, whatever comes of it."""
        who = site(transport.address_of(request, self._settings))
        await self._resources.limit((self._settings.rate_openings, "opening", who))

    def _cover(self, app: Sanic) -> None:
        """Answer for every address under the channel's, also those that no route takes."""
        handler = app.error_handler
        if not isinstance(handler, Errors):
            hush()
            handler = app.error_handler = Errors(handler)
            # At the very end: Rasa's own layer, which allows credentials, comes before.
            after_all: Any = app.response_middleware
            after_all.append(Headers(self._settings))
        handler.channels[f"{CHANNELS}{self.channel}/"] = self


def _authorization(request: Request) -> str | None:
    return request.headers.get("authorization")
