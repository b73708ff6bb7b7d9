"""The operator's word to everybody: a short text, from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.content.faults import ContentError
from bot.content.tree import read
from workbench.author import Author
from workbench.errors import Refused
from workbench.files import scalars
from workbench.files.workspace import Draft, Workspace, version_of

LONGEST = 200


@dataclass(frozen=True)
class Notice:
    """The notice as its file holds it; hours are those of Paris."""

    text: str
    start: datetime
    end: datetime

    @property
    def written(self) -> str:
        """The notice's file, as the assistant reads it."""
        return (
            f"text: {scalars.inline(self.text, False, chr(39))}\n"
            f"from: {self.start:%Y-%m-%d %H:%M}\n"
            f"to: {self.end:%Y-%m-%d %H:%M}\n"
        )

    @property
    def version(self) -> str:
        return version_of(self.written)


class NoticeFile:
    """The notice of a workspace."""

    def __init__(self, workspace: Workspace, name: str) -> None:
        """Args:
        name: the file in the project, that `ASSISTANT_NOTICE_FILE` names where the assistant runs.
        """
        self._workspace = workspace
        self.name = name

    def read(self) -> Notice | None:
        """The notice, if there is one; an unreadable one is none."""
        path = self._workspace.project / self.name
        if not path.is_file():
            return None
        return _parsed(self.name, path.read_bytes())

    def write(self, notice: Notice | None, seen: str | None, author: Author) -> None:
        """Change the notice, or take it back with None.

        Args:
            seen: the version of the one that was there; None when there was none.

        Raises:
            Refused: it is too long, ends before it begins, or would not go out.
            Changed: it is not what was seen.
        """

        def edit(draft: Draft) -> None:
            now = self.read()
            if (now.version if now else None) != seen:
                raise self._workspace.conflict("avis", now.written if now else "")
            if notice is None:
                draft.put(self.name, None)
                return
            self._check(notice)
            draft.put(self.name, notice.written.encode())

        what = f"Avis : {notice.text}" if notice else "Avis retiré"
        self._workspace.change(author, what, ["avis"], edit)

    def _check(self, notice: Notice) -> None:
        text = notice.text
        if not text.strip() or not text.isprintable():
            raise Refused("L'avis est une phrase, sur une ligne.")
        if len(text) > LONGEST:
            raise Refused(f"L'avis a {len(text)} caractères, {LONGEST} au plus.")
        if notice.end <= notice.start:
            raise Refused("La fin est avant le début.")
        why = self._workspace.checks.of_words(self._workspace.content(), text)
        if why is not None:
            raise Refused(why)


def _parsed(name: str, content: bytes) -> Notice | None:
    try:
        said = read(name, content).value
        start, end = (datetime.fromisoformat(str(said[key])) for key in ("from", "to"))
        return Notice(str(said["text"]), start, end)
    except (ContentError, ValueError, KeyError, TypeError):
        return None
