"""Training and evaluation as seen in the terminal."""

from __future__ import annotations

import io
import itertools
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import typer

from assistant.checking import faults
from bot.content.archive import ArchiveRefused, open_archive
from bot.content.faults import Fault
from bot.content.shelf import Shelf
from bot.content.signing import public_key, signing_key
from bot.engine import light
from bot.evaluation import Comparison, Judged, report
from bot.training import TrainingFailed, current_model, data_summary, train

# Who makes a model live from here.
BY = "ligne de commande"
# What is said to be done, from when a class of this name begins its work.
STAGES = {
    "": "préparation",
    "NLUTrainingDataProvider": "lecture des exemples",
    "FusedIntentClassifier": "apprentissage",
    "OneTurnRulePolicy": "règles et écriture de l'archive",
    "AssistantAgent": "essai du modèle",
}
_WIDEST = max(map(len, STAGES.values()))


class ContentAtFault(Exception):
    """The content has faults, so nothing was trained; `faults` are what to mend."""

    def __init__(self, found: list[Fault]) -> None:
        super().__init__(f"{len(found)} défaut(s) à corriger.")
        self.faults = found


def teach(shelf: Shelf, force: bool) -> None:
    """Check, train when needed, make the model live, and say all of it.

    Raises:
        ContentAtFault: before anything is trained.
        TrainingFailed, ArchiveRefused: there is no new model; the live one stays.
        LiveChanged: somebody else made another one live meanwhile; that one stays.
        storage.errors.Away: it is shared by a database that cannot be used.
    """
    found = faults()
    if found:
        raise ContentAtFault(found)
    live = shelf.live()
    before = live.name if live else ""
    target = current_model(shelf)
    known = _is_whole(target)
    if known and not force:
        shelf.use(target.name, BY, before)
        typer.echo(f"Le modèle est à jour et en service : {target.name}")
        return
    reason = (
        "vous l'avez demandé"
        if known
        else "les exemples ou le code ont changé"
        if shelf.archives()
        else "il n'y en a pas encore"
    )
    data = data_summary()
    typer.echo(
        f"Entraînement d'un modèle : {reason}. "
        f"{data.examples} exemples, {data.intents} intentions, une à trois minutes."
    )
    started = time.monotonic()
    logging.disable(logging.WARNING)
    with _progress() as tell, redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        _train_and_try(target, tell)
    shelf.use(target.name, BY, before)
    size = target.stat().st_size / 1e6
    typer.echo(
        f"Modèle prêt et en service : {target.name}, {size:.1f} Mo, "
        f"en {time.monotonic() - started:.0f} secondes."
    )


def _is_whole(path: Path) -> bool:
    try:
        open_archive(path, public_key())
    except ArchiveRefused:
        return False
    return True


def _train_and_try(target: Path, tell: Callable[[str], None]) -> None:
    light.import_for_training()
    from bot.engine.agent import AssistantAgent

    try:
        train(target, signing_key(), tell=tell)
        tell(AssistantAgent.__name__)
        AssistantAgent().open_model(target)
    except (TrainingFailed, ArchiveRefused):
        raise
    except Exception as error:
        while error.__cause__ is not None:
            error = error.__cause__  # type: ignore[assignment]
        raise TrainingFailed(str(error) or type(error).__name__) from error


def print_report(judged: list[Judged], learnt: int | None) -> None:
    """Show the figures of an evaluation, then every message that went wrong, by kind.

    Args:
        learnt: how many examples the archive was taught; None when it does not say.
    """
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
    if learnt is not None:
        typer.echo(f"{'exemples appris par ce modèle':<45} {learnt:6d}")
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
    return judged.kind, judged.case.intent, judged.seen.intent or ""


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """The seconds that pass and what is done, on one line of a terminal; nothing elsewhere.

    Returns:
        What to tell the name of each class that begins its work.
    """
    done = threading.Event()
    terminal = typer.get_text_stream("stderr")
    stage = STAGES[""]

    def tell(name: str) -> None:
        nonlocal stage
        stage = STAGES.get(name, stage)

    if not terminal.isatty():
        yield tell
        return

    def tick() -> None:
        for second in itertools.count():
            typer.echo(f"\r  {second} s : {stage:<{_WIDEST}}", terminal, nl=False)
            if done.wait(1):
                typer.echo("\r" + " " * (_WIDEST + 12) + "\r", terminal, nl=False)
                return

    thread = threading.Thread(target=tick, daemon=True)
    thread.start()
    try:
        yield tell
    finally:
        done.set()
        thread.join()
