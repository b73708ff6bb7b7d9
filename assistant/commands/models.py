"""Models: trained, measured, listed, put into service."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.common import ModelOption, fail, source_of


def train(
    force: Annotated[
        bool, typer.Option("--force", help="Entraîner même si le modèle est à jour.")
    ] = False,
) -> None:
    """Vérifier, entraîner un modèle si les fichiers ont changé, et le mettre en service."""
    typer.echo("Vérification des fichiers…", err=True)
    from assistant.shared import open_shelf
    from assistant.teaching import ContentAtFault, teach
    from bot.content.archive import ArchiveRefused
    from bot.content.shelf import LiveChanged
    from bot.training import TrainingFailed

    shelf = open_shelf(to_change=True)
    shelf.refresh()
    if shelf.trouble:
        fail(f"Pas de nouveau modèle : {shelf.trouble}.")
    try:
        teach(shelf, force)
    except ContentAtFault as error:
        for fault in error.faults:
            typer.echo(str(fault))
        fail(f"Pas de nouveau modèle : {error}")
    except (TrainingFailed, ArchiveRefused) as error:
        fail(f"Pas de nouveau modèle : {error}")
    except LiveChanged as error:
        fail(f"{error} Le modèle est prêt ; pour le choisir : assistant models use")


def evaluate(
    file: Annotated[
        Path,
        typer.Argument(metavar="FICHIER", help="Un fichier .tsv : text, intent, also_ok, goes_on."),
    ],
    model: ModelOption = None,
    compared: Annotated[
        Path | None,
        typer.Option(
            "--compare",
            metavar="ARCHIVE",
            help="Une autre archive : ce qui va mieux et moins bien.",
        ),
    ] = None,
) -> None:
    """Mesurer un modèle sur des messages dont l'intention est connue."""
    typer.echo("Chargement du modèle…", err=True)
    from assistant.teaching import print_comparison, print_report
    from bot.content.archive import read_facts
    from bot.content.shelf import Shelf
    from bot.engine import light
    from bot.evaluation import BadEvaluationFile, compare, judge, read_cases, report

    try:
        cases = read_cases(file)
    except BadEvaluationFile as error:
        fail(str(error))
    path = source_of(model).live()
    assert path is not None, "source_of says so when there is no model"
    light.import_for_training()
    from bot.understanding import Interpreter

    judged = judge(Interpreter(path), cases)
    facts = read_facts(path)
    print_report(judged, facts.examples if facts else None)
    Shelf().keep_score(path, report(judged).first)
    if compared:
        other = source_of(compared).live()
        assert other is not None, "source_of refuses a file that is not there"
        print_comparison(compare(judge(Interpreter(other), cases), judged))


models = typer.Typer(invoke_without_command=True, subcommand_metavar="COMMANDE …")


@models.callback()
def list_models(context: typer.Context) -> None:
    """Voir les modèles : date, exemples, justesse si elle est connue, celui qui est en service."""
    if context.invoked_subcommand is None:
        typer.echo("Lecture des modèles…", err=True)
        from assistant.fleet import print_models, print_replicas
        from assistant.shared import open_shelf

        shelf = open_shelf()
        shelf.refresh()
        print_models(shelf)
        print_replicas(shelf)


@models.command("use")
def use_model(
    name: Annotated[str, typer.Argument(metavar="NOM", help="Le nom d'un modèle de la liste.")],
) -> None:
    """Mettre un modèle en service ; les serveurs en marche le suivent en quelques secondes."""
    from assistant.shared import open_shelf
    from assistant.teaching import BY
    from bot.content.archive import open_archive
    from bot.content.shelf import NoSuchArchive
    from bot.content.signing import public_key

    shelf = open_shelf(to_change=True)
    try:
        open_archive(shelf.named(name), public_key())
        typer.echo(f"En service : {shelf.use(name, BY).name}")
    except NoSuchArchive as error:
        fail(str(error))


@models.command("key")
def make_key() -> None:
    """Faire une paire de clés : l'une signe les modèles, l'autre permet de les vérifier."""
    from bot.content.signing import PUBLIC_VARIABLE, SIGNING_VARIABLE, new_pair

    pair = new_pair()
    typer.echo("# Pour l'entraînement et l'atelier seulement. À garder secrète.")
    typer.echo(f"{SIGNING_VARIABLE}={pair.signing}")
    typer.echo("# Pour les serveurs.")
    typer.echo(f"{PUBLIC_VARIABLE}={pair.public}")
