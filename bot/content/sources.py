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

_READ = (".yml", ".yaml")
# Rasa's former formats, and what a list of sentences is often sent as.
_LOOKS_TAUGHT = (*_READ, ".json", ".md", ".txt", ".csv")

Sources = dict[str, bytes]


def data_files(folder: Path) -> Iterator[Path]:
    """Every YAML file under `folder`, in a fixed order; hidden files are no data."""
    found = [path for path in folder.rglob("*") if path.suffix in _READ and path.is_file()]
    yield from sorted(path for path in found if not path.name.startswith("."))


def left_aside(folder: Path) -> Iterator[Path]:
    """Files under `folder` that look as if they taught something, and that nobody reads."""
    for path in sorted(folder.rglob("*")):
        looks = path.suffix.lower() in _LOOKS_TAUGHT and not path.name.startswith(".")
        if looks and path.suffix not in _READ and path.is_file():
            yield path


def of_project(project: Path = PROJECT) -> Sources:
    """The files that an answer depends on, by their path in the project.

    Raises:
        FileNotFoundError: one of them is missing.
    """
    paths = {name: in_project(project, name) for name in (CATALOGUE, CANARIES, DOMAIN, CONFIG)}
    for path in data_files(project / LOOKUPS):
        paths[path.relative_to(project).as_posix()] = path
    return {name: path.read_bytes() for name, path in paths.items()}
