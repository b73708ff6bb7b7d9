"""What a check finds, and what checks look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from sqlalchemy.engine import make_url

from assistant.shared import SharedShelf
from bot.content.archive import Archive, open_archive
from bot.content.shelf import Shelf
from bot.content.signing import public_key
from connectors.settings import Settings, read_settings
from storage.archives import Archives
from storage.database import Database

Mark = Literal["✓", "✗", "–"]


@dataclass(frozen=True)
class Finding:
    """A line of the examination: right, wrong, or to be known; and what to do."""

    mark: Mark
    said: str
    todo: str = ""


def right(said: str) -> Finding:
    """All is well."""
    return Finding("✓", said)


def wrong(said: str, todo: str) -> Finding:
    """Something has to be mended."""
    return Finding("✗", said, todo)


def note(said: str, todo: str = "") -> Finding:
    """Nothing is broken, but an operator should know."""
    return Finding("–", said, todo)


class NothingToExamine(Exception):
    """What a check needs is not there, which another check says."""


class Setup:
    """What checks look at, each part found once, when it is asked for."""

    def __init__(self, url: str | None = None) -> None:
        """Args:
        url: a running service to try as well.
        """
        self.url = url
        self._open = ExitStack()

    @cached_property
    def settings(self) -> Settings:
        """The settings; raises `connectors.settings.SettingsRefused`."""
        return read_settings()

    @cached_property
    def database(self) -> Database:
        """The way to the database, which may be away.

        Raises:
            NothingToExamine: it is a file that is not there; who looks must not make one.
        """
        url = make_url(self.settings.database_url)
        if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
            raise NothingToExamine
        database = Database(self.settings.database_url)
        self._open.callback(database.close)
        return database

    def close(self) -> None:
        """Give connections back: a file must not be left with what belongs to who looked."""
        self._open.close()

    @cached_property
    def shelf(self) -> Shelf:
        """The archives; those of a database in a folder that goes when this is closed."""
        if self.settings.archives == "folder":
            return Shelf()
        folder = self._open.enter_context(TemporaryDirectory())
        shelf = SharedShelf(Archives(self.database), Path(folder))
        shelf.refresh()
        return shelf

    @property
    def live(self) -> Path:
        """The live archive; raises NothingToExamine without one."""
        live = self.shelf.live()
        if live is None:
            raise NothingToExamine
        return live

    @cached_property
    def archive(self) -> Archive:
        """The live archive, verified; raises `bot.content.archive.ArchiveRefused`."""
        return open_archive(self.live, public_key())


Check = Callable[[Setup], Iterable[Finding]]
