"""The archives of servers that share no disk: the folder is a copy of what the database holds."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from bot.content.archive import Facts, read_facts
from bot.content.folders import MODELS
from bot.content.shelf import Listed, LiveChanged, NoSuchArchive, Shelf
from bot.content.trial import Trial, read_trial
from bot.content.validated import VALIDATED
from connectors.settings import setting
from storage.archives import KEPT, ON_TRIAL, Archives, Shelved, Stored
from storage.database import Database
from storage.errors import Away, Overtaken
from storage.prepare import prepare

# After a copy that was not what it should be, so many looks pass before the next one.
LOOKS_APART = 30
_UNFINISHED = ".fetched"


def open_shelf(to_change: bool = False) -> Shelf:
    """The archives, where `ASSISTANT_ARCHIVES` says.

    Args:
        to_change: something will be made live; then the database gets its tables first.

    Raises:
        SettingsRefused: a setting cannot be used.
        Away: the database cannot be used, and something is to be changed.
    """
    if setting("archives") == "folder":
        return Shelf()
    database = Database(setting("database_url"))
    if to_change:
        prepare(database)
    return SharedShelf(Archives(database))


class Torn(Exception):
    """What came is not what the database says it keeps; the message says so, in French."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} n'est pas arrivé entier de la base de données")


class SharedShelf(Shelf):
    """A folder that follows the database; what is made live here is made live for all.

    What changes something, and the list, raise `storage.errors.Away` when the database is.
    """

    def __init__(self, archives: Archives, folder: Path = MODELS) -> None:
        super().__init__(folder)
        self._archives = archives
        # The checksum of each file, as it was when it had this size and date.
        self._sums: dict[Path, tuple[tuple[int, int], str]] = {}
        # What came torn, by its checksum, and how many looks ago.
        self._torn: dict[str, int] = {}

    def refresh(self) -> None:
        try:
            with self._alone():
                self._follow(self._archives.shelved())
        except Away:
            self.trouble = "la base de données ne répond pas"
        except Torn as error:
            self.trouble = str(error)
        except OSError as error:
            self.trouble = f"le dossier des archives ne s'écrit pas ({error.strerror})"
        else:
            self.trouble = None

    def named(self, name: str) -> Path:
        try:
            return super().named(name)
        except NoSuchArchive:
            for one in self._archives.all():
                if name in (one.name, one.name.removesuffix(".tar.gz")):
                    with self._alone():
                        return self._fetch(one.name, one.sha256)
            raise

    def use(self, name: str, by: str = "", instead_of: str | None = None) -> Path:
        path = self.named(name)
        facts = read_facts(path)
        told = json.dumps(asdict(facts) if facts else None)
        with self._alone():
            try:
                self._archives.publish(path.name, path.read_bytes(), told, by, instead_of)
            except Overtaken as other:
                raise LiveChanged(other.archive, other.by) from None
            self._point(path.name)
        return path

    def begin_trial(self, draft: Path, trial: Trial) -> None:
        told = json.dumps(asdict(trial))
        with self._alone():
            self._bring(draft, trial)
            try:
                self._archives.begin_trial(
                    trial.archive, draft.read_bytes(), told, trial.beside, trial.by
                )
            except Overtaken as other:
                raise LiveChanged(other.archive, other.by) from None
            self._point(trial.beside, trial)

    def end_trial(self) -> None:
        self._archives.end_trial()
        super().end_trial()

    def settle(self, validated: bytes) -> None:
        with self._alone():
            self._archives.settle(validated)
            super().settle(validated)

    def listed(self) -> list[Listed]:
        here = {one.name: one for one in super().listed()}
        live = self.live()
        shared = [_listed(one, here.pop(one.name, None), live) for one in self._archives.all()]
        return shared + list(here.values())

    def _follow(self, wanted: Shelved) -> None:
        if wanted.validated and self._sum(self.folder / VALIDATED) != wanted.validated:
            self._write(VALIDATED, self._archives.validated())
        if not wanted.live:
            return
        path = self.folder / Path(wanted.live).name
        if self._sum(path) != wanted.sha256:
            draft = self._on_trial(path.name)
            if self._sum(draft) == wanted.sha256:
                # What was tried here is published: with its date, servers know it again.
                draft.replace(path)
            else:
                self._fetch_apart(path.name, wanted.sha256)
            self._prune(path)
        trial = read_trial(wanted.trial)
        if (self._pointed(), self._noted_trial()) != (path.name, trial):
            self._point(path.name, trial)
        if trial is not None and self._sum(self._on_trial(trial.archive)) != wanted.trial_sha256:
            # Without it the draft answers nobody here; the live archive does.
            with suppress(Torn):
                self._fetch_apart(ON_TRIAL + trial.archive, wanted.trial_sha256)

    def _fetch_apart(self, name: str, checksum: str) -> None:
        """Copy an archive; one that came torn is not asked for at every look."""
        looks = self._torn.get(checksum, LOOKS_APART)
        if looks < LOOKS_APART:
            self._torn[checksum] = looks + 1
            raise Torn(name)
        try:
            self._fetch(name, checksum)
        except Torn:
            self._torn[checksum] = 0
            raise
        self._torn.clear()

    def _fetch(self, name: str, checksum: str) -> Path:
        """Copy an archive or a draft on trial from the database: whole, or not at all."""
        base = Path(name).name
        path = self._on_trial(base) if name.startswith(ON_TRIAL) else self.folder / base
        path.parent.mkdir(exist_ok=True)
        for left in path.parent.glob(f".*{_UNFINISHED}"):
            left.unlink(missing_ok=True)
        unfinished = path.with_name(f".{path.name}{_UNFINISHED}")
        came = hashlib.sha256()
        try:
            with unfinished.open("wb") as file:
                for piece in self._archives.pieces(name):
                    came.update(piece)
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            if came.hexdigest() != checksum:
                raise Torn(name)
            unfinished.replace(path)
        finally:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
        return path

    def _prune(self, live: Path) -> None:
        for path in self.archives()[KEPT:]:
            if path != live:
                path.unlink(missing_ok=True)

    def _sum(self, path: Path) -> str | None:
        """The checksum of a file; None when it is not there."""
        try:
            found = path.stat()
        except OSError:
            return None
        seen = found.st_size, found.st_mtime_ns
        known = self._sums.get(path)
        if known is None or known[0] != seen:
            known = seen, hashlib.sha256(path.read_bytes()).hexdigest()
            self._sums[path] = known
        return known[1]


def _listed(one: Stored, here: Listed | None, live: Path | None) -> Listed:
    facts = json.loads(one.facts)
    return Listed(
        one.name,
        datetime.datetime.fromtimestamp(one.used_at),
        Facts(**facts) if facts else None,
        here.score if here else None,
        live is not None and live.name == one.name,
    )
