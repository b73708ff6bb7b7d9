"""An operator's word to everybody, from a file that may change while the server runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import structlog

from bot.content.faults import ContentError
from bot.content.folders import HOME
from bot.content.tree import Tree, read
from connectors.paris import PLACE

if TYPE_CHECKING:
    from connectors.privacy.guard import Guard

KEYS = ("text", "from", "to")
LONGEST = 200
# Where the workbench writes it, unless a setting names another file.
USUAL = HOME / "bot" / "notice.yml"

_BROKEN = {
    "empty": "le texte est vide",
    "host": "le texte nomme un site que le catalogue ne connaît pas",
    "digits": "le texte contient un numéro",
}

log = structlog.get_logger(__name__)


class Notice(NamedTuple):
    """A short text, and from when to when it is shown."""

    text: str
    start: datetime
    end: datetime


class Notices:
    """The notice of the moment; its file is read again when its date changes.

    A file that cannot be used is told once, in French, and shows nothing. Without a file
    there is no notice: that is how one is taken back.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
    ) -> None:
        self._path = path
        self._now = now
        # What the file was like when it was read, and with which content it was checked.
        self._seen: tuple[Any, ...] = ()
        self._notice: Notice | None = None

    def lasting(self, guard: Guard) -> str | None:
        """The text to show now, or None.

        Args:
            guard: of the content that answers; it checks this text like any other.
        """
        if self._path is None:
            return None
        try:
            found = self._path.stat()
        except OSError:
            return None
        seen = (found.st_mtime_ns, found.st_size, guard.content.name)
        if seen != self._seen:
            self._seen, self._notice = seen, _usable(self._path, guard)
        notice = self._notice
        if notice is None or not notice.start <= self._now() < notice.end:
            return None
        return notice.text


def _usable(path: Path, guard: Guard) -> Notice | None:
    why: object
    try:
        notice = read_notice(path)
        rule = guard.rule_broken_by(notice.text)
        if rule is None:
            return notice
        why = read(path.name, path.read_bytes()).fault(("text",), _BROKEN[rule])
    except ContentError as error:
        why = error
    except OSError as error:
        why = error.strerror
    log.warning("notice.refused", why=f"L'avis n'est pas affiché. {why}")
    return None


def read_notice(path: Path) -> Notice:
    """The notice in a file, before any guard.

    Raises:
        ContentError: it is not one, with the line at fault.
        OSError: it cannot be read.
    """
    tree = read(path.name, path.read_bytes())
    said = tree.value
    if not isinstance(said, dict) or set(said) != set(KEYS):
        raise ContentError([tree.fault((), f"il faut {', '.join(KEYS)}, et rien d'autre")])
    text, start, end = said["text"], _moment(tree, "from"), _moment(tree, "to")
    if not isinstance(text, str) or len(text) > LONGEST:
        message = f"« text » est une phrase de {LONGEST} caractères au plus"
        raise ContentError([tree.fault(("text",), message)])
    if end <= start:
        raise ContentError([tree.fault(("to",), "la fin est avant le début")])
    return Notice(text.strip(), start, end)


def _moment(tree: Tree, key: str) -> datetime:
    try:
        moment = datetime.fromisoformat(str(tree.value[key]))
    except ValueError:
        message = f"« {key} » est une date et une heure : 2026-12-01 08:00"
        raise ContentError([tree.fault((key,), message)]) from None
    # Hours that say no offset are those of the people who read them.
    return moment if moment.tzinfo else PLACE.localize(moment)
