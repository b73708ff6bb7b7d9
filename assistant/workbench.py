"""Starts the workbench, and opens accounts from the command line."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from assistant.checking import PartChecks
from assistant.logs import configure_logs
from assistant.shared import open_shelf
from bot.content.signing import signing_key
from bot.content.sources import PROJECT
from connectors.notice import USUAL
from storage.database import Database
from storage.people import EmailTaken, People
from storage.prepare import prepare
from workbench.app import models_of
from workbench.app import run as serve
from workbench.errors import Refused
from workbench.files.editing import Editing
from workbench.people.passwords import hashed
from workbench.people.provider import read_provider
from workbench.people.roles import Role

# By name: Rasa is loaded in the process that plays, and not in the one that serves pages.
WHOLE_WAY = "assistant.trying:WholeWay"


def run(host: str, port: int, database_url: str) -> None:
    """Serve until interrupted.

    Raises:
        KeyRefused: what is trained and corrected here could not be signed.
        Refused: the settings of the provider cannot be used.
    """
    signing_key()
    provider = read_provider()
    configure_logs()
    typer.echo(f"Atelier des rédacteurs : http://{host}:{port}/ (Ctrl-C pour arrêter)")
    if not _anybody(database_url):
        typer.echo("Il n'a pas encore de compte. Ouvrez le premier : assistant people add")
    editing = Editing(PROJECT, PartChecks(), notice=_notice_file())
    command = [sys.executable, "-m", "assistant.drafting"]
    models = models_of(editing, open_shelf(), command, WHOLE_WAY)
    serve(host, port, database_url, editing, models, provider)


def add(database_url: str, name: str, email: str, role: Role, password: str) -> None:
    """Open an account.

    Raises:
        Refused: the password will not do, or the address has an account.
        storage.errors.Away: the database cannot be used.
    """
    kept = hashed(password, password, name, email)
    database = Database(database_url)
    try:
        prepare(database)
        people = People(database)
        people.add(name, email, role.name, kept)
        people.note("ligne de commande", "compte ouvert", f"{name}, {role.title}")
    except EmailTaken:
        raise Refused("Cette adresse a déjà un compte.") from None
    finally:
        database.close()


def _notice_file() -> str:
    """The notice that the assistant reads, by its path in the project if it is there."""
    path = Path(os.environ.get("ASSISTANT_NOTICE_FILE") or USUAL).resolve()
    return str(path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path)


def _anybody(database_url: str) -> bool:
    database = Database(database_url)
    try:
        prepare(database)
        return any(one.closed_at is None for one in People(database).all())
    finally:
        database.close()
