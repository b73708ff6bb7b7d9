"""The archives: published with a reason, rolled back, the last ten kept, each with its report."""

from __future__ import annotations

import datetime
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from bot.content.archive import ArchiveRefused, open_archive
from bot.content.shelf import Listed, LiveChanged, NoSuchArchive, Shelf
from bot.content.signing import public_key
from workbench.author import Author
from workbench.errors import Refused
from workbench.files.disk import write_whole
from workbench.models.gate import Margins, final, refusals
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
        self._shelf.refresh()
        return self._shelf.listed()

    def live(self) -> str:
        """The name of the archive that is live; empty without one."""
        live = self._shelf.live()
        return live.name if live else ""

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
        return refusals(report, self.live() or None, self._margins)

    def is_final(self, draft: str) -> bool:
        """If the gate's refusals hold whatever a person says: servers would refuse it too."""
        report = self.report(draft)
        return report is not None and bool(final(report))

    def publish(
        self,
        draft: str,
        author: Author,
        why: str = "",
        override: str = "",
        seen: str | None = None,
    ) -> Publication:
        """Make a draft the live archive.

        Args:
            why: a word for the history.
            override: why it is published over the gate's refusals, by a person with the right;
                over a missed canary nobody publishes.
            seen: what was live when the person decided; None for whatever.

        Raises:
            Refused: the gate holds it back, the archive may not be used, or somebody else
                made another one live meanwhile.
        """
        with self.alone():
            return self.publish_alone(draft, author, why, override, seen)

    def publish_alone(
        self,
        draft: str,
        author: Author,
        why: str = "",
        override: str = "",
        seen: str | None = None,
    ) -> Publication:
        """The same, for who is `alone` already."""
        path, held_back = self.fit(draft, override, seen)
        return self._make_live(path.name, author, override or why, held_back, False)

    def fit(
        self, draft: str, override: str = "", seen: str | None = None
    ) -> tuple[Path, tuple[str, ...]]:
        """A draft that may answer people, and what the gate says; raises as `publish` does."""
        self._raise_if_changed(seen)
        path = self._named(self._drafts, draft)
        held_back = self.refusals(path.name)
        if held_back and (self.is_final(path.name) or not override.strip()):
            raise Refused("\n".join(held_back))
        self._verified(path)
        return path, tuple(held_back)

    def roll_back(
        self, name: str, author: Author, why: str = "", seen: str | None = None
    ) -> Publication:
        """Make an older archive live again; `seen` as for `publish`.

        Raises:
            Refused: it is not there, may not be used, or another one was made live meanwhile.
        """
        with self.alone():
            self._raise_if_changed(seen)
            path = self._named(self._shelf, name)
            self._verified(path)
            return self._make_live(path.name, author, why, (), True)

    def history(self) -> list[Publication]:
        """Who made what live, when and why, newest first."""
        with self.alone():
            return self._noted()

    def _noted(self) -> list[Publication]:
        try:
            lines = (self._shelf.folder / _HISTORY).read_bytes().splitlines()
        except FileNotFoundError:
            return []
        return [_publication(line) for line in reversed(lines) if line.strip()]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While it lasts nobody else publishes, and nothing is half published."""
        self._shelf.folder.mkdir(parents=True, exist_ok=True)
        with (self._shelf.folder / _LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            pending = self._shelf.folder / _PENDING
            self._shelf.refresh()
            if pending.is_file():
                with suppress(Refused):
                    self._finish(_publication(pending.read_bytes()))
            yield

    def _raise_if_changed(self, seen: str | None) -> None:
        live = self.live()
        if seen in (None, live):
            return
        latest = next(iter(self._noted()), None)
        by = latest.author.name if latest and latest.archive == live else ""
        raise Refused(str(LiveChanged(live, by)))

    def _make_live(
        self,
        name: str,
        author: Author,
        why: str,
        overridden: tuple[str, ...],
        rolled_back: bool,
    ) -> Publication:
        made = Publication(
            name,
            self.live() or None,
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
        """Do what was decided; a database that is away leaves it to be done by the next.

        Raises:
            Refused: another archive was made live meanwhile; the draft is one still.
        """
        self._take_over(made.archive)
        try:
            self._shelf.use(made.archive, made.author.name, made.before or "")
        except NoSuchArchive:
            (self._shelf.folder / _PENDING).unlink()
            return
        except LiveChanged as changed:
            if not made.rolled_back:
                self._give_back(made.archive)
            (self._shelf.folder / _PENDING).unlink()
            raise Refused(str(changed)) from None
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
        report = f"{name}{REPORT_SUFFIX}"
        _move(self._drafts.folder / report, self._shelf.folder / _REPORTS / report)
        _move(self._drafts.folder / name, self._shelf.folder / name)

    def _give_back(self, name: str) -> None:
        report = f"{name}{REPORT_SUFFIX}"
        _move(self._shelf.folder / name, self._drafts.folder / name)
        _move(self._shelf.folder / _REPORTS / report, self._drafts.folder / report)

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


def _move(there: Path, here: Path) -> None:
    if there.is_file():
        here.parent.mkdir(exist_ok=True)
        there.replace(here)


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
