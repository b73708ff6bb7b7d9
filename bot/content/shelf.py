"""The archives of a folder, and the one pointer that says which of them is live."""

from __future__ import annotations

import datetime
import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.content.archive import Facts, read_facts
from bot.content.folders import MODELS
from bot.content.trial import Trial, read_trial
from bot.content.validated import VALIDATED

POINTER = "live.json"
SCORES = "scores.json"
SUFFIX = ".tar.gz"
_LOCK = ".shelf.lock"
# The folder of the draft on trial: it is no archive that may be live.
_TRIAL = "trial"


class NoSuchArchive(Exception):
    """There is no archive of that name; the message says so, in French."""


class LiveChanged(Exception):
    """Another archive was made live meanwhile; the message says which, in French."""

    def __init__(self, archive: str, by: str = "") -> None:
        told = f"{by} a mis en service {archive}" if by else f"{archive} a été mis en service"
        super().__init__(f"Entre-temps, {told}. Rien n'a été changé.")


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

    # Why what should be live may not be here yet, in French; a folder alone has it all.
    trouble: str | None = None

    def __init__(self, folder: Path = MODELS) -> None:
        self.folder = folder

    def refresh(self) -> None:
        """Take over what was made live elsewhere; never raises, see `trouble`."""

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
        if named:
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

    def use(self, name: str, by: str = "", instead_of: str | None = None) -> Path:
        """Make an archive the live one.

        Args:
            by: who does.
            instead_of: what must be live before ("" for none); None for whatever.

        Raises:
            NoSuchArchive: there is none of that name.
            LiveChanged: another one was made live meanwhile.
        """
        path = self.named(name)
        with self._alone():
            live = self.live()
            if instead_of is not None and live and live.name not in (instead_of, path.name):
                raise LiveChanged(live.name)
            self._point(path.name)
        return path

    def settle(self, validated: bytes) -> None:
        """Keep the file of the validated sentences."""
        self._write(VALIDATED, validated)

    def trial(self) -> tuple[Trial, Path] | None:
        """The trial that runs beside what is live, and the draft's file; None without one."""
        trial = self._noted_trial()
        if trial is None or trial.beside != self._pointed() or trial.until <= time.time():
            return None
        return trial, self._on_trial(trial.archive)

    def begin_trial(self, draft: Path, trial: Trial) -> None:
        """Let a draft answer a share of the new conversations.

        Raises:
            LiveChanged: another archive is live than the one that it should be compared with.
        """
        with self._alone():
            live = self.live()
            if live is None or live.name != trial.beside:
                raise LiveChanged(live.name if live else "aucun modèle")
            self._bring(draft, trial)
            self._point(trial.beside, trial)

    def end_trial(self) -> None:
        """Let the live archive answer everybody."""
        with self._alone():
            if self._noted_trial() is not None:
                self._point(self._pointed())

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
            self._write(SCORES, _spelled({**self._read(SCORES), path.name: score}))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While it lasts, no other process or thread changes what stands beside the archives."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / _LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _point(self, name: str, trial: Trial | None = None) -> None:
        """Say what is live, and what is tried beside it: of what is not, nothing is left."""
        told = {"trial": asdict(trial)} if trial else {}
        self._write(POINTER, _spelled({"archive": name, **told}))
        for path in (self.folder / _TRIAL).glob("*"):
            if trial is None or path != self._on_trial(trial.archive):
                path.unlink(missing_ok=True)

    def _bring(self, draft: Path, trial: Trial) -> None:
        """Copy a draft with its date: once it is live, servers know it for the one they have."""
        path = self._on_trial(trial.archive)
        path.parent.mkdir(exist_ok=True)
        unfinished = path.with_name(f".{path.name}.unfinished")
        shutil.copy2(draft, unfinished)
        unfinished.replace(path)

    def _on_trial(self, name: str) -> Path:
        return self.folder / _TRIAL / name

    def _noted_trial(self) -> Trial | None:
        return read_trial(self._read(POINTER).get("trial"))

    def _pointed(self) -> str:
        named = self._read(POINTER).get("archive")
        return Path(named).name if isinstance(named, str) else ""

    def _read(self, file: str) -> dict[str, object]:
        try:
            value = json.loads((self.folder / file).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return value if isinstance(value, dict) else {}

    def _write(self, file: str, content: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self.folder / f".{file}.{os.getpid()}"
        with unfinished.open("wb") as written:
            written.write(content)
            written.flush()
            os.fsync(written.fileno())
        unfinished.replace(self.folder / file)


def _spelled(value: dict[str, object]) -> bytes:
    return (json.dumps(value, indent=1) + "\n").encode()
