"""How often one session and one address may write."""

from __future__ import annotations

import hashlib
import math
import time
from functools import cache

import limits
import structlog
from limits.storage import Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from connectors.contract.errors import ApiError, Code
from connectors.limits.windows import WindowStorage

REDIS_SECONDS = 1
MAX_HASH_KEY = hashlib.blake2b.MAX_KEY_SIZE

log = structlog.get_logger(__name__)


class Limiter:
    """Counts in Redis when it is there, else in this process.

    Redis away means that each process counts alone, not that nobody may write.
    """

    def __init__(self, redis_url: str | None, secret: str) -> None:
        self._own = WindowStorage()
        self._shared: Storage = self._own
        if redis_url:
            self._shared = storage_from_string(
                redis_url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
            )
        self._own_windows = MovingWindowRateLimiter(self._own)
        self._windows = MovingWindowRateLimiter(self._shared)
        self._secret = secret.encode()[:MAX_HASH_KEY]

    @property
    def remote(self) -> bool:
        """If counting waits for the network."""
        return self._shared is not self._own

    def ping(self) -> None:
        """Raise unless the shared counters can be reached."""
        if not self._shared.check():
            raise ConnectionError("rate limit storage")

    def hit(self, rate: str, scope: str, who: str) -> None:
        """Count one request.

        Args:
            rate: one or more limits ("20/minute;200/hour"), or nothing for no limit.
            scope: what is counted.
            who: for whom; only a keyed hash of it is kept.

        Raises:
            ApiError: `too_many_requests`, with the seconds to wait.
        """
        if not rate:
            return
        key = hashlib.blake2b(who.encode(), key=self._secret, digest_size=16).hexdigest()
        try:
            wait = _hit(self._windows, rate, scope, key)
        except Exception as error:
            log.warning("limits.shared_away", error=type(error).__name__)
            wait = _hit(self._own_windows, rate, scope, key)
        if wait:
            raise ApiError(Code.too_many_requests, retry_after=wait)


def _hit(windows: MovingWindowRateLimiter, rate: str, scope: str, key: str) -> int:
    for limit in _parsed_rate(rate):
        if not windows.hit(limit, scope, key):
            reset, _ = windows.get_window_stats(limit, scope, key)
            return max(1, math.ceil(reset - time.time()))
    return 0


@cache
def _parsed_rate(rate: str) -> list[limits.RateLimitItem]:
    return limits.parse_many(rate)
