"""Files changed together: all of them or none, whatever stops the process, one writer at a time.

What is to be written is first kept whole in one file (`pending.json`), then put in place file
by file. Who takes the lock next finishes what a killed process had begun.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

LOCK = "content.lock"
PENDING = "pending.json"


@dataclass(frozen=True)
class Pending:
    """A change that was decided: what each file becomes, what it was, and what to note of it.

    A file that is None is not there; `before` holds checksums.
    """

    files: Mapping[str, str | None]
    before: Mapping[str, str | None]
    note: Mapping[str, Any]


class Disk:
    """The files of a project, and the room beside them where changes are prepared."""

    def __init__(self, project: Path, room: Path) -> None:
        """Args:
        project: every name is relative to it.
        room: a folder for the lock and what is pending, on the same machine.
        """
        self.project = project
        self.room = room

    @contextmanager
    def alone(self) -> Iterator[Pending | None]:
        """While it lasts, no other process or thread writes.

        Yields:
            The change that a killed process had begun, now wholly in place and still to be
            noted (`forget` afterwards); None when there is none.
        """
        self.room.mkdir(parents=True, exist_ok=True)
        with (self.room / LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self._finished()

    def write(self, files: Mapping[str, bytes | None], note: Mapping[str, Any]) -> None:
        """Put these files in place, all or none; the lock must be held. `forget` ends it.

        Raises:
            OSError: the files are as they were.
        """
        texts = {name: None if one is None else one.decode() for name, one in files.items()}
        pending = Pending(texts, {name: self._sum(name) for name in files}, note)
        before = {name: self._bytes(name) for name in files}
        spelled = json.dumps(asdict(pending), ensure_ascii=False).encode()
        write_whole(self.room / PENDING, spelled)
        try:
            self._place(pending)
        except OSError:
            for name, content in before.items():
                self._put(name, content)
            self.forget()
            raise

    def forget(self) -> None:
        """The change in place is noted: nothing is pending any more."""
        (self.room / PENDING).unlink(missing_ok=True)

    def _finished(self) -> Pending | None:
        try:
            pending = Pending(**json.loads((self.room / PENDING).read_bytes()))
        except FileNotFoundError:
            return None
        self._place(pending)
        return pending

    def _place(self, pending: Pending) -> None:
        for name, text in pending.files.items():
            # Changed by hand since the process was killed: the newer text stays.
            if self._sum(name) != pending.before[name]:
                continue
            self._put(name, None if text is None else text.encode())

    def _put(self, name: str, content: bytes | None) -> None:
        if content is None:
            (self.project / name).unlink(missing_ok=True)
        elif content != self._bytes(name):
            write_whole(self.project / name, content)

    def _bytes(self, name: str) -> bytes | None:
        path = self.project / name
        return path.read_bytes() if path.is_file() else None

    def _sum(self, name: str) -> str | None:
        content = self._bytes(name)
        return None if content is None else hashlib.sha256(content).hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is the old one or the new one, never half of it.

    Raises:
        OSError: it cannot be written; the old one stays.
    """
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        shutil.copymode(path, unfinished)
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
