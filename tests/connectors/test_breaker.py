"""Who does not answer is asked by one request in a while; all others go on without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from prometheus_client import REGISTRY

from connectors.contract.errors import ApiError
from connectors.limits import limiter as limiter_module
from connectors.limits.breaker import PAUSE_SECONDS, Breaker
from connectors.limits.limiter import Limiter


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_one_request_in_a_while_asks() -> None:
    clock = Clock()
    breaker = Breaker(now=clock)
    assert breaker.asks() and breaker.asks()
    breaker.failed()
    assert not breaker.may_ask and not breaker.asks()
    clock.now += PAUSE_SECONDS
    assert breaker.may_ask and breaker.asks()
    assert not breaker.asks(), "the others do not wait for its answer"
    assert breaker.answered()
    assert breaker.asks() and breaker.asks()
    assert not breaker.answered(), "it was well before"


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> tuple[Limiter, Callable[[], int], Clock]:
    """A limiter whose Redis refuses, how often it was asked, and the breaker's clock."""
    clock = Clock()
    monkeypatch.setattr(limiter_module, "Breaker", lambda: Breaker(now=clock))
    made = Limiter("redis://127.0.0.1:1/", "s" * 40)
    asked: list[Any] = []
    shared: Any = made._shared
    hit = shared.hit
    monkeypatch.setattr(shared, "hit", lambda *args: asked.append(args) or hit(*args))
    return made, lambda: len(asked), clock


def test_without_redis_requests_are_counted_here_and_nobody_waits(
    away: tuple[Limiter, Callable[[], int], Clock],
) -> None:
    limiter, asked, clock = away
    assert limiter.waits
    for _ in range(20):
        limiter.hit("20/minute", "session", "a")
    assert asked() == 1 and not limiter.waits
    assert REGISTRY.get_sample_value("assistant_limits_alone") == 1
    with pytest.raises(ApiError):
        limiter.hit("20/minute", "session", "a")
    clock.now += PAUSE_SECONDS
    assert limiter.waits
    limiter.hit("20/minute", "session", "b")
    limiter.hit("20/minute", "session", "b")
    assert asked() == 2


def test_redis_is_back(redis_url: str) -> None:
    limiter = Limiter(redis_url, "s" * 40)
    limiter._missed("test")
    assert not limiter.waits
    assert limiter.reach() and limiter.waits
    assert REGISTRY.get_sample_value("assistant_limits_alone") == 0
