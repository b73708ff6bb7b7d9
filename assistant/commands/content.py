"""The content, checked."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.common import fail


def check(
    near: Annotated[
        bool, typer.Option("--near", help="Montrer aussi les exemples presque pareils.")
    ] = False,
    style: Annotated[
        bool, typer.Option("--style", help="Lister les réponses difficiles à lire.")
    ] = False,
    links: Annotated[
        bool,
        typer.Option("--links", help="Écrire le tableau des liens à ouvrir par une personne."),
    ] = False,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FICHIER", help="Avec --links : le tableau, sinon à l'écran."),
    ] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Avec --links : reporter les dates du tableau rempli.")
    ] = False,
) -> None:
    """Vérifier le catalogue, les réponses et les exemples."""
    if not links and (file is not None or apply):
        fail("Un fichier et --apply vont avec --links. Aide : assistant check --help", 2)
    typer.echo("Vérification des fichiers…", err=True)
    if links:
        _links(file, apply)
        return
    if style:
        from assistant.style import report

        measured = report()
        for hard in measured.over:
            typer.echo(str(hard))
        typer.echo(str(measured))
        return
    from assistant.checking import faults
    from bot.check import near_duplicates
    from bot.training import taught

    found = faults()
    for fault in found:
        typer.echo(str(fault))
    if found:
        fail(f"{len(found)} défaut(s) à corriger.")
    read = taught()
    for intent, first, second in near_duplicates(read) if near else ():
        typer.echo(f"{intent} : « {first} » ressemble à « {second} »")
    count, intents = len(read.examples), len(read.intents)
    typer.echo(f"Tout est en ordre : {count} exemples, {intents} intentions.")


def _links(file: Path | None, apply: bool) -> None:
    """Write the form of the links, or the dates of a filled one into the catalogue."""
    from assistant import links
    from bot.content import Content

    try:
        if apply:
            if file is None:
                fail("Il manque le tableau rempli : assistant check --links FICHIER --apply", 2)
            count = links.apply(file, datetime.date.today())
            typer.echo(f"Dates écrites dans le catalogue : {count}.")
            return
        form = links.form(Content.from_files().catalogue)
        if file is None:
            typer.echo(form, nl=False)
            return
        file.write_bytes(form)
        typer.echo(f"À ouvrir dans un tableur : {file}")
    except OSError as error:
        from bot.content.folders import why

        fail(f"{file} : {why(error)}")
