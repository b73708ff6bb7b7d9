"""A training whose check does as a test wants: `python -m tests.workbench.drafter HOW`."""

from __future__ import annotations

import errno
import os
import sys
import threading
from pathlib import Path

from bot.content.faults import Fault
from workbench.models.work import work

COMMAND = (sys.executable, "-W", "ignore", "-m", "tests.workbench.drafter")


def forever(project: Path) -> list[Fault]:
    threading.Event().wait()
    return []


def killed(project: Path) -> list[Fault]:
    os.kill(os.getpid(), 9)
    return []


def full(project: Path) -> list[Fault]:
    raise OSError(errno.ENOSPC, "No space left on device")


def faulty(project: Path) -> list[Fault]:
    return [Fault("domain.yml", 12, "une réponse est vide")]


def broken(project: Path) -> list[Fault]:
    raise ZeroDivisionError


HOW = {one.__name__: one for one in (forever, killed, full, faulty, broken)}

if __name__ == "__main__":
    how, folder, drafts, shelf, lock = sys.argv[1:]
    work(Path(folder), Path(drafts), Path(shelf), int(lock), HOW[how])
