"""Who changed what and when: from git where the content is in a repository, else from a journal.

A change that git would not take (a merge under way, a lock left behind) is in the journal,
and the next one of the same files brings it into the repository.
"""

from __future__ import annotations

import datetime
import difflib
import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from workbench.author import Author

JOURNAL = "history.jsonl"
TRAILER = "Bloc: "
_FIELD, _RECORD = "\x1f", "\x1e"
_FORMAT = _RECORD + _FIELD.join(("%H", "%aI", "%an", "%ae", "%s", "%b")) + _FIELD
_TIMEOUT = 30


@dataclass(frozen=True)
class Change:
    """One change of the content; `diff` is filled by `History.change` alone."""

    id: str
    when: datetime.datetime
    author: Author
    what: str
    blocks: tuple[str, ...] = ()
    diff: str = ""


class History:
    """The changes of a project's content files."""

    def __init__(self, project: Path, room: Path, paths: Sequence[str]) -> None:
        """Args:
        project: the folder, in a repository or not.
        room: where the journal is kept.
        paths: the files and folders that are content.
        """
        self._project = project
        self._journal = room / JOURNAL
        self._paths = list(paths)
        self._tracked = self._is_tracked()

    def note(
        self,
        author: Author,
        what: str,
        blocks: Sequence[str],
        files: Mapping[str, tuple[str, str]],
    ) -> None:
        """Keep a change that is in place.

        Args:
            what: one line, in French.
            blocks: the parts of the content that it changes.
            files: each file's text before and after.
        """
        if self._tracked and self._commit(author, what, blocks, list(files)):
            return
        entry = Change(
            id=f"j{datetime.datetime.now().timestamp():.6f}",
            when=datetime.datetime.now(datetime.timezone.utc),
            author=author,
            what=what,
            blocks=tuple(blocks),
            diff="".join(_diff(name, *texts) for name, texts in files.items()),
        )
        line = json.dumps(
            {**asdict(entry), "when": entry.when.isoformat()}, ensure_ascii=False
        ).encode()
        self._journal.parent.mkdir(parents=True, exist_ok=True)
        with self._journal.open("ab") as journal:
            # A line that was cut by a kill must not swallow this one.
            journal.write(b"\n" + line + b"\n")
            journal.flush()
            os.fsync(journal.fileno())

    def changes(self, limit: int = 50, skip: int = 0, block: str | None = None) -> list[Change]:
        """The latest changes, newest first; of one block when it is named."""
        wanted = limit + skip
        noted = [one for one in self._noted() if block is None or block in one.blocks]
        found = [*noted, *self._committed(wanted, block)]
        return sorted(found, key=lambda one: one.when, reverse=True)[skip:wanted]

    def change(self, id: str) -> Change | None:
        """One change with its diff, or None."""
        if id.startswith("j"):
            return next((one for one in self._noted() if one.id == id), None)
        if not id.isalnum():
            return None
        said = self._git("show", "--no-color", f"--format={_FORMAT}", id, "--", *self._paths)
        return next(_parsed(said), None) if said else None

    def last_author(self, block: str) -> str | None:
        """Who changed a block last, if a change names it."""
        return next((one.author.name for one in self.changes(1, block=block)), None)

    def _is_tracked(self) -> bool:
        return self._git("ls-files", "--error-unmatch", "--", self._paths[0]) is not None

    def _commit(
        self, author: Author, what: str, blocks: Sequence[str], files: Sequence[str]
    ) -> bool:
        """If git took the change."""
        body = "\n".join(TRAILER + block for block in blocks)
        there = [name for name in files if (self._project / name).exists()]
        if there and self._git("add", "--", *there) is None:
            return False
        identity = ["-c", f"user.name={author.name}", "-c", f"user.email={author.email}"]
        return (
            self._git(
                *(*identity, "-c", "commit.gpgsign=false", "commit", "--quiet", "--no-verify"),
                *("--only", f"--author={author.name} <{author.email}>"),
                *("-m", what, "-m", body, "--", *files),
            )
            is not None
        )

    def _committed(self, limit: int, block: str | None) -> Iterator[Change]:
        if not self._tracked:
            return iter(())
        of_block = [f"--grep=^{TRAILER}{block}$"] if block else []
        said = self._git(
            "log", "-n", str(limit), f"--format={_FORMAT}", *of_block, "--", *self._paths
        )
        return _parsed(said or "")

    def _noted(self) -> list[Change]:
        try:
            lines = self._journal.read_bytes().splitlines()
        except FileNotFoundError:
            return []
        found = []
        for line in lines:
            try:
                entry = json.loads(line)
                entry["when"] = datetime.datetime.fromisoformat(entry["when"])
                entry["author"] = Author(**entry["author"])
                entry["blocks"] = tuple(entry["blocks"])
                found.append(Change(**entry))
            except (ValueError, KeyError, TypeError):
                continue
        return found

    def _git(self, *arguments: str) -> str | None:
        """What git says, or None when it refuses or is not there."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        try:
            done = subprocess.run(
                ["git", *arguments],
                cwd=self._project,
                env={**own, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_TIMEOUT,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout.decode(errors="replace") if done.returncode == 0 else None


def _parsed(said: str) -> Iterator[Change]:
    for record in said.split(_RECORD)[1:]:
        id, when, name, email, what, body, diff = record.split(_FIELD, 6)
        blocks = (line for line in body.splitlines() if line.startswith(TRAILER))
        yield Change(
            id,
            datetime.datetime.fromisoformat(when),
            Author(name, email),
            what,
            tuple(line.removeprefix(TRAILER) for line in blocks),
            diff.strip("\n"),
        )


def _diff(name: str, before: str, after: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), name, name, n=1
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)
