"""If an address is free to listen on, asked before anything heavy is imported."""

from __future__ import annotations

import socket


class PortBusy(Exception):
    """Something else listens there."""


def raise_if_busy(host: str, port: int) -> None:
    """Raises PortBusy when something else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise PortBusy from None
