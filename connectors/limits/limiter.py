"""How often one session and one address may write."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from functools import cache
from time import monotonic, time

import limits
import structlog
from limits.storage import Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from connectors import metrics
from connectors.contract.errors import ApiError, Code
from connectors.limits.breaker import Breaker
from connectors.limits.windows import WindowStorage

# Redis answers within milliseconds, or everybody waits for it.
REDIS_SECONDS = 0.25
MAX_HASH_KEY = hashlib.blake2b.MAX_KEY_SIZE

log = structlog.get_logger(__name__)


class Windows:
    """Moving windows in a storage whose times are of the clock `now`."""

    def __init__(self, storage: Storage, now: Callable[[], float]) -> None:
        # The library holds it weakly.
        self.storage = storage
        self._windows = MovingWindowRateLimiter(storage)
        self._now = now

    def hit(self, rate: str, scope: str, key: str) -> int:
        """Count one request; the seconds to wait when it is one too many, else 0."""
        for limit in _parsed_rate(rate):
            if not self._windows.hit(limit, scope, key):
                reset, _ = self._windows.get_window_stats(limit, scope, key)
                return max(1, math.ceil(reset - self._now()))
        return 0


class Limiter:
    """Counts in Redis when it is there, else in this process.

    Redis away means that each process counts alone, not that nobody may write; a Redis that
    is slow or frozen is away.
    """

    def __init__(self, redis_url: str | None, secret: str) -> None:
        self._own = Windows(WindowStorage(), monotonic)
        self._shared: Windows | None = None
        if redis_url:
            redis = storage_from_string(
                redis_url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
            )
            self._shared = Windows(redis, time)
        self._breaker = Breaker()
        self._secret = secret.encode()[:MAX_HASH_KEY]

    @property
    def is_shared(self) -> bool:
        """If processes are to count together."""
        return self._shared is not None

    @property
    def waits(self) -> bool:
        """If counting now waits for the network."""
        return self.is_shared and self._breaker.may_ask

    def reach(self) -> bool:
        """Ask for the shared counters; if they are there."""
        if self._shared is None:
            return False
        try:
            reached = bool(self._shared.storage.check())
        except Exception:
            reached = False
        if reached:
            self._found()
        else:
            self._missed("check")
        return reached

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
        wait = self._hit(rate, scope, key)
        if wait:
            raise ApiError(Code.too_many_requests, retry_after=wait)

    def _hit(self, rate: str, scope: str, key: str) -> int:
        if self._shared is not None and self._breaker.asks():
            try:
                wait = self._shared.hit(rate, scope, key)
            except Exception as error:
                self._missed(type(error).__name__)
            else:
                self._found()
                return wait
        return self._own.hit(rate, scope, key)

    def _found(self) -> None:
        if self._breaker.answered():
            metrics.LIMITS_ALONE.set(0)
            log.info("limits.shared_back")

    def _missed(self, error: str) -> None:
        self._breaker.failed()
        metrics.LIMITS_ALONE.set(1)
        log.warning("limits.shared_away", error=error)


@cache
def _parsed_rate(rate: str) -> list[limits.RateLimitItem]:
    return limits.parse_many(rate)
