"""The workbench's web application, put together."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.content.shelf import Shelf
from storage.database import Database
from storage.errors import Away
from storage.inbox import Inbox
from storage.opinions import Opinions
from storage.people import People
from storage.prepare import prepare
from storage.replicas import Replicas
from storage.settled import SettledMessages
from storage.statistics import Statistics
from workbench.files.editing import Editing
from workbench.models.bank import Bank
from workbench.models.corrections import Corrections
from workbench.models.planned import Planned
from workbench.models.training import Training
from workbench.models.trials import Trials
from workbench.models.trying import Trying
from workbench.pages import (
    answers,
    audit,
    comparing,
    content,
    corrections,
    creating,
    examples,
    glossary,
    history,
    inbox,
    links,
    models,
    naming,
    notice,
    people,
    planning,
    provider,
    removal,
    rewording,
    rows,
    searching,
    settled,
    sheets,
    signin,
    static,
    statistics,
    trying,
)
from workbench.pages.doors import Doors
from workbench.pages.view import HEADERS, View, today
from workbench.people.provider import Provider
from workbench.search import Search
from workbench.spreadsheet.reading import MOST_BYTES

# A spreadsheet, and the form around it.
MAX_REQUEST_BYTES = MOST_BYTES + 1024**2
PURGE_SECONDS = 300.0
ROOMS = (
    *(static, signin, provider, inbox, rewording),
    *(content, creating, examples, answers, links, rows, naming, removal),
    *(glossary, notice, models, settled, comparing, planning, trying),
    *(corrections, searching, sheets, history),
    *(statistics, people, audit),
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Models:
    """What trains drafts, keeps archives, tries both here and on a share of the conversations,
    and puts a sentence right at once."""

    training: Training
    planned: Planned
    bank: Bank
    trials: Trials
    corrections: Corrections
    trying: Trying


def models_of(editing: Editing, shelf: Shelf, command: Sequence[str], way: str) -> Models:
    """The models of a project.

    Args:
        command: what runs a training (`workbench.models.training`).
        way: what has a message that is tried go the way of a person's (`workbench.models.way`).
    """
    training = Training(editing.workspace, shelf, command)
    bank = Bank(shelf)
    return Models(
        training,
        Planned(training.folder),
        bank,
        Trials(shelf, bank),
        Corrections(editing, shelf),
        Trying(editing.workspace, shelf, way),
    )


@dataclass
class Bench:
    """What the pages share, made once a process."""

    database: Database
    people: People
    inbox: Inbox
    settled: SettledMessages
    statistics: Statistics
    opinions: Opinions
    replicas: Replicas
    editing: Editing
    models: Models
    search: Search
    view: View
    provider: Provider | None

    async def note(self, person: str, act: str, about: str = "") -> None:
        """Write down who did what."""
        await self.database.call(self.people.note, person, act, about)


def build(
    database_url: str, editing: Editing, models: Models, provider: Provider | None = None
) -> Sanic:
    """The application; it prepares its database when it starts.

    Args:
        editing: reads and changes the content's files.
        models: what is made from them.
        provider: who else may say who somebody is, beside a password.
    """
    app = Sanic("workbench", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = MAX_REQUEST_BYTES
    app.config.FALLBACK_ERROR_FORMAT = "text"
    database = Database(database_url)
    bench = Bench(
        database,
        People(database),
        Inbox(database),
        SettledMessages(database),
        Statistics(database),
        Opinions(database),
        Replicas(database),
        editing,
        models,
        Search(editing),
        View(),
        provider,
    )
    doors = Doors(app, database, bench.people, bench.view)
    for room in ROOMS:
        room.add(doors, bench)
    app.ctx.doors = doors
    _cover(app, bench)

    @app.before_server_start
    async def start(running: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        await database.call(prepare, database)
        running.ctx.always = [
            loop.create_task(_purge(bench)),
            loop.create_task(planning.keep_the_plan(bench)),
            loop.create_task(comparing.keep_watch(bench)),
        ]
        # Reading all examples takes seconds, once: nobody should wait for it.
        loop.run_in_executor(None, editing.intents)

    @app.after_server_stop
    async def stop(running: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        for task in running.ctx.always:
            task.cancel()
        models.trying.close()
        database.close()

    return app


def _cover(app: Sanic, bench: Bench) -> None:
    """Every answer has the headers, and every failure a page that says what to do."""

    @app.on_response
    async def finish(_request: Request, response: HTTPResponse) -> None:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)

    @app.exception(Exception)  # type: ignore[no-untyped-call]
    async def failed(_request: Request, error: Exception) -> HTTPResponse:
        if isinstance(error, SanicException) and error.status_code < 500:
            told = "Cette page n'existe pas." if error.status_code == 404 else "Demande illisible."
            return bench.view.refusal(error.status_code, told)
        if isinstance(error, Away):
            log.warning("database.away", error=str(error))
            return bench.view.refusal(
                503, "La base de données ne répond pas. Réessayez dans un instant."
            )
        log.error("unexpected", error=type(error).__name__, exc_info=error)
        return bench.view.refusal(500, "Une erreur est survenue. Rien n'a été perdu : réessayez.")


async def _purge(bench: Bench) -> None:
    while True:
        try:
            await bench.database.call(bench.inbox.purge, today())
            await bench.database.call(bench.people.purge)
        except Exception as error:
            log.error("purge.failed", error=type(error).__name__)
        await asyncio.sleep(PURGE_SECONDS)


def run(
    host: str,
    port: int,
    database_url: str,
    editing: Editing,
    models: Models,
    provider: Provider | None = None,
) -> None:
    """Serve until interrupted."""
    settings: dict[str, Any] = {"workers": 1, "access_log": False, "motd": False}
    build(database_url, editing, models, provider).run(host=host, port=port, **settings)
