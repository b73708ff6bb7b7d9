"""A line between a server and one of its stores, which a test can slow, freeze and cut."""

from __future__ import annotations

import contextlib
import socket
import threading
import time

PIECE = 65536


class Proxy:
    """Forwards a local port to another address, until it is told to do it badly.

    Each way of doing it badly lasts until `mend`.
    """

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._listener = _listen(0)
        self.port: int = self._listener.getsockname()[1]
        self._lines: list[_Line] = []
        self._flowing = threading.Event()
        self._flowing.set()
        self._seconds = 0.0
        self._accept()

    def slow(self, seconds: float) -> None:
        """Let every question wait before it goes on."""
        self._seconds = seconds

    def freeze(self) -> None:
        """Keep every connection open and let nothing through: the machine answers, no more."""
        self._flowing.clear()

    def hush(self) -> None:
        """Forget the connections that are open, and tell neither side; new ones work."""
        for line in self._lines:
            line.silent = True
        self._lines = []

    def drop(self) -> None:
        """Close the connections that are open; new ones work."""
        for line in self._lines:
            line.close()
        self._lines = []

    def refuse(self) -> None:
        """Close the connections that are open, and accept no more."""
        # Closing alone does not wake the thread that accepts.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)
        self.drop()

    def mend(self) -> None:
        """Do it well again; what was frozen goes on."""
        self._seconds = 0.0
        self._flowing.set()
        if self._listener.fileno() < 0:
            self._listener = _listen(self.port)
            self._accept()

    def close(self) -> None:
        """Accept nothing more and let go of what is open."""
        self._flowing.set()
        self.refuse()

    def _accept(self) -> None:
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
            except OSError:
                return
            line = _Line(client, server)
            self._lines.append(line)
            for source, target, asks in ((client, server, True), (server, client, False)):
                threading.Thread(
                    target=self._forward, args=(line, source, target, asks), daemon=True
                ).start()

    def _forward(
        self, line: _Line, source: socket.socket, target: socket.socket, asks: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(PIECE):
                if asks and self._seconds:
                    time.sleep(self._seconds)
                self._flowing.wait()
                if not line.silent:
                    target.sendall(piece)
        if not line.silent:
            line.close()


class _Line:
    """One connection through the proxy."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self._ends = (client, server)
        for end in self._ends:
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.silent = False

    def close(self) -> None:
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    return listener
