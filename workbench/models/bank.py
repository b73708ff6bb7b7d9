"""The archives: published with a reason, rolled back, the last ten kept, each with its report."""

from __future__ import annotations

import datetime
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from bot.content.archive import ArchiveRefused, open_archive
from bot.content.shelf import Listed, NoSuchArchive, Shelf
from bot.content.signing import public_key
from workbench.author import Author
from workbench.errors import Refused
from workbench.files.disk import write_whole
from workbench.models.gate import Margins, refusals
from workbench.models.report import Report
from workbench.models.training import DRAFTS
from workbench.models.work import REPORT_SUFFIX

KEPT = 10
# How many models of the past are compared.
TREND = 20
_LOCK, _PENDING, _HISTORY, _REPORTS = "bank.lock", "publishing.json", "published.jsonl", "reports"


@dataclass(frozen=True)
class Publication:
    """An archive that was made live: by whom, when, why, and over which refusals of the gate."""

    archive: str
    before: str | None
    author: Author
    when: datetime.datetime
    why: str
    overridden: tuple[str, ...] = ()
    rolled_back: bool = False


class Bank:
    """The drafts and the archives of a shelf; what a killed process began, the next one ends."""

    def __init__(self, shelf: Shelf, margins: Margins | None = None) -> None:
        self._shelf = shelf
        self._drafts = Shelf(shelf.folder / DRAFTS)
        self._margins = margins or Margins()
        self._parsed: dict[Path, tuple[tuple[int, int], Report]] = {}

    def drafts(self) -> list[Listed]:
        """The archives that are trained and not published, newest first."""
        # A folder without a pointer takes its newest archive for live: none of these is.
        return [replace(one, live=False) for one in self._drafts.listed()]

    def archives(self) -> list[Listed]:
        """The archives that may be live, newest first."""
        return self._shelf.listed()

    def report(self, name: str) -> Report | None:
        """The report of a draft or of an archive, if it has one."""
        for path in (
            self._drafts.folder / f"{Path(name).name}{REPORT_SUFFIX}",
            self._shelf.folder / _REPORTS / f"{Path(name).name}{REPORT_SUFFIX}",
        ):
            try:
                return self._read(path)
            except (OSError, ValueError):
                continue
        return None

    def _read(self, path: Path) -> Report:
        """A report, parsed again when its file changed: some are long."""
        found = path.stat()
        stamp = found.st_mtime_ns, found.st_size
        if path not in self._parsed or self._parsed[path][0] != stamp:
            self._parsed[path] = stamp, Report.parse_raw(path.read_bytes())
        return self._parsed[path][1]

    def past_reports(self) -> list[tuple[str, Report]]:
        """The reports of the archives that were published last, the oldest first."""
        names = list(dict.fromkeys(one.archive for one in self.history()))[:TREND]
        found = ((name, self.report(name)) for name in reversed(names))
        return [(name, report) for name, report in found if report is not None]

    def refusals(self, draft: str) -> list[str]:
        """Why the gate holds a draft back, in French; empty when it does not."""
        report = self.report(draft)
        if report is None:
            return ["Ce brouillon n'a pas de rapport : entraînez de nouveau."]
        live = self._shelf.live()
        return refusals(report, live.name if live else None, self._margins)

    def publish(self, draft: str, author: Author, why: str = "", override: str = "") -> Publication:
        """Make a draft the live archive.

        Args:
            why: a word for the history.
            override: why it is published over the gate's refusals, by a person with the right.

        Raises:
            Refused: the gate holds it back, or the archive may not be used.
        """
        with self._alone():
            path = self._named(self._drafts, draft)
            held_back = self.refusals(path.name)
            if held_back and not override.strip():
                raise Refused("\n".join(held_back))
            self._verified(path)
            return self._make_live(path.name, author, override or why, tuple(held_back), False)

    def roll_back(self, name: str, author: Author, why: str = "") -> Publication:
        """Make an older archive live again.

        Raises:
            Refused: it is not there, or may not be used.
        """
        with self._alone():
            path = self._named(self._shelf, name)
            self._verified(path)
            return self._make_live(path.name, author, why, (), True)

    def history(self) -> list[Publication]:
        """Who made what live, when and why, newest first."""
        with self._alone():
            return self._noted()

    def _noted(self) -> list[Publication]:
        try:
            lines = (self._shelf.folder / _HISTORY).read_bytes().splitlines()
        except FileNotFoundError:
            return []
        return [_publication(line) for line in reversed(lines) if line.strip()]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While it lasts nobody else publishes, and nothing is half published."""
        self._shelf.folder.mkdir(parents=True, exist_ok=True)
        with (self._shelf.folder / _LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            pending = self._shelf.folder / _PENDING
            if pending.is_file():
                self._finish(_publication(pending.read_bytes()))
            yield

    def _make_live(
        self,
        name: str,
        author: Author,
        why: str,
        overridden: tuple[str, ...],
        rolled_back: bool,
    ) -> Publication:
        live = self._shelf.live()
        made = Publication(
            name,
            live.name if live else None,
            author,
            datetime.datetime.now(datetime.timezone.utc),
            " ".join(why.split()),
            overridden,
            rolled_back,
        )
        spelled = {**asdict(made), "when": made.when.isoformat()}
        text = json.dumps(spelled, ensure_ascii=False).encode()
        # From here on it is decided: whoever looks next ends it.
        write_whole(self._shelf.folder / _PENDING, text)
        self._finish(made)
        return made

    def _finish(self, made: Publication) -> None:
        self._take_over(made.archive)
        try:
            self._shelf.use(made.archive)
        except NoSuchArchive:
            (self._shelf.folder / _PENDING).unlink()
            return
        if not any(one.when == made.when for one in self._noted()):
            line = json.dumps({**asdict(made), "when": made.when.isoformat()}, ensure_ascii=False)
            with (self._shelf.folder / _HISTORY).open("ab") as history:
                history.write(b"\n" + line.encode() + b"\n")
                history.flush()
                os.fsync(history.fileno())
        (self._shelf.folder / _PENDING).unlink()
        self._prune()

    def _take_over(self, name: str) -> None:
        """Move a draft and its report to where archives are."""
        report = self._drafts.folder / f"{name}{REPORT_SUFFIX}"
        draft = self._drafts.folder / name
        if report.is_file():
            reports = self._shelf.folder / _REPORTS
            reports.mkdir(exist_ok=True)
            report.replace(reports / report.name)
        if draft.is_file():
            draft.replace(self._shelf.folder / name)

    def _prune(self) -> None:
        """Keep the live archive and those that were live last, ten in all."""
        live = self._shelf.live()
        order = [one.archive for one in self._noted()]
        by_age = sorted(
            self._shelf.archives(),
            key=lambda path: order.index(path.name) if path.name in order else len(order),
        )
        for path in by_age[KEPT:]:
            if path != live:
                path.unlink(missing_ok=True)

    @staticmethod
    def _named(shelf: Shelf, name: str) -> Path:
        try:
            return shelf.named(name)
        except NoSuchArchive as error:
            raise Refused(str(error)) from None

    @staticmethod
    def _verified(path: Path) -> None:
        try:
            open_archive(path, public_key())
        except ArchiveRefused as error:
            raise Refused(str(error)) from None


def _publication(line: bytes) -> Publication:
    held = json.loads(line)
    return Publication(
        **{
            **held,
            "author": Author(**held["author"]),
            "when": datetime.datetime.fromisoformat(held["when"]),
            "overridden": tuple(held["overridden"]),
        }
    )
