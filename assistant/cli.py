"""The `assistant` command. Heavy imports wait until a command needs them."""

from __future__ import annotations

import errno
import io
import logging
import os
import sys
from typing import NoReturn

import click
import typer

from assistant.commands import content, models, operating, people, serving, talking
from assistant.french import explain, speak_french

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
app.command()(serving.serve)
app.command()(serving.workbench)
app.command()(talking.chat)
app.command(context_settings={"ignore_unknown_options": True})(talking.ask)
app.command()(content.check)
app.command()(models.train)
app.command()(models.evaluate)
app.command()(operating.backup)
app.command()(operating.restore)
app.command()(operating.doctor)
app.add_typer(people.people, name="people", help="Les comptes de l'atelier des rédacteurs.")
app.add_typer(
    models.models, name="models", help="Voir les modèles, ou changer celui qui est en service."
)


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
        told = _told(error)
        if told is None:
            raise
        _stop(1, told)
    sys.exit(code)


def _told(error: Exception) -> str | None:
    """What is said of an error that any command may end with; None for one of ours."""
    from sqlalchemy.exc import ArgumentError

    from bot.content.archive import ArchiveRefused
    from bot.content.faults import ContentError
    from bot.content.shelf import LiveChanged
    from bot.content.signing import KeyRefused
    from connectors.settings import SettingsRefused
    from storage.errors import Away

    if isinstance(error, Away):
        return "La base de données ne répond pas."
    if isinstance(error, ArgumentError):
        return "Une adresse de base de données est attendue : sqlite:///… ou postgresql://…."
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "Rien de plus n'a été écrit : il n'y a plus de place sur le disque."
    known = (ArchiveRefused, ContentError, KeyRefused, LiveChanged, SettingsRefused)
    return str(error) if isinstance(error, known) else None


def _stop(code: int, message: str) -> NoReturn:
    typer.secho(message, fg="red", err=True)
    sys.exit(code)
