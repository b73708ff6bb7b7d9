"""What says which archive to serve: a folder with its pointer, or one file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.content.trial import Trial


class Source(Protocol):
    """Says what should be served, such as `bot.content.shelf.Shelf`."""

    @property
    def trouble(self) -> str | None:
        """Why what should be served may not be here yet, in French."""
        ...

    def refresh(self) -> None:
        """Look for what should be served elsewhere; may take seconds, never raises."""

    def live(self) -> Path | None:
        """The archive that should be served."""
        ...

    def by_preference(self) -> list[Path]:
        """That one, and what may be served while it is refused, best first."""
        ...

    def trial(self) -> tuple[Trial, Path] | None:
        """What a share of the new conversations is for, and the draft that answers them."""
        ...


@dataclass(frozen=True)
class Pinned:
    """One archive, whatever else there is."""

    path: Path
    trouble: None = None

    def refresh(self) -> None:
        """There is nothing to look for."""

    def live(self) -> Path:
        return self.path

    def by_preference(self) -> list[Path]:
        return [self.path]

    def trial(self) -> None:
        """There is none."""
