"""What says which archive to serve: a folder with its pointer, or one file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class Source(Protocol):
    """Says what should be served, such as `bot.content.shelf.Shelf`."""

    def live(self) -> Path | None:
        """The archive that should be served."""
        ...

    def by_preference(self) -> list[Path]:
        """That one, and what may be served while it is refused, best first."""
        ...


@dataclass(frozen=True)
class Pinned:
    """One archive, whatever else there is."""

    path: Path

    def live(self) -> Path:
        return self.path

    def by_preference(self) -> list[Path]:
        return [self.path]
