"""A training whose check does as a test wants: `python -m tests.workbench.drafter OWNER HOW`.

It ends with its owner, the process that runs the tests, however that one ends.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import sys
from pathlib import Path

from bot.content.faults import Fault
from workbench.models.work import work

COMMAND = (sys.executable, "-W", "ignore", "-m", "tests.workbench.drafter", str(os.getpid()))


def forever(project: Path) -> list[Fault]:
    with contextlib.suppress(ProcessLookupError):
        select.select([os.pidfd_open(int(sys.argv[1]))], [], [])
    raise SystemExit


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
    _, how, folder, drafts, shelf, lock = sys.argv[1:]
    work(Path(folder), Path(drafts), Path(shelf), int(lock), HOW[how])
