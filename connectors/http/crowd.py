"""Connections that wait for their client, counted so that nobody takes all of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Generic, TypeVar

from connectors.limits.addresses import household, is_trusted
from connectors.settings import Network

AT_ONE_ADDRESS = 128
ALTOGETHER = 800

T = TypeVar("T")


class Crowd(Generic[T]):
    """Who waits, by address, the one that has waited longest first.

    One too many, and the oldest one must go: a newcomer whose request is whole is never
    refused for those who hold theirs back. Behind a proxy that we trust all come from one
    address, so there only the whole is counted.
    """

    def __init__(
        self,
        trusted: Iterable[Network] = (),
        *,
        at_one_address: int = AT_ONE_ADDRESS,
        altogether: int = ALTOGETHER,
    ) -> None:
        self._trusted = tuple(trusted)
        self._at_one_address = at_one_address
        self._altogether = altogether
        self._all: OrderedDict[T, str] = OrderedDict()
        self._held_back: dict[str, OrderedDict[T, None]] = {}

    def join(self, one: T, address: str, *, half: bool) -> T | None:
        """Begin to wait; who waits already keeps its place.

        Args:
            half: a request was begun, or never came; not so for a connection kept for later.

        Returns:
            Who must go for it, if anybody.
        """
        who = household(address)
        self._all.setdefault(one, who)
        if half and not is_trusted(address, self._trusted):
            at_home = self._held_back.setdefault(who, OrderedDict())
            at_home[one] = None
            if len(at_home) > self._at_one_address:
                return next(iter(at_home))
        return next(iter(self._all)) if len(self._all) > self._altogether else None

    def leave(self, one: T) -> None:
        """Wait no more; who does not wait may leave too."""
        who = self._all.pop(one, None)
        if who is not None and who in self._held_back:
            self._held_back[who].pop(one, None)
            if not self._held_back[who]:
                del self._held_back[who]
