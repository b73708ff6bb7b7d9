"""Opens archives for a server, each once."""

from __future__ import annotations

from pathlib import Path

from bot.content.archive import Archive, open_archive
from bot.content.signing import public_key

Stamp = tuple[int, int]


def stamp(path: Path) -> Stamp | None:
    """What changes when a file does: its size and date; None when it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


class Opener:
    """Reads and verifies archives; one that was looked into is at hand when it is opened next.

    A server speaks with the words of an archive before its model is loaded.
    """

    def __init__(self) -> None:
        self._at_hand: tuple[Path, Stamp | None, Archive] | None = None

    def look(self, path: Path) -> Archive:
        """An archive that will be opened soon; raises ArchiveRefused."""
        # Before it is read: what is written meanwhile makes it another one.
        seen = stamp(path)
        archive = open_archive(path, public_key())
        self._at_hand = path, seen, archive
        return archive

    def open(self, path: Path) -> Archive:
        """The archive as it is now; raises ArchiveRefused."""
        held, self._at_hand = self._at_hand, None
        if held is not None and held[:2] == (path, stamp(path)):
            return held[2]
        return open_archive(path, public_key())
