"""Trials of drafts on a share of the conversations: begun, ended, and noted."""

from __future__ import annotations

import json
import os
import time
import uuid
from dataclasses import asdict, dataclass
from typing import Any, Literal

from bot.content.shelf import LiveChanged, Shelf
from bot.content.trial import MOST_SHARE, Trial, read_trial
from workbench.author import Author
from workbench.errors import Refused
from workbench.models.bank import Bank, Publication

# Servers have so long to load the draft: a conversation must not begin on one without it.
START_SECONDS = 20.0
DAY = 86_400.0
MOST_DAYS = 30
_NOTED = "trials.jsonl"

How = Literal["asked", "time", "refused", "published", "replaced"]


@dataclass(frozen=True)
class Ending:
    """How a trial ended: when, by whom, and why if an instance could not serve the draft."""

    at: float
    by: str
    how: How
    why: str = ""


@dataclass(frozen=True)
class Noted:
    """A trial, and how it ended if it has."""

    trial: Trial
    ending: Ending | None = None


class Trials:
    """The trials of a shelf, one at a time; what ran is noted beside the publications."""

    def __init__(self, shelf: Shelf, bank: Bank) -> None:
        self._shelf = shelf
        self._bank = bank

    def running(self) -> Trial | None:
        """The trial that runs."""
        found = self._shelf.trial()
        return found[0] if found else None

    def latest(self) -> Noted | None:
        """The trial that was begun last."""
        begun: dict[str, Noted] = {}
        for line in self._lines():
            trial = read_trial(line.get("trial"))
            if trial is not None:
                begun[trial.id] = Noted(trial)
            elif line.get("of") in begun:
                trial = begun[line["of"]].trial
                begun[trial.id] = Noted(trial, Ending(**line["ending"]))
        return list(begun.values())[-1] if begun else None

    def begin(
        self, draft: str, share: int, days: int, author: Author, seen: str | None = None
    ) -> Trial:
        """Let a draft answer a share of the new conversations.

        Args:
            share: so many of a hundred.
            seen: what was live when the person decided; None for whatever.

        Raises:
            Refused: another trial runs, the gate holds the draft back, it may not be used, or
                another archive was made live meanwhile.
        """
        if not 1 <= share <= MOST_SHARE:
            raise Refused(f"Donnez une part de 1 à {MOST_SHARE} %.")
        if not 1 <= days <= MOST_DAYS:
            raise Refused(f"Donnez une durée de 1 à {MOST_DAYS} jours.")
        with self._bank.alone():
            if self.running() is not None:
                raise Refused("Une comparaison est déjà en cours. Terminez-la d'abord.")
            path, _ = self._bank.fit(draft, seen=seen)
            since = time.time() + START_SECONDS
            beside, until = self._bank.live(), since + days * DAY
            trial = Trial(uuid.uuid4().hex, path.name, beside, share, since, until, author.name)
            try:
                self._shelf.begin_trial(path, trial)
            except LiveChanged as changed:
                raise Refused(str(changed)) from None
            self._note({"trial": asdict(trial)})
        return trial

    def end(self, by: str, how: How, why: str = "") -> None:
        """Let the live archive answer everybody; it is no error when it does already."""
        with self._bank.alone():
            self._shelf.end_trial()
            self._note_end(Ending(time.time(), by, how, why))

    def publish(self, author: Author) -> Publication:
        """Make the draft on trial the live archive.

        Raises:
            Refused: there is none, or it may not be published.
        """
        with self._bank.alone():
            trial = self.running()
            if trial is None:
                raise Refused("Aucune comparaison n'est en cours.")
            why = f"après une comparaison sur {trial.share} % des conversations"
            made = self._bank.publish_alone(trial.archive, author, why, seen=trial.beside)
            self._note_end(Ending(time.time(), author.name, "published"))
        return made

    def settle(self) -> Noted | None:
        """Note the end of a trial that ended without a word: its time came, or another archive
        was made live. Returns that trial."""
        with self._bank.alone():
            return self._settle()

    def _settle(self) -> Noted | None:
        running, noted = self.running(), self.latest()
        if running is not None and (noted is None or noted.trial.id != running.id):
            # Who began it was killed before it was noted.
            self._note({"trial": asdict(running)})
        if noted is None or noted.ending is not None or noted.trial == running:
            return None
        if noted.trial.until <= time.time():
            self._shelf.end_trial()
            return self._note_end(Ending(noted.trial.until, "", "time"))
        return self._note_end(Ending(time.time(), "", "replaced"))

    def _note_end(self, ending: Ending) -> Noted | None:
        noted = self.latest()
        if noted is None or noted.ending is not None:
            return None
        self._note({"of": noted.trial.id, "ending": asdict(ending)})
        return Noted(noted.trial, ending)

    def _lines(self) -> list[dict[str, Any]]:
        try:
            lines = (self._shelf.folder / _NOTED).read_bytes().splitlines()
        except FileNotFoundError:
            return []
        return [told for line in lines if (told := _told(line)) is not None]

    def _note(self, told: dict[str, Any]) -> None:
        with (self._shelf.folder / _NOTED).open("ab") as noted:
            noted.write(b"\n" + json.dumps(told, ensure_ascii=False).encode() + b"\n")
            noted.flush()
            os.fsync(noted.fileno())


def _told(line: bytes) -> dict[str, Any] | None:
    """What a line says; None of one that a killed process began."""
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
