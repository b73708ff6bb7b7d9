"""Serves the two channels: Rasa's own Sanic application with our agent."""

from __future__ import annotations

import asyncio

import typer
from rasa.core.channels.channel import register
from rasa.core.run import configure_app
from sanic import Sanic

from assistant.logs import configure_logs
from bot.content import Content
from bot.content.archive import ArchiveRefused, archive_key, open_archive
from bot.content.faults import ContentError
from bot.content.source import Source
from bot.engine.agent import AssistantAgent
from bot.engine.follow import Follower
from connectors.app import AppInput
from connectors.http.operations import blueprint as operations
from connectors.pages.pages import blueprint as pages
from connectors.pages.pages import front_page
from connectors.runtime import Runtime
from connectors.settings import Settings
from connectors.web import WebInput

# A changed pointer must be followed within 5 seconds; a new archive is looked at twice.
LOOK_SECONDS = 1.0
# The connectors allow 16 KB; this stands before every other address.
MAX_REQUEST_BYTES = 64 * 1024


def build(chosen: Settings, source: Source) -> Sanic:
    """The application, which loads a model once it has started and answers 503 until then.

    Args:
        source: says which archive to serve, now and later.
    """
    app = configure_app(cors=[], enable_api=False)
    app.config.REQUEST_MAX_SIZE = MAX_REQUEST_BYTES
    resources = Runtime(chosen)
    register([WebInput(resources), AppInput(resources)], app, route="/webhooks/")
    app.blueprint([operations(resources), pages(chosen)])
    app.register_middleware(front_page(chosen), "request")
    agent = AssistantAgent(_first_content(source))
    app.ctx.agent = agent
    follower = Follower(agent, source)

    @app.after_server_start
    async def follow(running: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        running.ctx.following = loop.create_task(follower.follow(LOOK_SECONDS))

    @app.before_server_stop
    async def stop_following(running: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        running.ctx.following.cancel()

    return app


def _first_content(source: Source) -> Content | None:
    """The words to speak with while no model is loaded."""
    for path in source.by_preference():
        try:
            return open_archive(path, archive_key()).content
        except ArchiveRefused:
            continue
    try:
        return Content.from_files()
    except ContentError:
        return None


def run(host: str, port: int, chosen: Settings, source: Source) -> None:
    """Serve until interrupted."""
    configure_logs()
    typer.echo(f"Assistant Mon Compte : http://{host}:{port}/ (Ctrl-C pour arrêter)")
    build(chosen, source).run(host=host, port=port, workers=1, access_log=False, motd=False)
