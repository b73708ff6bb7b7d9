"""A command in a terminal of its own, for those that ask and wait for keys."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
from collections.abc import Sequence
from fcntl import ioctl
from pathlib import Path
from struct import pack
from termios import ICANON, TIOCSWINSZ, tcgetattr
from time import monotonic
from types import TracebackType

ENTER = "\r"
STOP = "\x03"
CLEAR = "\x15"
# Colours, cursor movements and the like.
_CONTROL = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>78])|\r|\x07|\x08")
_SIZE = (200, 250)
# Where `tcgetattr` has the local modes.
LFLAG = 3
PATIENCE = 240.0


class Terminal:
    """Types what a person would type, once the screen shows what they wait for."""

    def __init__(self, command: Sequence[str], folder: Path, environment: dict[str, str]) -> None:
        self._screen, inside = pty.openpty()
        ioctl(inside, TIOCSWINSZ, pack("HHHH", *_SIZE, 0, 0))
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            # It is asked where the cursor stands, and nobody would answer.
            env=environment | {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"},
            stdin=inside,
            stdout=inside,
            stderr=inside,
            start_new_session=True,
        )
        os.close(inside)
        self._raw = ""
        self._read_to = 0

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._screen)

    @property
    def shown(self) -> str:
        """All that was shown, without colours."""
        return _CONTROL.sub("", self._raw)

    def wait(self, expected: str) -> str:
        """What was shown since the last wait, up to and with a text.

        Raises:
            AssertionError: the command ended, or is silent for too long.
        """
        until = monotonic() + PATIENCE
        while (place := self.shown.find(expected, self._read_to)) < 0:
            assert monotonic() < until, f"« {expected} » is awaited: {self.shown[-3000:]}"
            assert self._more(), f"ended before « {expected} »: {self.shown[-3000:]}"
        begun, self._read_to = self._read_to, place + len(expected)
        return self.shown[begun : self._read_to]

    def type(self, keys: str) -> None:
        """Press keys, once they are read one by one: before, the system would take them."""
        until = monotonic() + PATIENCE
        while tcgetattr(self._screen)[LFLAG] & ICANON:
            assert monotonic() < until and self._more(), "no key is awaited"
        os.write(self._screen, keys.encode())

    def ends(self) -> int:
        """The exit code, once the command has ended by itself."""
        while self._more():
            pass
        return self._process.wait(PATIENCE)

    def _more(self) -> bool:
        """Read what is shown; False at its end."""
        if not select.select([self._screen], [], [], 1)[0]:
            return True
        try:
            read = os.read(self._screen, 65536)
        except OSError:
            # Linux's way to say that nobody has the terminal open any more.
            return False
        self._raw += read.decode("utf-8", "replace")
        return bool(read)
