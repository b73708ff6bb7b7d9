"""The process that masks names, for all the processes of a server together.

spaCy's French model takes seconds to open and 350 MB. So it lives in a process of its own,
which the first text starts, whoever of the workers has it, and never holds up a conversation.
Who asks keeps a connection: the process ends soon after the last one is gone, killed or not.
One that dies is started again by the next text.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from socket import AF_UNIX, socket

from connectors.privacy.names import mask_names

SOCKET, LOCK = "socket", "lock"
# How far this work stands behind that of the conversations.
PATIENT = 10
# How long it stays when nobody is connected, and how long its start is waited for.
ALONE_SECONDS, START_SECONDS, LOOK_SECONDS = 5.0, 60.0, 0.05
# What an answer begins with.
MASKED, FAILED = b"=", b"!"


class NotMasked(Exception):
    """A text in which names could not be looked for; it says why, and must not be kept."""


class Masking:
    """A process's way to the one that masks names."""

    def __init__(self, folder: Path | None = None) -> None:
        """Args:
        folder: where the processes of a server meet, theirs alone; without one, this
            process has a mask of its own.
        """
        self._folder = folder
        self._own: Path | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="names")
        self._connection: Connection | None = None

    async def without_names(self, text: str) -> str:
        """The text with each name of a person masked.

        Raises:
            NotMasked, OSError: the text must then not be kept.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._ask, text)

    def close(self) -> None:
        """Let it go; what is asked from now on begins anew."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        own, self._own = self._own, None
        if own is not None:
            shutil.rmtree(own, ignore_errors=True)

    def _ask(self, text: str) -> str:
        try:
            answer = self._answer(text)
        except (EOFError, OSError):
            # It died, or was about to end: another one is started.
            self._connection = None
            answer = self._answer(text)
        if answer[:1] == FAILED:
            raise NotMasked(answer[1:].decode())
        return answer[1:].decode()

    def _answer(self, text: str) -> bytes:
        if self._connection is None:
            self._connection = _connected(self._place())
        self._connection.send_bytes(text.encode(errors="replace"))
        return self._connection.recv_bytes()

    def _place(self) -> Path:
        if self._folder is not None:
            return self._folder
        if self._own is None:
            self._own = Path(tempfile.mkdtemp(prefix="assistant-names-"))
        return self._own


def _connected(folder: Path) -> Connection:
    """A connection to the process of a folder, started if there is none."""
    until = time.monotonic() + START_SECONDS
    while True:
        asking = socket(AF_UNIX)
        try:
            asking.connect(str(folder / SOCKET))
            return Connection(asking.detach())
        except (FileNotFoundError, ConnectionRefusedError):
            asking.close()
            if time.monotonic() > until:
                raise
        _start(folder)
        time.sleep(LOOK_SECONDS)


def _start(folder: Path) -> None:
    """Start the process of a folder, unless there is one: it holds the lock while it lives."""
    with (folder / LOCK).open("w") as lock, suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Of a session of its own: Ctrl-C is for the server, which lets go of it.
        subprocess.Popen(
            [sys.executable, "-m", __name__, str(folder)],
            pass_fds=[lock.fileno()],
            start_new_session=True,
            stdin=subprocess.DEVNULL,
        )


def serve(folder: Path) -> None:
    """Mask what is asked, until nobody is connected any more."""
    path = folder / SOCKET
    # Left by one that was killed.
    path.unlink(missing_ok=True)
    with socket(AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        asking: list[Connection] = []
        while ready := wait([listening, *asking], None if asking else ALONE_SECONDS):
            for one in ready:
                if isinstance(one, Connection):
                    _serve_one(one, asking)
                else:
                    asking.append(Connection(listening.accept()[0].detach()))
    with suppress(OSError):
        path.unlink()


def _serve_one(one: Connection, asking: list[Connection]) -> None:
    try:
        one.send_bytes(_masked(one.recv_bytes()))
    except (EOFError, OSError):
        one.close()
        asking.remove(one)


def _masked(text: bytes) -> bytes:
    try:
        return MASKED + mask_names(text.decode()).encode()
    except Exception as error:
        return FAILED + type(error).__name__.encode()


if __name__ == "__main__":
    os.nice(PATIENT)
    serve(Path(sys.argv[1]))
