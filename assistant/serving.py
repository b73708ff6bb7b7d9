"""Serves the two channels: Rasa's own Sanic application with our agent."""

from __future__ import annotations

import asyncio
import socket
import tempfile
from functools import partial
from pathlib import Path

import structlog
import typer
from rasa.core.channels.channel import register
from rasa.core.run import configure_app
from sanic import Sanic
from threadpoolctl import threadpool_limits

from assistant.logs import configure_logs
from assistant.stopping import Stops
from assistant.workers import Worker, Workers
from bot.content import Content
from bot.content.archive import ArchiveRefused
from bot.content.faults import ContentError
from bot.content.source import Source
from bot.engine.agent import AssistantAgent
from bot.engine.follow import Follower
from bot.engine.opening import Opener
from connectors.app import AppInput
from connectors.http.crowd import Crowd
from connectors.http.operations import blueprint as operations
from connectors.http.protocol import Connection
from connectors.pages.pages import blueprint as pages
from connectors.pages.pages import front_page
from connectors.privacy.masking import Masking
from connectors.replica import Replica
from connectors.runtime import Runtime
from connectors.settings import Settings
from connectors.web import WebInput

# A changed pointer must be followed within 5 seconds; a new archive is looked at twice.
LOOK_SECONDS = 1.0
# The connectors allow 16 KB; this stands before every other address.
MAX_REQUEST_BYTES = 64 * 1024
# On top of its own turn, a message may wait for those before it; that ends by itself, before.
QUEUE_SECONDS = 60
BACKLOG = 100
NO_REDIS = "sans ASSISTANT_REDIS_URL, chaque processus compte seul les messages de chacun"

log = structlog.get_logger(__name__)


def build(
    chosen: Settings, source: Source, port: int, names: Path, worker: Worker | None = None
) -> Sanic:
    """The application, which loads a model once it has started and answers 503 until then.

    A worker among others loads it before it takes a connection: the others answer meanwhile.

    Args:
        source: says which archive to serve, now and later.
        port: where it is asked, by which others know it.
        names: where its processes find the one that masks names.
    """
    app = configure_app(cors=[], enable_api=False)
    app.config.REQUEST_MAX_SIZE = MAX_REQUEST_BYTES
    app.config.RESPONSE_TIMEOUT = chosen.turn_timeout_seconds + QUEUE_SECONDS
    app.ctx.crowd = Crowd(chosen.trusted_proxies)
    resources = Runtime(chosen, Masking(names))
    register([WebInput(resources), AppInput(resources)], app, route="/webhooks/")
    app.blueprint([operations(resources), pages(chosen)])
    app.register_middleware(front_page(chosen), "request")
    opener = Opener()
    agent = AssistantAgent(_first_content(source, opener), opener)
    app.ctx.agent = agent
    follower = Follower(agent, source)

    if worker is not None:
        end_with_parent = worker.end_with_parent

        @app.before_server_start
        async def open_first(_running: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
            await follower.look()

        @app.after_server_start
        async def watch(running: Sanic, loop: asyncio.AbstractEventLoop) -> None:
            running.ctx.watching = loop.create_task(end_with_parent(running.stop))

        @app.before_server_stop
        async def stop_watching(running: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
            running.ctx.watching.cancel()

    @app.after_server_start
    async def follow(running: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        running.ctx.following = loop.create_task(follower.follow(LOOK_SECONDS))
        running.ctx.replica = Replica(resources, agent, port)
        running.ctx.telling = loop.create_task(running.ctx.replica.tell())

    @app.before_server_stop
    async def stop_following(running: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        running.ctx.following.cancel()
        running.ctx.telling.cancel()
        await running.ctx.replica.leave()

    return app


def _first_content(source: Source, opener: Opener) -> Content | None:
    """The words to speak with while no model is loaded."""
    for path in source.by_preference():
        try:
            return opener.look(path).content
        except ArchiveRefused:
            continue
    try:
        return Content.from_files()
    except ContentError:
        return None


def run(host: str, port: int, chosen: Settings, source: Source, workers: int = 1) -> None:
    """Serve until interrupted."""
    configure_logs()
    # The products of one message are small: threads that share one only wait for each other.
    threadpool_limits(limits=1, user_api="blas")
    names = tempfile.TemporaryDirectory(prefix="assistant-names-")
    with socket.create_server((host, port), backlog=BACKLOG) as listening, names as folder:
        stops = Stops()
        stops.listen()
        serve = partial(_serve, chosen, source, listening, Path(folder), stops)
        typer.echo(f"Assistant Mon Compte : http://{host}:{port}/ (Ctrl-C pour arrêter)")
        if workers == 1:
            serve()
            return
        if not chosen.redis_url:
            log.warning("limits.each_alone", workers=workers, hint=NO_REDIS)
        Workers(workers, serve).run()


def _serve(
    chosen: Settings,
    source: Source,
    listening: socket.socket,
    names: Path,
    stops: Stops,
    worker: Worker | None = None,
) -> None:
    if worker is not None:
        configure_logs(worker.number)
        # It was forked with none of its parent's handlers.
        stops.listen()
    port = listening.getsockname()[1]
    app = build(chosen, source, port, names, worker)
    stops.end_if_asked(app)
    app.run(sock=listening, protocol=Connection, workers=1, access_log=False, motd=False)
