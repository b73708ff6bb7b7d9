"""How often one may write, and who one is."""

from __future__ import annotations

import uuid
from ipaddress import ip_network

import pytest
import redis

from connectors.contract.errors import ApiError, Code
from connectors.limits.addresses import client_address, household, site
from connectors.limits.limiter import Limiter
from connectors.limits.windows import WindowStorage

SECRET = "s" * 40
NETWORKS = (ip_network("10.0.0.0/8"), ip_network("2001:db8::/32"))


@pytest.fixture(params=["memory", "redis"])
def limiter(request: pytest.FixtureRequest) -> Limiter:
    shared = request.param == "redis"
    return Limiter(request.getfixturevalue("redis_url") if shared else None, SECRET)


def test_one_too_many_is_told_when_to_come_back(limiter: Limiter) -> None:
    who = uuid.uuid4().hex
    for _ in range(3):
        limiter.hit("3/hour", "session", who)
    with pytest.raises(ApiError) as error:
        limiter.hit("3/hour", "session", who)
    assert error.value.code is Code.too_many_requests
    assert error.value.retry_after and 3500 < error.value.retry_after <= 3600
    limiter.hit("3/hour", "session", uuid.uuid4().hex)
    limiter.hit("3/hour", "address", who)
    limiter.hit("", "session", who)


def test_the_strictest_of_several_limits_holds(limiter: Limiter) -> None:
    who = uuid.uuid4().hex
    limiter.hit("5/minute;1/hour", "session", who)
    with pytest.raises(ApiError):
        limiter.hit("5/minute;1/hour", "session", who)


def test_processes_count_together_and_keep_no_address(redis_url: str) -> None:
    who = f"192.0.2.{uuid.uuid4().int % 250}-{uuid.uuid4().hex}"
    Limiter(redis_url, SECRET).hit("1/minute", "address", who)
    with pytest.raises(ApiError):
        Limiter(redis_url, SECRET).hit("1/minute", "address", who)
    keys = redis.Redis.from_url(redis_url).keys("*")
    assert not any(who.encode() in key for key in keys)


def test_memory_keeps_only_those_who_still_count(monkeypatch: pytest.MonkeyPatch) -> None:
    storage = WindowStorage()
    clock = [1000.0]
    monkeypatch.setattr("connectors.limits.windows.monotonic", lambda: clock[0])
    assert all(storage.acquire_entry(f"key-{number}", 1, 60) for number in range(100))
    assert not storage.acquire_entry("key-0", 1, 60)
    assert storage.get_moving_window("key-0", 1, 60) == (1000, 1)
    clock[0] += 61
    assert storage.acquire_entry("key-0", 1, 60)
    assert list(storage._windows) == ["key-0"]


def test_without_its_redis_a_process_counts_alone() -> None:
    limiter = Limiter("redis://127.0.0.1:1/", SECRET)
    limiter.hit("1/hour", "session", "a")
    with pytest.raises(ApiError):
        limiter.hit("1/hour", "session", "a")
    assert limiter.is_shared and not limiter.reach()


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.1", [], "192.0.2.1"),
        ("192.0.2.1", ["203.0.113.9"], "192.0.2.1"),
        ("10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["198.51.100.1, 203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        ("10.0.0.1", ["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["nonsense"], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.9, nonsense"], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.9:5678"], "203.0.113.9"),
        ("10.0.0.1", ['"203.0.113.9:5678"'], "203.0.113.9"),
        ("10.0.0.1", ["[2a01:e0a:1:2::6]:5678"], "2a01:e0a:1:2::6"),
        ("10.0.0.1", ["[2a01:e0a:1:2::6]"], "2a01:e0a:1:2::6"),
        ("10.0.0.1", ["fe80::1%eth0"], "fe80::1"),
        ("10.0.0.1", ["198.51.100.1, 203.0.113.9:1, 10.0.0.2:2"], "203.0.113.9"),
        ("10.0.0.1", ["203.0.113.9:"], "203.0.113.9"),
        ("10.0.0.1", ["203.0.113.9:x"], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.9.1"], "10.0.0.1"),
        ("10.0.0.1", ["unknown"], "10.0.0.1"),
        ("10.0.0.1", ["_hidden, 203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["\udcff"], "10.0.0.1"),
        ("10.0.0.1", ["٢٠٣.0.113.9"], "10.0.0.1"),
        ("2001:db8::1", ["2a01:e0a:1:2:3:4:5:6"], "2a01:e0a:1:2:3:4:5:6"),
        ("192.0.2.9", ["2a01:e0a:1:2:3:4:5:6"], "192.0.2.9"),
        ("::ffff:192.0.2.1", [], "192.0.2.1"),
        ("::ffff:10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
    ],
)
def test_the_address_comes_from_a_trusted_proxy_only(
    peer: str, forwarded: list[str], address: str
) -> None:
    assert client_address(peer, forwarded, NETWORKS) == address


@pytest.mark.parametrize(
    ("address", "home", "line"),
    [
        ("192.0.2.1", "192.0.2.1", "192.0.2.1"),
        ("2a01:e0a:1:2:3:4:5:6", "2a01:e0a:1:2::/64", "2a01:e0a:1::/48"),
        ("2a01:e0a:1:3::", "2a01:e0a:1:3::/64", "2a01:e0a:1::/48"),
        ("::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1"),
        ("/run/socket", "/run/socket", "/run/socket"),
    ],
)
def test_whoever_may_have_many_addresses_counts_once(address: str, home: str, line: str) -> None:
    assert (household(address), site(address)) == (home, line)
