"""The Rasa input channel that `web` and `app` are made of."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.exceptions import InvalidUsage, MethodNotSupported, SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.content.catalogue import Channel
from connectors.contract.schema import MessageRequest, OpenRequest, read_body
from connectors.conversation.bot import Bot, OnNewMessage, agent_of, content_of
from connectors.conversation.conversations import Conversations
from connectors.conversation.voice import Voice, Voices
from connectors.http import transport
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

        def bot_of(request: Request) -> Bot:
            return bot_in(request.app)

        def bot_in(app: Sanic) -> Bot:
            agent = agent_of(getattr(app.ctx, "agent", None), on_new_message)
            return Bot(self.channel, agent)

        @routes.post("/sessions", stream=True)
        async def open_session(request: Request) -> HTTPResponse:
            app = self.admit(request)
            body = await transport.read(request, required=False)
            asked = read_body(OpenRequest, body) if body else OpenRequest()
            page = asked.context.page if asked.context else None
            address = transport.address_of(request, self._settings)
            return transport.answer(
                await self._conversations.open(bot_of(request), page, app, address), 201
            )

        @routes.delete("/sessions", stream=True)
        async def erase_session(request: Request) -> HTTPResponse:
            await transport.consume(request)
            address = transport.address_of(request, self._settings)
            await self._conversations.erase(bot_of(request), _authorization(request), address)
            return transport.answer(None, 204)

        @routes.post("/messages", stream=True)
        async def post_message(request: Request) -> HTTPResponse:
            asked = read_body(MessageRequest, await transport.read(request))
            address = transport.address_of(request, self._settings)
            return transport.answer(
                await self._conversations.reply(
                    bot_of(request), _authorization(request), asked, address
                )
            )

        @routes.get("/messages", stream=True)
        async def get_messages(request: Request) -> HTTPResponse:
            await transport.consume(request)
            address = transport.address_of(request, self._settings)
            content = content_of(getattr(request.app.ctx, "agent", None))
            return transport.answer(
                await self._conversations.history(content, _authorization(request), address)
            )

        async def preflight(request: Request) -> HTTPResponse:
            await transport.consume(request)
            return transport.answer(None, 204)

        for path in ("/sessions", "/messages"):
            routes.add_route(preflight, path, methods=["OPTIONS"], stream=True, name=path[1:])

        @routes.exception(Exception)
        async def failed(request: Request, error: Exception) -> HTTPResponse:
            return self.error_answer(request.app, error)

        @routes.listener("before_server_start")
        async def start(app: Sanic, _loop: Any) -> None:
            self._cover(app)
            await self._resources.start(lambda key: bot_in(app).forget(key))

        @routes.listener("after_server_stop")
        async def stop(_app: Sanic, _loop: Any) -> None:
            await self._resources.stop()

        return routes

    def finish(self, request: Request, response: HTTPResponse) -> None:
        """Set the headers that every answer carries."""
        transport.set_headers(request, response, self._settings)

    def error_answer(self, app: Sanic, error: Exception) -> HTTPResponse:
        """The answer to a request that failed, in the words of the content, if there is one."""
        return transport.error_answer(transport.as_api_error(error, self.channel), self._voice(app))

    def _voice(self, app: Sanic) -> Voice | None:
        content = content_of(getattr(app.ctx, "agent", None))
        return self._voices.of(content) if content is not None else None

    def _cover(self, app: Sanic) -> None:
        """Answer for every address under the channel's, also those that no route takes."""
        if not hasattr(app.ctx, "connectors"):
            app.ctx.connectors = {}
            for kind in (SanicException, ValueError):
                app.error_handler.add(kind, _unrouted)
            # At the very end: Rasa's own layer, which allows credentials, comes before.
            after_all: Any = app.response_middleware
            after_all.append(_finish)
        app.ctx.connectors[f"/webhooks/{self.channel}/"] = self


def _connector_of(request: Request) -> ConnectorInput | None:
    for prefix, connector in request.app.ctx.connectors.items():
        if request.path.startswith(prefix):
            found: ConnectorInput = connector
            return found
    return None


def _finish(request: Request, response: HTTPResponse) -> None:
    connector = _connector_of(request)
    if connector is not None:
        connector.finish(request, response)


def _unrouted(request: Request, error: Exception) -> HTTPResponse:
    if request.route is None and not isinstance(error, SanicException):
        # Sanic chokes on headers it cannot read, a length that is no number for one.
        error = InvalidUsage("Bad Request")
    connector = _connector_of(request)
    if connector is None:
        handler: Any = request.app.error_handler
        default: HTTPResponse = handler.default(request, error)
        return default
    response = connector.error_answer(request.app, error)
    if isinstance(error, MethodNotSupported):
        response.headers["Allow"] = error.headers["Allow"]
    return response


def _authorization(request: Request) -> str | None:
    return request.headers.get("authorization")
