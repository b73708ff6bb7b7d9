"""The messages that an archive is measured on: nobody who writes examples copies from them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from bot.content.sources import PROJECT

FOLDER = PROJECT / "bot" / "measures"


class Measure(NamedTuple):
    """A set of messages: its file's name, what it is in French, and if it may hold back a model."""

    name: str
    title: str
    gates: bool

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}.tsv"


# `dev` was looked at while examples were written, so it does not decide.
MEASURES = (
    Measure("heldout", "Messages gardés à part", True),
    Measure("authored", "Une demande par intention", True),
    Measure("short", "Messages courts", True),
    Measure("stories", "Longs récits", True),
    Measure("everyday", "Messages de tous les jours", True),
    Measure("told", "Demandes racontées", True),
    Measure("fresh", "Messages courts, seconde série", True),
    Measure("unseen", "Messages inattendus", True),
    Measure("acts", "Ce qu'on dit après une réponse", True),
    Measure("moments", "Moments difficiles", True),
    Measure("dev", "Messages de mise au point", False),
)
