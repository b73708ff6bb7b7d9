"""What operators do: back up, restore, examine a set-up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.common import DatabaseOption, database_of, fail


def backup(
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="Le fichier à écrire.")],
    database: DatabaseOption = None,
) -> None:
    """Sauvegarder la base, service en marche."""
    from storage.backup import BackupRefused, back_up

    try:
        back_up(database_of(database), file)
    except BackupRefused as refused:
        fail(f"Pas de sauvegarde : {refused}")
    except OSError as error:
        from bot.content.folders import why

        fail(f"Pas de sauvegarde : {error.filename} : {why(error)}")
    typer.echo(f"Base sauvegardée : {file}, {file.stat().st_size / 1e6:.1f} Mo.")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="Une sauvegarde.")],
    force: Annotated[
        bool, typer.Option("--force", help="Remplacer ce que la base contient.")
    ] = False,
    database: DatabaseOption = None,
) -> None:
    """Remettre la base comme dans une sauvegarde."""
    from storage.backup import BackupRefused
    from storage.backup import restore as bring_back

    try:
        bring_back(database_of(database), file, force)
    except BackupRefused as refused:
        fail(f"Rien n'a été changé : {refused}")
    typer.echo("Base restaurée. Démarrez les instances : elles la mettent à jour s'il le faut.")


def doctor(
    url: Annotated[
        str | None,
        typer.Option("--url", metavar="ADRESSE", help="Essayer aussi un service en marche."),
    ] = None,
) -> None:
    """Examiner une installation : ce qui ne va pas, et quoi faire."""
    typer.echo("Examen de l'installation…", err=True)
    import logging

    import structlog

    from assistant.doctor.examination import examine
    from assistant.doctor.findings import Setup

    # What is wrong is said here, once.
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    count, setup = 0, Setup(url)
    for finding in examine(setup):
        count += finding.mark == "✗"
        typer.echo(f"{finding.mark} {finding.said}")
        if finding.todo:
            typer.echo(f"    → {finding.todo}")
    setup.close()
    if count:
        fail(f"{count} chose{'s' if count > 1 else ''} à corriger.")
    typer.echo("Rien à corriger.")
