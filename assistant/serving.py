"""Serves the two channels: Rasa's own Sanic application with our agent."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from pathlib import Path

import structlog
import typer
from rasa.core.channels.channel import register
from rasa.core.run import configure_app
from sanic import Sanic

from bot.engine.agent import AssistantAgent, watch
from bot.engine.errors import ModelRefused
from bot.training import newest_model
from connectors.app import AppInput
from connectors.http.operations import blueprint as operations
from connectors.pages.pages import blueprint as pages
from connectors.pages.pages import front_page
from connectors.web import WebInput

WATCH_SECONDS = 5.0
# The connectors allow 16 KB; this stands before every other address.
MAX_REQUEST_BYTES = 64 * 1024

log = structlog.get_logger()


class PortBusy(Exception):
    """Something else listens there."""


def build(model: Path) -> Sanic:
    """The application, which loads `model` once it has started and answers 503 until then."""
    app = configure_app(cors=[], enable_api=False)
    app.config.REQUEST_MAX_SIZE = MAX_REQUEST_BYTES
    register([WebInput(), AppInput()], app, route="/webhooks/")
    app.blueprint([operations(), pages()])
    app.register_middleware(front_page(), "request")
    agent = AssistantAgent()
    app.ctx.agent = agent

    @app.after_server_start
    async def open_model(running: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        running.ctx.watching = loop.create_task(_open_and_watch(agent, model))

    @app.before_server_stop
    async def stop_watching(running: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        running.ctx.watching.cancel()

    return app


async def _open_and_watch(agent: AssistantAgent, model: Path) -> None:
    try:
        await agent.swap(model)
    except ModelRefused as refusal:
        log.error("model.refused", reason=str(refusal))
    else:
        log.info("ready", model=model.name)
    await watch(agent, newest_model, WATCH_SECONDS)


def run(host: str, port: int, model: Path) -> None:
    """Serve until interrupted.

    Raises:
        PortBusy: before anything is started.
    """
    _raise_if_busy(host, port)
    configure_logs()
    typer.echo(f"Assistant Mon Compte : http://{host}:{port}/ (Ctrl-C pour arrêter)")
    build(model).run(host=host, port=port, workers=1, access_log=False, motd=False)


def configure_logs() -> None:
    """JSON lines on standard error, coloured lines in a terminal; never a message's text.

    Rasa writes the texts of messages at level debug: that level is left out.
    """
    terminal = sys.stderr.isatty()
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, force=True)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer()
            if terminal
            else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


def _raise_if_busy(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise PortBusy from None
