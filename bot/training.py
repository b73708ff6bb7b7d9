"""Trains models, and tells whether there is one for the files as they are now."""

from __future__ import annotations

import datetime
import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.content import sources
from bot.content.archive import Facts, pack
from bot.content.examples import Teaching, teaching
from bot.content.folders import CODE, PROJECT, in_project
from bot.content.shelf import SUFFIX, Shelf
from bot.content.signing import SigningKey
from bot.content.tree import read

PREFIX = "assistant-"
UNFINISHED = ".unfinished-"
HOUR = 3600
MADE_BY = ("bot/content", "bot/nlu", "bot/graph.py", "bot/importer.py", "bot/policy.py")


class TrainingFailed(Exception):
    """Rasa did not make a model; the message says why, in French where it is ours."""


def made_from(project: Path = PROJECT) -> Iterator[tuple[str, Path]]:
    """Every file that a model is made from, by its name in the project, in a fixed order.

    Args:
        project: where the content is; the code is this one.
    """
    for name in (sources.CONFIG, sources.DOMAIN, sources.CATALOGUE, sources.CANARIES):
        yield name, in_project(project, name)
    phrases = [project / name for name in sources.PHRASES if (project / name).is_file()]
    for path in (*phrases, *sources.data_files(project / sources.DATA)):
        yield path.relative_to(project).as_posix(), path
    for name in MADE_BY:
        path = CODE / name
        for one in sorted(path.glob("*.py")) if path.is_dir() else [path]:
            yield one.relative_to(CODE).as_posix(), one


def fingerprint(project: Path = PROJECT) -> str:
    """Twelve characters that change when anything a model is made from changes."""
    digest = hashlib.sha256()
    for name, path in made_from(project):
        digest.update(name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def current_model(shelf: Shelf, project: Path = PROJECT) -> Path:
    """Where the model of the files as they are now is, or would be."""
    return shelf.folder / f"{PREFIX}{fingerprint(project)}{SUFFIX}"


def taught(project: Path = PROJECT) -> Teaching:
    """All that the project's files teach, read once.

    Raises:
        ContentError: a file cannot be read at all.
    """
    return teaching(
        read(path.name, path.read_bytes()) for path in sources.data_files(project / sources.DATA)
    )


@dataclass(frozen=True)
class DataSummary:
    """How much the assistant is taught."""

    examples: int
    intents: int


def data_summary(project: Path = PROJECT) -> DataSummary:
    """Count the examples without loading Rasa."""
    read_once = taught(project)
    return DataSummary(len(read_once.examples), len(read_once.intents))


def _clean(folder: Path) -> None:
    """Take away what a training that was killed left behind, an hour ago or more."""
    for path in folder.glob(f"{UNFINISHED}*"):
        if path.stat().st_mtime < time.time() - HOUR:
            shutil.rmtree(path, ignore_errors=True)


def train(
    target: Path,
    key: SigningKey | None = None,
    project: Path = PROJECT,
    tell: Callable[[str], None] = lambda component: None,
) -> None:
    """Train a model of the files as they are now; older ones are left alone.

    Args:
        target: the archive, which only gets its name once written whole.
        key: signs it.
        project: where the content is; the code is this one.
        tell: hears the name of the class of each component that begins.

    Raises:
        TrainingFailed: when Rasa makes none.
        bot.content.archive.ArchiveRefused: when the one it made may not be served.
    """
    from rasa.shared.exceptions import RasaException

    from bot.graph import train_graph

    target.parent.mkdir(parents=True, exist_ok=True)
    _clean(target.parent)
    files, data = sources.of_project(project), data_summary(project)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=UNFINISHED) as folder:
        trained = Path(folder) / target.name
        try:
            train_graph(
                in_project(project, sources.DOMAIN),
                in_project(project, sources.CONFIG),
                project / sources.DATA,
                trained,
                tell,
            )
        except (RasaException, SystemExit) as error:
            raise TrainingFailed(str(error)) from error
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        pack(trained, target, files, Facts(now, data.examples, data.intents), key)
