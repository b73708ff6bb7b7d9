"""The `assistant` command. Heavy imports wait until a command needs them."""

from __future__ import annotations

import datetime
import io
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import click
import typer

from assistant.french import explain, speak_french

if TYPE_CHECKING:
    from bot.content.source import Source

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("LOG_LEVEL", "ERROR")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
logging.captureWarnings(True)
logging.getLogger("py.warnings").setLevel(logging.ERROR)

speak_french()
app = typer.Typer(
    help="Assistant Mon Compte : comprend une demande et indique la bonne rubrique.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    subcommand_metavar="COMMANDE …",
    options_metavar="[OPTIONS]",
)

ChannelOption = Annotated[
    Literal["web", "app"],
    typer.Option("--channel", help="Le support de la personne : le site ou l'appli."),
]
ModelOption = Annotated[
    Path | None,
    typer.Option(
        "--model",
        metavar="ARCHIVE",
        help="Une archive de modèle ; sinon, celle qui est en service.",
    ),
]


def fail(message: str, code: int = 1) -> NoReturn:
    """Say what went wrong in one line, and stop."""
    typer.secho(message, fg="red", err=True)
    raise typer.Exit(code)


@app.command()
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
    _raise_if_absent(model)
    typer.echo("Démarrage de l'assistant…", err=True)
    chosen = _source(model)
    from connectors.settings import SettingsRefused, read_settings

    try:
        settings = read_settings(demo=demo)
    except SettingsRefused as refused:
        fail(str(refused))
    from assistant.workers import shared_metrics
    from bot.engine import light

    with shared_metrics(workers):
        light.import_for_serving()
        from assistant.serving import run

        run(host, port, settings, chosen, workers)


DatabaseOption = Annotated[
    str | None,
    typer.Option("--database", help="La base de données ; sinon, celle de l'assistant."),
]


@app.command()
def workbench(
    host: Annotated[str, typer.Option(help="L'adresse d'écoute.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Le port d'écoute.")] = 5006,
    database: DatabaseOption = None,
) -> None:
    """Ouvrir l'atelier des rédacteurs : messages, contenu, modèles, statistiques, personnes."""
    from assistant.ports import PortBusy, raise_if_busy
    from storage.errors import Away

    try:
        raise_if_busy(host, port)
    except PortBusy:
        fail(f"Le port {port} est déjà pris. Choisissez-en un autre : --port {port + 1}.")
    from assistant.workbench import run

    try:
        run(host, port, _database(database))
    except Away:
        fail("La base de données ne répond pas.")


people = typer.Typer(no_args_is_help=True)
app.add_typer(people, name="people", help="Les comptes de l'atelier des rédacteurs.")


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
    from storage.errors import Away
    from workbench.errors import Refused
    from workbench.people.roles import Role

    if sys.stdin.isatty():
        password = typer.prompt("Mot de passe", hide_input=True, confirmation_prompt="Encore")
    else:
        password = sys.stdin.readline().rstrip("\n")
    try:
        add(_database(database), name, email, Role[role], password)
    except Refused as refused:
        fail(refused.reason)
    except Away:
        fail("La base de données ne répond pas.")
    typer.echo(f"Compte ouvert pour {name} ({Role[role].title}).")


def _database(chosen: str | None) -> str:
    """The database that was asked for, else the assistant's."""
    if chosen:
        return chosen
    from connectors.settings import database_url

    return database_url()


@app.command()
def chat(channel: ChannelOption = "web", model: ModelOption = None) -> None:
    """Converser avec l'assistant dans le terminal."""
    source = _loaded(model)
    from assistant.terminal import converse

    converse(source, channel)


@app.command(context_settings={"ignore_unknown_options": True})
def ask(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="TEXTE",
            help="La demande, entre guillemets, ou « - » pour la lire sur l'entrée standard.",
        ),
    ],
    channel: ChannelOption = "web",
    model: ModelOption = None,
) -> None:
    """Poser une seule question et voir ce qui est compris et répondu."""
    if words[0].startswith("--") and "--" not in sys.argv:
        typer.secho(
            f"L'option {words[0]} n'existe pas. Aide : assistant ask --help", fg="red", err=True
        )
        raise typer.Exit(2)
    text = sys.stdin.read().strip() if words == ["-"] else _decoded(" ".join(words))
    if not text.strip():
        fail("Il n'y a pas de texte à comprendre. Aide : assistant ask --help", 2)
    source = _loaded(model)
    from assistant.terminal import answer_once

    answer_once(source, channel, text)


@app.command()
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
    if links:
        _links(file, apply)
        return
    if file is not None or apply:
        fail("Un fichier et --apply vont avec --links. Aide : assistant check --help", 2)
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
        fail(f"{file} : {error.strerror}")


@app.command()
def train(
    force: Annotated[
        bool, typer.Option("--force", help="Entraîner même si le modèle est à jour.")
    ] = False,
) -> None:
    """Vérifier, entraîner un modèle si les fichiers ont changé, et le mettre en service."""
    typer.echo("Vérification des fichiers…", err=True)
    from assistant.teaching import ContentAtFault, teach
    from bot.content.archive import ArchiveRefused
    from bot.content.shelf import Shelf
    from bot.training import TrainingFailed

    try:
        teach(Shelf(), force)
    except ContentAtFault as error:
        for fault in error.faults:
            typer.echo(str(fault))
        fail(f"Pas de nouveau modèle : {error}")
    except (TrainingFailed, ArchiveRefused) as error:
        fail(f"Pas de nouveau modèle : {error}")


@app.command()
def evaluate(
    file: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="Un fichier .tsv : text, intent, also_ok.")
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
    from assistant.teaching import print_comparison, print_report
    from bot.content.shelf import Shelf
    from bot.engine import light
    from bot.evaluation import BadEvaluationFile, compare, judge, read_cases, report

    try:
        cases = read_cases(file)
    except BadEvaluationFile as error:
        fail(str(error))
    typer.echo("Chargement du modèle…", err=True)
    path = _source(model).live()
    assert path is not None, "_source says so when there is no model"
    light.import_for_training()
    from bot.understanding import Interpreter

    judged = judge(Interpreter(path), cases)
    print_report(judged)
    Shelf().keep_score(path, report(judged).first)
    if compared:
        other = _source(compared).live()
        assert other is not None, "_source refuses a file that is not there"
        print_comparison(compare(judge(Interpreter(other), cases), judged))


models = typer.Typer(invoke_without_command=True, subcommand_metavar="COMMANDE …")
app.add_typer(models, name="models", help="Voir les modèles, ou changer celui qui est en service.")


@models.callback()
def list_models(context: typer.Context) -> None:
    """Voir les modèles : date, exemples, justesse si elle est connue, celui qui est en service."""
    if context.invoked_subcommand is None:
        from assistant.teaching import print_models
        from bot.content.shelf import Shelf

        print_models(Shelf())


@models.command("use")
def use_model(
    name: Annotated[str, typer.Argument(metavar="NOM", help="Le nom d'un modèle de la liste.")],
) -> None:
    """Mettre un modèle en service ; les serveurs en marche le suivent en quelques secondes."""
    from bot.content.archive import archive_key, open_archive
    from bot.content.shelf import NoSuchArchive, Shelf

    shelf = Shelf()
    try:
        open_archive(shelf.named(name), archive_key())
        typer.echo(f"En service : {shelf.use(name).name}")
    except NoSuchArchive as error:
        fail(str(error))


def _source(chosen: Path | None) -> Source:
    """Where the model to use comes from."""
    from bot.content.shelf import Shelf
    from bot.content.source import Pinned

    _raise_if_absent(chosen)
    if chosen is not None:
        return Pinned(chosen)
    shelf = Shelf()
    if shelf.live() is None:
        fail("Il n'y a pas encore de modèle. Entraînez-en un : assistant train.")
    return shelf


def _raise_if_absent(chosen: Path | None) -> None:
    if chosen is not None and not chosen.is_file():
        fail(f"Le modèle {chosen} n'existe pas.")


def _loaded(chosen: Path | None) -> Source:
    """Import Rasa, and say first that this takes a few seconds."""
    _raise_if_absent(chosen)
    terminal = sys.stderr.isatty()
    typer.echo("Chargement du modèle…", nl=not terminal, err=True)
    source = _source(chosen)
    from bot.engine import light

    light.import_for_training()
    if terminal:
        typer.echo("\r                     \r", nl=False, err=True)
    return source


def _decoded(text: str) -> str:
    """Words of the command line as UTF-8, where the locale could not read them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return os.fsencode(text).decode("utf-8", "replace")
    return text


def main() -> None:
    """Entry point of the `assistant` script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that knows no « → » shows something else rather than an error.
            stream.reconfigure(errors="replace")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    try:
        code = app(standalone_mode=False, prog_name="assistant")
        sys.stdout.flush()
    except click.UsageError as error:
        _stop(2, explain(error))
    except BrokenPipeError:
        # Whoever read has enough. What is left must not be tried again on the way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(130)
    except Exception as error:
        from bot.content.archive import ArchiveRefused
        from bot.content.faults import ContentError

        if not isinstance(error, ArchiveRefused | ContentError):
            raise
        _stop(1, str(error))
    sys.exit(code)


def _stop(code: int, message: str) -> NoReturn:
    typer.secho(message, fg="red", err=True)
    sys.exit(code)
