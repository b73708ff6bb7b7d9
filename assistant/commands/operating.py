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
    """Sauvegarder la base de données, service en marche."""
    from storage.backup import BackupRefused, back_up

    try:
        back_up(database_of(database), file)
    except BackupRefused as refused:
        fail(f"Pas de sauvegarde : {refused}")
    except OSError as error:
        fail(f"Pas de sauvegarde : {error.filename} : {error.strerror}")
    typer.echo(f"Base sauvegardée : {file}, {file.stat().st_size / 1e6:.1f} Mo.")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="Une sauvegarde.")],
    force: Annotated[
        bool, typer.Option("--force", help="Remplacer ce que la base contient.")
    ] = False,
    database: DatabaseOption = None,
) -> None:
    """Remettre la base de données comme dans une sauvegarde ; arrêtez les instances avant."""
    from storage.backup import BackupRefused
    from storage.backup import restore as bring_back

    try:
        bring_back(database_of(database), file, force)
    except BackupRefused as refused:
        fail(f"Rien n'a été changé : {refused}")
    typer.echo("Base restaurée. Démarrez les instances : elles la mettent à jour s'il le faut.")
