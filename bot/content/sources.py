"""Which files the content is made from, and their bytes; the one list for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.content.folders import PROJECT as PROJECT
from bot.content.folders import in_project

CATALOGUE = "bot/catalogue.yml"
CANARIES = "bot/canaries.yml"
DOMAIN = "domain.yml"
CONFIG = "config.yml"
DATA = "bot/data"
LOOKUPS = "bot/data/lookups"
# Beside the data of the model, but read by the dialogue.
DETAILS = "bot/data/details.yml"
MOMENTS = "bot/data/moments.yml"
PHRASES = (DETAILS, MOMENTS)

_READ = (".yml", ".yaml")
# What editors and systems leave beside a file.
_LEFT_BEHIND = ("~", ".bak", ".orig", ".swp", ".tmp", "Thumbs.db", "desktop.ini")

Sources = dict[str, bytes]


def data_files(folder: Path) -> Iterator[Path]:
    """Every YAML file under `folder` that teaches the model, in a fixed order; hidden files are
    no data."""
    found = [path for path in folder.rglob("*") if path.suffix in _READ and path.is_file()]
    yield from sorted(
        path
        for path in found
        if not path.name.startswith(".") and not path.as_posix().endswith(PHRASES)
    )


def left_aside(folder: Path) -> Iterator[Path]:
    """What is under `folder` as if it taught something, and is not read: a file of another name,
    a folder or a link to nothing that is called like one."""
    for path in sorted(folder.rglob("*")):
        named = path.suffix in _READ
        unread = not path.is_file() if named else not path.is_dir()
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if unread and not hidden and not path.name.endswith(_LEFT_BEHIND):
            yield path


def of_project(project: Path = PROJECT) -> Sources:
    """The files that an answer depends on, by their path in the project.

    Raises:
        FileNotFoundError: one of them is missing.
    """
    paths = {name: in_project(project, name) for name in (CATALOGUE, CANARIES, DOMAIN, CONFIG)}
    paths |= {name: project / name for name in PHRASES if (project / name).is_file()}
    for path in data_files(project / LOOKUPS):
        paths[path.relative_to(project).as_posix()] = path
    return {name: path.read_bytes() for name, path in paths.items()}
