"""Trains a draft in a process of its own, on a copy of the files, while editors go on."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.content import sources
from bot.content.shelf import Shelf
from bot.evaluation import Case
from bot.training import UNFINISHED
from workbench.author import Author
from workbench.errors import Refused
from workbench.files.disk import write_whole
from workbench.files.workspace import Workspace
from workbench.models.progress import Progress, expected, read_progress, write_progress

LOCK, COPY, SETTLED, LOG = "training.lock", "project", "settled.tsv", "training.log"
PID = "training.pid"
DRAFTS = "drafts"
# One thread each: serving must not feel it.
QUIET = {
    name: "1"
    for name in (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "TF_NUM_INTRAOP_THREADS",
        "TF_NUM_INTEROP_THREADS",
    )
}
_STOPPED = (
    "Le travail a été arrêté de l'extérieur : mémoire insuffisante ou machine redémarrée. "
    "Le modèle en service n'a pas changé."
)


class Training:
    """At most one training at a time, whoever asks; the live archive never changes by it."""

    def __init__(self, workspace: Workspace, shelf: Shelf, command: Sequence[str]) -> None:
        """Args:
        shelf: where the live archive is; drafts go to a folder in it that servers do not see.
        command: what runs `workbench.models.work.work`; it gets the folder of the training,
            that of the drafts, that of the shelf, and the lock's descriptor.
        """
        self._workspace = workspace
        self._shelf = shelf
        self._command = list(command)
        self.folder = workspace.room / "training"
        self.drafts = Shelf(shelf.folder / DRAFTS)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, author: Author, settled: Sequence[Case] = ()) -> None:
        """Begin to train the files as they are now.

        Args:
            settled: real messages whose intent editors settled, to measure with.

        Raises:
            Refused: a training is under way already.
        """
        with self._lock() as lock:
            self._clean()
            self._copy()
            self._keep(settled)
            progress = Progress("running", author.name, time.time()).at("check")
            write_progress(self.folder, progress)
            # The child inherits the lock: it is free when the training is over, however it ends.
            with (self.folder / LOG).open("wb") as log:
                self._process = subprocess.Popen(
                    [
                        *self._command,
                        *map(str, (self.folder, self.drafts.folder, self._shelf.folder, lock)),
                    ],
                    env={**os.environ, **QUIET},
                    pass_fds=(lock,),
                    start_new_session=True,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
            write_whole(self.folder / PID, str(self._process.pid).encode())

    def progress(self) -> Progress:
        """How far the latest training is; one that was killed says so."""
        if self._process is not None:
            self._process.poll()
        progress = read_progress(self.folder)
        if progress.status == "running" and not self._is_running():
            # It may have ended between the two looks.
            progress = read_progress(self.folder)
            if progress.status == "running":
                progress = replace(progress, status="failed", reason=_STOPPED)
                write_progress(self.folder, progress)
                self._clean()
        return progress

    def left(self) -> float:
        """How many seconds are probably left."""
        return self.progress().left(expected(self.folder), time.time())

    def share(self) -> float:
        """How much is done, from 0 to 1."""
        return self.progress().share(expected(self.folder), time.time())

    def cancel(self, author: Author) -> None:
        """Stop the training that is under way, if there is one; all stays as it was."""
        progress = self.progress()
        if progress.status != "running":
            return
        # The lock is held, so that this is the process that wrote its number.
        with contextlib.suppress(ProcessLookupError, FileNotFoundError):
            os.killpg(int((self.folder / PID).read_text()), signal.SIGKILL)
        if self._process is not None:
            self._process.wait()
        with self._lock(wait=True):
            if read_progress(self.folder).status == "running":
                told = f"Annulé par {author.name}."
                write_progress(self.folder, replace(progress, status="cancelled", reason=told))
            self._clean()

    def wait(self) -> Progress:
        """Wait for the end of the training that is under way (for commands and tests)."""
        if self._process is not None:
            self._process.wait()
        with self._lock(wait=True):
            pass
        return self.progress()

    @contextlib.contextmanager
    def _lock(self, wait: bool = False) -> Iterator[int]:
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.folder / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            yield lock
        except BlockingIOError:
            raise Refused("Un entraînement est déjà en cours.") from None
        finally:
            os.close(lock)

    def _is_running(self) -> bool:
        try:
            with self._lock():
                return False
        except Refused:
            return True

    def _copy(self) -> None:
        """A copy of the content that nobody changes while it is learnt."""
        target = self.folder / COPY
        shutil.rmtree(target, ignore_errors=True)
        with self._workspace.settled():
            project = self._workspace.project
            names = (sources.CATALOGUE, sources.CANARIES, sources.DOMAIN, sources.CONFIG)
            for name in names:
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(project / name, target / name)
            for path in sources.data_files(project / sources.DATA):
                copied = target / path.relative_to(project)
                copied.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copied)

    def _keep(self, settled: Sequence[Case]) -> None:
        rows = [
            (case.text, case.intent, ",".join(sorted(case.acceptable - {case.intent})))
            for case in settled
        ]
        table = [("text", "intent", "also_ok"), *rows]
        lines = ("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in table)
        write_whole(self.folder / SETTLED, "".join(lines).encode())

    def _clean(self) -> None:
        """Take away what a killed training left; the lock must be free or ours."""
        for path in self.drafts.folder.glob(f"{UNFINISHED}*"):
            shutil.rmtree(path, ignore_errors=True)
        for path in self.drafts.folder.glob(".*.unfinished"):
            path.unlink(missing_ok=True)
