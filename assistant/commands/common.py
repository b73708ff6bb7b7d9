"""What several commands share: options, the archive that is meant, a refusal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from bot.content.source import Source


ModelOption = Annotated[
    Path | None,
    typer.Option(
        "--model",
        metavar="ARCHIVE",
        help="Une archive de modèle ; sinon, celle qui est en service.",
    ),
]


DatabaseOption = Annotated[
    str | None,
    typer.Option("--database", help="La base de données ; sinon, celle de l'assistant."),
]


def fail(message: str, code: int = 1) -> NoReturn:
    """Say what went wrong in one line, and stop."""
    typer.secho(message, fg="red", err=True)
    raise typer.Exit(code)


def database_of(chosen: str | None) -> str:
    """The database that was asked for, else the assistant's."""
    if chosen:
        return chosen
    from connectors.settings import setting

    return str(setting("database_url"))


def source_of(chosen: Path | None, waits: bool = False) -> Source:
    """Where the model to use comes from.

    Args:
        waits: one that is not here yet may come by the database later.
    """
    from assistant.shared import SharedShelf, open_shelf
    from bot.content.source import Pinned

    raise_if_absent(chosen)
    if chosen is not None:
        return Pinned(chosen)
    shelf = open_shelf()
    shelf.refresh()
    if shelf.live() is None and not (waits and isinstance(shelf, SharedShelf)):
        why = f" : {shelf.trouble}" if shelf.trouble else ""
        fail(f"Il n'y a pas encore de modèle{why}. Entraînez-en un : assistant train.")
    return shelf


def raise_if_absent(chosen: Path | None) -> None:
    if chosen is not None and not chosen.is_file():
        fail(f"Le modèle {chosen} n'existe pas.")


def loaded(chosen: Path | None) -> Source:
    """Import Rasa, and say first that this takes a few seconds."""
    raise_if_absent(chosen)
    terminal = sys.stderr.isatty()
    typer.echo("Chargement du modèle…", nl=not terminal, err=True)
    source = source_of(chosen)
    from bot.engine import light

    light.import_for_training()
    if terminal:
        typer.echo("\r                     \r", nl=False, err=True)
    return source
