"""Several processes behind one address: a parent opens it, its workers answer.

A worker is the parent's own process, forked when everything is imported and nothing is
opened yet but the socket. So all of them have the same settings and secrets, and what was
imported is in memory once. A worker that dies is replaced.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NamedTuple, NoReturn

import structlog

from assistant.stopping import STOPS

# One that dies at once, again and again, must not keep a core busy with dying.
PAUSE_SECONDS = 1.0
# Longer than a server waits for the answers under way; then a worker hangs.
STOP_SECONDS = 30
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"

log = structlog.get_logger(__name__)


class Worker(NamedTuple):
    """One of several: its number, and what can be read from once the parent is gone."""

    number: int
    orphaned: int

    async def end_with_parent(self, stop: Callable[[], None]) -> None:
        """Once the parent is gone, stop the server and its loop, until they do.

        A stop that comes while Sanic is starting ends nothing, and Sanic stops once.
        """
        loop = asyncio.get_running_loop()
        gone = asyncio.Event()
        loop.add_reader(self.orphaned, gone.set)
        try:
            await gone.wait()
        finally:
            loop.remove_reader(self.orphaned)
        while True:
            stop()
            loop.stop()
            await asyncio.sleep(PAUSE_SECONDS)


@contextmanager
def shared_metrics(workers: int) -> Iterator[None]:
    """While this lasts, several workers add up what they count.

    Prometheus' library chooses where to count by a variable, when it is imported first.
    """
    if workers == 1 or METRICS_FOLDER in os.environ:
        yield
        return
    folder = os.environ[METRICS_FOLDER] = tempfile.mkdtemp(prefix="assistant-metrics-")
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Workers:
    """So many workers, kept alive until the parent is told to stop."""

    def __init__(self, count: int, work: Callable[[Worker], None]) -> None:
        """Args:
        work: what a worker does; it ends by itself after SIGTERM, or once it is orphaned.
        """
        self._count = count
        self._work = work
        self._orphaned, self._alive = os.pipe()
        self._running: dict[int, int] = {}
        self._stopping = False

    def run(self) -> None:
        """Start them, and come back when all have ended."""
        # Not before: see `shared_metrics`.
        from prometheus_client.multiprocess import mark_process_dead

        for stop in STOPS:
            signal.signal(stop, self._stop)
        signal.signal(signal.SIGALRM, self._kill)
        for number in range(1, self._count + 1):
            self._start(number)
        while self._running:
            began = time.monotonic()
            pid, status = os.wait()
            number = self._running.pop(pid, 0)
            mark_process_dead(pid)  # type: ignore[no-untyped-call]
            if not number or self._stopping:
                continue
            log.error("worker.died", worker=number, code=os.waitstatus_to_exitcode(status))
            time.sleep(max(0.0, PAUSE_SECONDS - (time.monotonic() - began)))
            self._start(number)

    def _start(self, number: int) -> None:
        # A signal between the fork and the worker's own handlers would be the parent's.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
        try:
            if self._stopping:
                return
            pid = os.fork()
            if pid == 0:
                self._become(number)
            self._running[pid] = number
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)

    def _become(self, number: int) -> NoReturn:
        """In the child: work, and end without going back to what the parent was about."""
        code = 1
        try:
            os.close(self._alive)
            for stop in (*STOPS, signal.SIGALRM):
                signal.signal(stop, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
            self._work(Worker(number, self._orphaned))
            code = 0
        except BaseException:
            sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        if not self._stopping:
            self._stopping = True
            signal.alarm(STOP_SECONDS)
            self._send(signal.SIGTERM)

    def _kill(self, _signal: int, _frame: FrameType | None) -> None:
        self._send(signal.SIGKILL)

    def _send(self, what: int) -> None:
        for pid in list(self._running):
            os.kill(pid, what)
