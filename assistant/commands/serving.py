"""Put into service: the assistant, and the workbench."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.commands.common import (
    DatabaseOption,
    ModelOption,
    database_of,
    fail,
    raise_if_absent,
    source_of,
)


def serve(
    host: Annotated[str, typer.Option(metavar="ADRESSE", help="L'adresse d'écoute.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=1, max=65535, metavar="PORT", help="Le port d'écoute.")
    ] = 5005,
    model: ModelOption = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Montrer aussi le portail et le téléphone fictifs.")
    ] = False,
    workers: Annotated[
        int,
        typer.Option(min=1, metavar="NOMBRE", help="Combien de processus répondent, un par cœur."),
    ] = 1,
) -> None:
    """Mettre l'assistant en service sur le web."""
    from assistant.ports import PortBusy, raise_if_busy

    try:
        raise_if_busy(host, port)
    except PortBusy:
        fail(f"Le port {port} est déjà pris. Choisissez-en un autre : --port {port + 1}.")
    raise_if_absent(model)
    typer.echo("Démarrage de l'assistant…", err=True)
    chosen = source_of(model, waits=True)
    from connectors.settings import read_settings

    settings = read_settings(demo=demo)
    from assistant.workers import shared_metrics
    from bot.engine import light

    with shared_metrics(workers):
        light.import_for_serving()
        from assistant.serving import run

        run(host, port, settings, chosen, workers)


def workbench(
    host: Annotated[str, typer.Option(help="L'adresse d'écoute.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Le port d'écoute.")] = 5006,
    database: DatabaseOption = None,
) -> None:
    """Ouvrir l'atelier des rédacteurs : messages, contenu, modèles, statistiques, personnes."""
    from assistant.ports import PortBusy, raise_if_busy

    try:
        raise_if_busy(host, port)
    except PortBusy:
        fail(f"Le port {port} est déjà pris. Choisissez-en un autre : --port {port + 1}.")
    from assistant.workbench import run
    from workbench.errors import Refused

    try:
        run(host, port, database_of(database))
    except Refused as refused:
        fail(refused.reason)
