"""How far a training is, kept in a small file that outlives whoever wrote it."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Literal

from workbench.files.disk import write_whole

STATE, DURATIONS = "state.json", "durations.json"
Status = Literal["none", "running", "done", "failed", "cancelled"]

# The stages, in their order: what people read, and how long each takes before one was measured.
STAGES: Mapping[str, tuple[str, float]] = {
    "check": ("Vérification des textes", 15),
    "read": ("Lecture des exemples", 20),
    "learn": ("Apprentissage", 70),
    "rules": ("Règles de conversation", 10),
    "try": ("Essai du modèle", 10),
    "cross": ("Validation croisée sur les exemples", 30),
    "measure": ("Mesure sur les messages gardés à part", 30),
}


@dataclass(frozen=True)
class Progress:
    """A training as its page shows it.

    Args:
        reason: why it failed, in French; empty while it did not.
        draft: the archive that it makes, or made.
        spent: the seconds that each stage took that is over.
    """

    status: Status = "none"
    author: str = ""
    started: float = 0.0
    stage: str = ""
    stage_started: float = 0.0
    draft: str = ""
    reason: str = ""
    spent: Mapping[str, float] = field(default_factory=dict)

    @property
    def stage_title(self) -> str:
        return STAGES[self.stage][0] if self.stage in STAGES else ""

    def at(self, stage: str) -> Progress:
        """The same, one stage further."""
        now = time.time()
        spent = dict(self.spent)
        if self.stage:
            spent[self.stage] = now - self.stage_started
        return replace(self, stage=stage, stage_started=now, spent=spent)

    def left(self, expected: Mapping[str, float], now: float) -> float:
        """How many seconds are probably left."""
        names = list(STAGES)
        place = names.index(self.stage) if self.stage in names else -1
        later = sum(expected[name] for name in names[place + 1 :])
        here = expected[self.stage] - (now - self.stage_started) if place >= 0 else 0.0
        return later + max(here, 0.0)

    def share(self, expected: Mapping[str, float], now: float) -> float:
        """How much is done, from 0 to 1."""
        whole = sum(expected.values())
        return min(1.0, max(0.0, 1 - self.left(expected, now) / whole)) if whole else 0.0


def read_progress(folder: Path) -> Progress:
    """The latest training of a folder; none is `Progress()`."""
    try:
        return Progress(**json.loads((folder / STATE).read_bytes()))
    except (OSError, ValueError, TypeError):
        return Progress()


def write_progress(folder: Path, progress: Progress) -> None:
    """Keep how far a training is."""
    write_whole(folder / STATE, json.dumps(asdict(progress), ensure_ascii=False).encode())


def expected(folder: Path) -> dict[str, float]:
    """How long each stage should take: as long as the last time."""
    try:
        before = json.loads((folder / DURATIONS).read_bytes())
    except (OSError, ValueError):
        before = {}
    return {name: float(before.get(name, usual)) for name, (_, usual) in STAGES.items()}


def keep_durations(folder: Path, progress: Progress) -> None:
    """Remember how long the stages took."""
    write_whole(folder / DURATIONS, json.dumps(dict(progress.spent)).encode())
