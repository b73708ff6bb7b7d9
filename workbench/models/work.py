"""One training, in the process that was started for it: check, train, try, measure."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from bot.content import sources
from bot.content.archive import ArchiveRefused, open_archive
from bot.content.examples import Example
from bot.content.faults import ContentError, Fault
from bot.content.folders import in_project
from bot.content.shelf import Shelf
from bot.content.signing import public_key, signing_key
from bot.content.tree import read
from bot.engine import light
from bot.training import TrainingFailed, current_model, taught, train
from workbench.files.disk import write_whole
from workbench.models.progress import keep_durations, read_progress, write_progress
from workbench.models.training import COPY, SETTLED

NICE = 19
CROSSED = "crossed.json"
REPORT_SUFFIX = ".report.json"
# What Rasa logs when a component begins to train, and the stage that begins with it.
_LOGGER = "rasa.engine.training.hooks"
_BEGINS = {"Classifier": "learn", "Policy": "rules"}
_FAULTS_TOLD = 20

Check = Callable[[Path], Sequence[Fault]]


class _Stages(logging.Handler):
    """Tells the stage from what Rasa logs of its components."""

    def __init__(self, enter: Callable[[str], None]) -> None:
        super().__init__(logging.INFO)
        self._enter = enter

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if message.startswith("Starting to train component"):
            for word, stage in _BEGINS.items():
                if word in message:
                    self._enter(stage)


def work(folder: Path, drafts: Path, shelf: Path, lock: int, check: Check) -> None:
    """Train the copy in a training's folder, and report on it.

    Args:
        drafts: where the archive goes, with its report.
        shelf: where the live archive is, to compare with.
        lock: the descriptor that says that this training lives; it ends with this process.
        check: everything to mend in a project (`assistant.checking.faults`).
    """
    # The processes that share out the fitting must not hold it when this one is killed.
    os.set_inheritable(lock, False)
    os.nice(NICE)

    def enter(stage: str) -> None:
        write_progress(folder, read_progress(folder).at(stage))

    try:
        draft = _trained(folder / COPY, drafts, check, enter)
        enter("try")
        missed = _missed(draft)
        enter("cross")
        crossed = _crossed(folder)
        enter("measure")
        _report(folder, draft, Shelf(shelf), missed, crossed)
    except Exception as error:
        progress = replace(read_progress(folder), status="failed", reason=_why(error))
        write_progress(folder, progress)
        raise SystemExit(1) from error
    progress = replace(read_progress(folder).at(""), status="done", draft=draft.name)
    keep_durations(folder, progress)
    write_progress(folder, progress)


def _trained(project: Path, drafts: Path, check: Check, enter: Callable[[str], None]) -> Path:
    found = check(project)
    if found:
        raise ContentError(found)
    enter("read")
    target = current_model(Shelf(drafts), project)
    if not _is_whole(target):
        logger = logging.getLogger(_LOGGER)
        logger.setLevel(logging.INFO)
        logger.addHandler(_Stages(enter))
        light.import_for_training()
        train(target, signing_key(), project)
    return target


def _is_whole(path: Path) -> bool:
    try:
        open_archive(path, public_key())
    except ArchiveRefused:
        return False
    return True


def _missed(draft: Path) -> list[str]:
    """The canaries that a draft does not understand; raises ArchiveRefused if it does not load."""
    light.import_for_training()
    from rasa.core.lock_store import InMemoryLockStore
    from rasa.core.tracker_store import InMemoryTrackerStore
    from rasa.shared.core.domain import Domain

    from bot.engine.canaries import failures
    from bot.engine.processor import InProcessProcessor

    store = InMemoryTrackerStore(Domain.empty())
    archive = open_archive(draft, public_key())
    return failures(InProcessProcessor(archive, store, InMemoryLockStore()))


def _crossed(folder: Path) -> list[tuple[Example, str]]:
    """Each example as a model of the others reads it."""
    from bot.nlu.classifier import INVERSE_PENALTY, kept_folder
    from bot.nlu.fitting import HELD_BACK
    from workbench.models.crossing import cross_read

    project = folder / COPY
    config = read(sources.CONFIG, in_project(project, sources.CONFIG).read_bytes()).value
    penalties = [part["C"] for part in config["pipeline"] if "C" in part]
    penalty = penalties[0] if penalties else INVERSE_PENALTY
    return cross_read(
        taught(project).examples, penalty, kept_folder() / HELD_BACK, folder / CROSSED
    )


def _report(
    folder: Path,
    draft: Path,
    shelf: Shelf,
    missed: list[str],
    crossed: list[tuple[Example, str]],
) -> None:
    from workbench.models.measuring import measured

    project = folder / COPY
    report = measured(draft, shelf.live(), folder / SETTLED, missed, project, crossed)
    path = draft.with_name(draft.name + REPORT_SUFFIX)
    write_whole(path, report.json(ensure_ascii=False).encode())


def _why(error: BaseException) -> str:
    """The cause of a failure, for people who know no Python."""
    while error.__cause__ is not None:
        error = error.__cause__
    if isinstance(error, ContentError):
        told = "\n".join(map(str, error.faults[:_FAULTS_TOLD]))
        return f"Les textes ont {len(error.faults)} défaut(s) à corriger :\n{told}"
    if isinstance(error, MemoryError):
        return "Il n'y a pas assez de mémoire pour entraîner un modèle sur cette machine."
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "Il n'y a plus de place sur le disque."
    if isinstance(error, OSError):
        return f"Un fichier ne peut pas être lu ou écrit : {error.strerror}."
    if isinstance(error, (TrainingFailed, ArchiveRefused)):
        return str(error)
    return (
        f"L'entraînement a échoué ({type(error).__name__}) : montrez ce message à un développeur."
    )
