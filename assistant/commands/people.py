"""The accounts of the workbench."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from assistant.commands.common import DatabaseOption, database_of, fail

people = typer.Typer(no_args_is_help=True, subcommand_metavar="COMMANDE …")


@people.callback()
def people_help() -> None:
    """Les comptes de l'atelier des rédacteurs."""


@people.command("add")
def add_person(
    name: Annotated[str, typer.Option(prompt="Nom", help="Le nom de la personne.")],
    email: Annotated[
        str, typer.Option(prompt="Adresse électronique", help="Son adresse électronique.")
    ],
    role: Annotated[
        Literal["reader", "editor", "publisher", "administrator"],
        typer.Option(help="Lecture, rédaction, publication ou administration."),
    ] = "administrator",
    database: DatabaseOption = None,
) -> None:
    """Ouvrir un compte ; le mot de passe est demandé, ou lu sur l'entrée standard."""
    from assistant.workbench import add
    from workbench.errors import Refused
    from workbench.people.roles import Role

    if sys.stdin.isatty():
        password = typer.prompt("Mot de passe", hide_input=True, confirmation_prompt="Encore")
    else:
        password = sys.stdin.readline().rstrip("\n")
    try:
        add(database_of(database), name, email, Role[role], password)
    except Refused as refused:
        fail(refused.reason)
    typer.echo(f"Compte ouvert pour {name} ({Role[role].title}).")
