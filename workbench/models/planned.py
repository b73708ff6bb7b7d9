"""The one training that is planned for later, in a file that outlives the workbench."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from workbench.author import Author
from workbench.files.disk import write_whole

PLAN = "planned.json"


@dataclass(frozen=True)
class Plan:
    """When a training begins, and who wants it."""

    at: datetime.datetime
    author: Author


class Planned:
    """The plan of a folder of trainings; a new one takes the place of the one before."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / PLAN

    def read(self) -> Plan | None:
        """The plan, if there is one; one that cannot be read is none."""
        try:
            held = json.loads(self._path.read_bytes())
            return Plan(datetime.datetime.fromisoformat(held["at"]), Author(**held["author"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def due(self, now: datetime.datetime) -> Plan | None:
        """The plan whose time has come; also one that nobody was there to begin."""
        plan = self.read()
        return plan if plan is not None and plan.at <= now else None

    def set(self, plan: Plan) -> None:
        """Plan a training; `plan.at` knows its time zone."""
        held = {"at": plan.at.isoformat(), "author": asdict(plan.author)}
        write_whole(self._path, json.dumps(held, ensure_ascii=False).encode())

    def cancel(self) -> None:
        """Plan none."""
        self._path.unlink(missing_ok=True)
