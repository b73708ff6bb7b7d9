"""The `assistant` command. Heavy imports wait until a command needs them."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import click
import typer

from bot.engine.errors import ModelRefused
from bot.engine.light import only_serving, without_tensorflow

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("LOG_LEVEL", "ERROR")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
logging.captureWarnings(True)
logging.getLogger("py.warnings").setLevel(logging.ERROR)

app = typer.Typer(
    help="Assistant Mon Compte : comprend une demande et indique la bonne rubrique.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

ChannelOption = Annotated[
    Literal["web", "app"],
    typer.Option("--channel", help="Le support de la personne : le site ou l'appli."),
]
ModelOption = Annotated[
    Path | None,
    typer.Option("--model", help="Une archive de modèle ; sinon, la plus récente."),
]


def fail(message: str, code: int = 1) -> NoReturn:
    """Say what went wrong in one line, and stop."""
    typer.secho(message, fg="red", err=True)
    raise typer.Exit(code)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="L'adresse d'écoute.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Le port d'écoute.")] = 5005,
    model: ModelOption = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Montrer aussi le portail et le téléphone fictifs.")
    ] = False,
) -> None:
    """Mettre l'assistant en service sur le web."""
    if demo:
        os.environ["ASSISTANT_DEMO"] = "true"
    path = _model(model)
    only_serving()
    from assistant.serving import PortBusy, run

    try:
        run(host, port, path)
    except PortBusy:
        fail(f"Le port {port} est déjà pris. Choisissez-en un autre : --port {port + 1}.")


@app.command()
def chat(channel: ChannelOption = "web", model: ModelOption = None) -> None:
    """Converser avec l'assistant dans le terminal."""
    path = _model(model)
    from assistant.terminal import converse

    converse(path, channel)


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help="La demande, entre guillemets.")],
    channel: ChannelOption = "web",
    model: ModelOption = None,
) -> None:
    """Poser une seule question et voir ce qui est compris et répondu."""
    path = _model(model)
    from assistant.terminal import answer_once

    answer_once(path, channel, text)


@app.command()
def check(
    near: Annotated[
        bool, typer.Option("--near", help="Montrer aussi les exemples presque pareils.")
    ] = False,
) -> None:
    """Vérifier le catalogue, les réponses et les exemples."""
    from bot.check import PROJECT, faults, near_duplicates

    found = faults()
    for fault in found:
        typer.echo(str(fault))
    pairs = list(near_duplicates(PROJECT / "bot" / "data" / "nlu"))
    for intent, first, second in pairs if near else ():
        typer.echo(f"{intent} : « {first} » ressemble à « {second} »")
    if found:
        fail(f"{len(found)} défaut(s) à corriger.")
    typer.echo(f"Tout est en ordre. Exemples presque pareils : {len(pairs)} paire(s).")


@app.command()
def train(
    force: Annotated[
        bool, typer.Option("--force", help="Entraîner même si le modèle est à jour.")
    ] = False,
) -> None:
    """Entraîner un modèle si les fichiers ont changé."""
    from assistant.teaching import teach
    from bot.training import TrainingFailed

    without_tensorflow()
    try:
        teach(force)
    except TrainingFailed as error:
        fail(f"Pas de nouveau modèle : {error}.")


@app.command()
def evaluate(
    file: Annotated[Path, typer.Argument(help="Un fichier .tsv : text, intent, also_ok.")],
    model: ModelOption = None,
    compared: Annotated[
        Path | None,
        typer.Option("--compare", help="Une autre archive : ce qui va mieux et moins bien."),
    ] = None,
) -> None:
    """Mesurer un modèle sur des messages dont l'intention est connue."""
    from assistant.teaching import print_comparison, print_report
    from bot.evaluation import BadEvaluationFile, compare, judge, read_cases

    try:
        cases = read_cases(file)
    except BadEvaluationFile as error:
        fail(str(error))
    path = _model(model)
    other = _model(compared) if compared else None
    from bot.understanding import Interpreter

    judged = judge(Interpreter(path), cases)
    print_report(judged)
    if other:
        print_comparison(compare(judge(Interpreter(other), cases), judged))


def _model(chosen: Path | None) -> Path:
    """The model to use; from here on Rasa may be imported."""
    from bot.training import newest_model

    path = chosen or newest_model()
    if path is None:
        fail("Il n'y a pas encore de modèle. Entraînez-en un : assistant train.")
    if not path.is_file():
        fail(f"Le modèle {path} n'existe pas.")
    without_tensorflow()
    return path


def _explain(error: click.UsageError) -> str:
    """A wrong command line in one French sentence."""
    command = error.ctx.command_path if error.ctx else "assistant"
    if isinstance(error, click.NoSuchOption):
        said = f"L'option {error.option_name} n'existe pas"
    elif isinstance(error, click.MissingParameter):
        said = f"Il manque {error.param.human_readable_name if error.param else 'une valeur'}"
    elif isinstance(error, click.BadParameter) and error.param:
        said = f"La valeur de {error.param.opts[0]} ne convient pas"
    else:
        said = "Cette commande n'existe pas ou n'est pas complète"
    return f"{said}. Aide : {command} --help"


def main() -> None:
    """Entry point of the `assistant` script."""
    try:
        sys.exit(app(standalone_mode=False))
    except click.UsageError as error:
        typer.secho(_explain(error), fg="red", err=True)
        sys.exit(2)
    except ModelRefused as error:
        typer.secho(str(error), fg="red", err=True)
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(130)
