"""`docs/faults.md`: what was seen, as operators read it."""

from __future__ import annotations

import os
from pathlib import Path

from tests.faults.kills import Killed
from tests.faults.promises import RECOVERY_SECONDS
from tests.faults.replicas import Told
from tests.faults.watch import Breakdown, Observed

TEMPLATE = Path(__file__).with_name("faults.md")
_SEEN = (
    (frozenset({200}), "est servie"),
    (frozenset({503}), "est invitée à réessayer"),
    (frozenset({200, 503}), "est servie, ou invitée à réessayer"),
)


class Page:
    """The document, written anew after every row."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stores: list[str] = []
        self._trials: list[str] = []
        self._kills: list[str] = []
        # The promises that were not kept.
        self.wrong: list[str] = []

    def store(self, breakdown: Breakdown, seen: Observed, wrong: list[str]) -> None:
        """What was seen of a breakdown of a store."""
        ready = " puis ".join(str(status) for status in dict.fromkeys(seen.ready)) or "–"
        self._stores.append(
            _row(
                breakdown.title,
                _seconds(seen.seconds),
                _person(seen),
                _seconds(seen.slowest),
                _seconds(seen.health),
                ready,
                _seconds(seen.recovery),
                *(seen.sent, seen.answered, seen.lost, seen.doubled),
                seen.statuses[503],
                sum(seen.lines.values()),
            )
        )
        self.wrong += [f"{breakdown.title} : {one}" for one in wrong]
        self._write()

    def trial(self, title: str, told: Told) -> None:
        """What became of messages over several processes."""
        self._trials.append(
            _row(
                title,
                *(told.sent, told.answered, told.lost, told.doubled),
                *(told.waited, told.refused, told.cut),
                _seconds(told.slowest),
            )
        )
        if not told.is_right:
            self.wrong.append(f"{title} : {told}")
        self._write()

    def kills(self, store: str, found: Killed) -> None:
        """What became of messages when their process died."""
        counted = (found.kills, found.answered, found.lost, found.doubled)
        self._kills.append(_row(store, *counted))
        if found.lost or found.doubled:
            self.wrong.append(f"{store} : {found}")
        self._write()

    def _write(self) -> None:
        text = TEMPLATE.read_text("utf-8").format(
            recovery=RECOVERY_SECONDS,
            stores="".join(self._stores),
            trials="".join(self._trials),
            kills="".join(self._kills),
            cores=os.cpu_count(),
            load=_number(os.getloadavg()[1]),
        )
        self._path.write_text(text, encoding="utf-8")


def _row(*cells: object) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |\n"


def _person(seen: Observed) -> str:
    if seen.gone:
        return "commence une nouvelle conversation"
    statuses = frozenset(seen.statuses)
    return next((said for which, said in _SEEN if which == statuses), "attend sa réponse")


def _seconds(seconds: float) -> str:
    return f"{_number(seconds)} s"


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
