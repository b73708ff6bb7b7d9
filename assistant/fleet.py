"""The archives and who serves which, as seen in the terminal."""

from __future__ import annotations

import datetime
from pathlib import Path

import typer
from sqlalchemy.engine import make_url

from bot.content.shelf import Shelf
from connectors.settings import setting
from storage.database import Database
from storage.errors import Away
from storage.replicas import Instance, Replicas, instances


def print_models(shelf: Shelf) -> None:
    """The archives, newest first, the live one marked; then what is tried beside it."""
    for one in shelf.listed():
        facts = (
            f"{one.facts.examples:6d} exemples, {one.facts.intents} intentions"
            if one.facts
            else "faits inconnus"
        )
        score = f"{one.score:.1%}" if one.score is not None else "non mesuré"
        mark = "  en service" if one.live else ""
        typer.echo(f"{one.name}  {one.written:%d/%m/%Y %H:%M}  {facts}  {score}{mark}")
    found = shelf.trial()
    if found is not None:
        trial, _ = found
        until = datetime.datetime.fromtimestamp(trial.until)
        share = f"{trial.share} % des nouvelles conversations"
        typer.echo(f"\n{trial.archive} répond à {share}, jusqu'au {until:%d/%m/%Y %H:%M}")


def print_replicas(shelf: Shelf) -> None:
    """Which instances live, and what each serves; nothing where no database tells."""
    live = shelf.live()
    found = _seen()
    if live is None or not found:
        return
    right = sum(one.archive == live.name for one in found)
    typer.echo(f"\nEn service sur {right} instance{'s' if right > 1 else ''} sur {len(found)} :")
    for one in found:
        typer.echo(f"  {_said(one)}")


def _said(one: Instance) -> str:
    since = datetime.datetime.fromtimestamp(one.started_at)
    served = one.archive or "aucun modèle"
    told = [f"  refusé : {why}" for why in (one.refused, one.trial_refused) if why]
    refused = "".join(told)
    return f"{one.name}  version {one.version}  {served}  depuis le {since:%d/%m/%Y %H:%M}{refused}"


def _seen() -> list[Instance]:
    url = setting("database_url")
    file = make_url(url)
    # Looking must not make a database.
    if file.get_backend_name() == "sqlite" and not Path(file.database or "").is_file():
        return []
    database = Database(url)
    try:
        return instances(Replicas(database).seen())
    except Away:
        return []
    finally:
        database.close()
