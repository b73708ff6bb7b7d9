"""A connection to a database that a test can cut, freeze and mend."""

from __future__ import annotations

import contextlib
import select
import socket
import threading


class Cuttable:
    """Forwards a local port to another address until it is cut."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._listener = _listener(0)
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._flowing = threading.Event()
        self._flowing.set()
        self._accept()

    def cut(self) -> None:
        """Close every connection and refuse new ones."""
        for one in [self._listener, *self._open]:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open = []
        self._thread.join(10)

    def freeze(self) -> None:
        """Keep every connection open and let nothing through: the machine answers, no more."""
        self._flowing.clear()

    def thaw(self) -> None:
        """Let through what was sent meanwhile, and all that follows."""
        self._flowing.set()

    def mend(self) -> None:
        """Accept connections again."""
        self._listener = _listener(self.port)
        self._accept()

    def _accept(self) -> None:
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._target)
            self._open += [client, server]
            forward = threading.Thread(
                target=_forward, args=(client, server, self._flowing), daemon=True
            )
            forward.start()


def _listener(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    return listener


def _forward(first: socket.socket, second: socket.socket, flowing: threading.Event) -> None:
    other = {first: second, second: first}
    with contextlib.suppress(OSError, ValueError):
        while True:
            for ready in select.select([first, second], [], [])[0]:
                received = ready.recv(65536)
                flowing.wait()
                if not received:
                    return
                other[ready].sendall(received)
