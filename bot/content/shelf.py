"""The archives of a folder, and the one pointer that says which of them is live."""

from __future__ import annotations

import datetime
import json
import os
from dataclasses import dataclass
from pathlib import Path

from bot.content.archive import Facts, read_facts
from bot.content.folders import MODELS

POINTER = "live.json"
SCORES = "scores.json"
SUFFIX = ".tar.gz"


class NoSuchArchive(Exception):
    """There is no archive of that name; the message says so, in French."""


@dataclass(frozen=True)
class Listed:
    """An archive as it is shown in a list; `score` is a share from 0 to 1, where measured."""

    name: str
    written: datetime.datetime
    facts: Facts | None
    score: float | None
    live: bool


class Shelf:
    """A folder of archives."""

    def __init__(self, folder: Path = MODELS) -> None:
        self.folder = folder

    def archives(self) -> list[Path]:
        """Every archive, the one that was written last first; a broken link is none."""
        found = []
        for path in self.folder.glob(f"*{SUFFIX}"):
            try:
                if path.is_file() and not path.name.startswith("."):
                    found.append((path.stat().st_mtime_ns, path))
            except OSError:
                continue
        return [path for _, path in sorted(found, reverse=True)]

    def live(self) -> Path | None:
        """The archive that should be served: the pointer's, else the newest, else None."""
        named = self._pointed()
        if named is not None:
            return self.folder / named
        return next(iter(self.archives()), None)

    def by_preference(self) -> list[Path]:
        """What may be served, best first: the live one, then the others, newest first."""
        live = self.live()
        others = [path for path in self.archives() if path != live]
        return [live, *others] if live is not None else others

    def named(self, name: str) -> Path:
        """The archive of a file's name, with or without `.tar.gz`.

        Raises:
            NoSuchArchive: there is none of that name.
        """
        file = name if name.endswith(SUFFIX) else name + SUFFIX
        path = self.folder / Path(file).name
        if not path.is_file():
            raise NoSuchArchive(f"Il n'y a pas de modèle {file}. La liste : assistant models")
        return path

    def use(self, name: str) -> Path:
        """Make an archive the live one; raises NoSuchArchive."""
        path = self.named(name)
        self._write(POINTER, {"archive": path.name})
        return path

    def listed(self) -> list[Listed]:
        """The archives, newest first, each with what is known of it."""
        live, scores = self.live(), self._read(SCORES)
        return [
            Listed(
                path.name,
                datetime.datetime.fromtimestamp(path.stat().st_mtime),
                read_facts(path),
                score if isinstance(score := scores.get(path.name), float) else None,
                path == live,
            )
            for path in self.archives()
        ]

    def keep_score(self, path: Path, score: float) -> None:
        """Remember how well an archive of this folder did when it was measured."""
        if path.parent.resolve() == self.folder.resolve():
            self._write(SCORES, {**self._read(SCORES), path.name: score})

    def _pointed(self) -> str | None:
        name = self._read(POINTER).get("archive")
        return Path(name).name if isinstance(name, str) else None

    def _read(self, file: str) -> dict[str, object]:
        try:
            value = json.loads((self.folder / file).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return value if isinstance(value, dict) else {}

    def _write(self, file: str, value: dict[str, object]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self.folder / f".{file}.{os.getpid()}"
        unfinished.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
        unfinished.replace(self.folder / file)
