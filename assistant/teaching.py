"""Training and evaluation as seen in the terminal."""

from __future__ import annotations

import io
import itertools
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout

import typer

from bot.evaluation import Comparison, Judged, report
from bot.training import current_model, data_summary, newest_model, train


def teach(force: bool) -> None:
    """Train when needed, and say why, how it goes, and what came out.

    Raises:
        bot.training.TrainingFailed: when there is no new model.
    """
    target = current_model()
    if target.exists() and not force:
        typer.echo(f"Le modèle est à jour : {target.name}")
        return
    reason = (
        "vous l'avez demandé"
        if target.exists()
        else "les exemples ou le code ont changé"
        if newest_model()
        else "il n'y en a pas encore"
    )
    data = data_summary()
    typer.echo(
        f"Entraînement d'un modèle : {reason}. "
        f"{data.examples} exemples, {data.intents} intentions, une à trois minutes."
    )
    started = time.monotonic()
    logging.disable(logging.WARNING)
    with _progress(), redirect_stdout(io.StringIO()):
        path = train()
    size = path.stat().st_size / 1e6
    typer.echo(
        f"Modèle prêt : {path.name}, {size:.1f} Mo, en {time.monotonic() - started:.0f} secondes."
    )


def print_report(judged: list[Judged]) -> None:
    """Show the figures of an evaluation, then every message that went wrong, by kind."""
    found = report(judged)
    for label, value in (
        ("bonne intention en premier", found.first),
        ("en premier, ou une autre qui convient", found.first_acceptable),
        ("bonne intention parmi les trois premières", found.three),
        ("parmi les trois, ou une autre qui convient", found.three_acceptable),
        ("réponse donnée sans proposer d'autres choix", found.sure),
        ("réponse fausse donnée avec assurance", found.wrong_and_sure),
        ("hors Caf pris pour la Caf avec assurance", found.elsewhere_answered),
    ):
        typer.echo(f"{label:<45} {value:6.1%}")
    typer.echo(f"{'messages':<45} {found.messages:6d}")
    wrong = sorted((one for one in judged if one.kind), key=_by_kind)
    for kind, ones in itertools.groupby(wrong, key=lambda one: one.kind):
        same = list(ones)
        typer.secho(f"\n{kind} ({len(same)})", bold=True)
        for one in same:
            typer.echo(f"  {one.case.intent} lu {one.seen.intent} : {one.case.text}")


def print_comparison(found: Comparison) -> None:
    """Show what a model reads better and worse than another, message by message."""
    for label, pairs in (("mieux", found.better), ("moins bien", found.worse)):
        typer.secho(f"\n{label} ({len(pairs)})", bold=True)
        for before, after in pairs:
            typer.echo(
                f"  {after.case.intent} : {before.seen.intent} → {after.seen.intent} : "
                f"{after.case.text}"
            )


def _by_kind(judged: Judged) -> tuple[str, str, str]:
    return judged.kind, judged.case.intent, judged.seen.intent


@contextmanager
def _progress() -> Iterator[None]:
    """The seconds that pass, on one line of the terminal; dots elsewhere say nothing."""
    done = threading.Event()
    if not typer.get_text_stream("stderr").isatty():
        yield
        return

    def tick() -> None:
        for second in itertools.count():
            typer.echo(f"\r  {second} s ", nl=False, err=True)
            if done.wait(1):
                typer.echo("\r          \r", nl=False, err=True)
                return

    thread = threading.Thread(target=tick, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
