"""Ports for the servers of the tests."""

from __future__ import annotations

import random
import socket

# Below those that the system gives to outgoing connections: a server that is started again finds
# its own still free. Wide, because several processes of the tests choose at the same time.
RANGE = range(10_000, 32_000)
_given: set[int] = set()


def free_port() -> int:
    """A port that nobody listens on, and that was not given before in this process."""
    for port in random.sample(RANGE, 100):
        if port not in _given and _is_free(port):
            _given.add(port)
            return port
    raise AssertionError("no free port")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
