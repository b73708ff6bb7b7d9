"""Moving windows in this process's memory, for the `limits` library.

Their times are of the monotonic clock: the other one may be set back.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from time import monotonic
from typing import NamedTuple

from limits.storage import MemoryStorage


class _Window(NamedTuple):
    seconds: int
    hits: deque[float]


class WindowStorage(MemoryStorage):
    """The library's memory, cleaned as it is used instead of by threads.

    The library's own starts a thread at nearly every request, and each walks every hit
    of everybody: 5 ms of processor a message when 2,500 people write.
    """

    def __init__(self) -> None:
        super().__init__()
        self._windows: OrderedDict[str, _Window] = OrderedDict()

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count `amount` hits of `key`, unless that makes more than `limit` in `expiry` seconds."""
        now = monotonic()
        with self.lock:
            self._forget_the_idle(now)
            hits = self._current(key, expiry, now)
            if len(hits) + amount > limit:
                return False
            hits.extend([now] * amount)
            self._windows[key] = _Window(expiry, hits)
            self._windows.move_to_end(key)
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[int, int]:
        """When the oldest hit that still counts was, and how many count."""
        now = monotonic()
        with self.lock:
            hits = self._current(key, expiry, now)
            return int(hits[0] if hits else now), len(hits)

    def _current(self, key: str, seconds: int, now: float) -> deque[float]:
        window = self._windows.get(key)
        hits = window.hits if window else deque()
        while hits and hits[0] <= now - seconds:
            hits.popleft()
        return hits

    def _forget_the_idle(self, now: float) -> None:
        """Drop keys that nothing counts for any more, those used longest ago first."""
        while self._windows:
            seconds, hits = next(iter(self._windows.values()))
            if hits and hits[-1] > now - seconds:
                return
            self._windows.popitem(last=False)
