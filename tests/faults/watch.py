"""A breakdown is struck while people write; what they, and the operator, see of it."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

import requests

from tests.connectors.live_server import Server
from tests.faults.people import Person, Seen

PEOPLE = 3
# Nothing in these tests takes longer.
LONGEST_SECONDS = 60.0
LOOK_SECONDS = 0.1
GREETING = "Assistant Mon Compte"

# The messages of a conversation that are kept: each one's id and how often the bot heard it.
Kept = list[tuple[str, int]]


class Stage(Protocol):
    """A server with its stores, which something happens to."""

    server: Server

    def kept(self, key: str) -> Kept:
        """What the store holds of a conversation, read past the server and what is broken."""
        ...


@dataclass(frozen=True)
class Breakdown:
    """Something that happens to a store.

    Args:
        title: for the table of operators, in French.
        strike: makes it last as long as the context does.
        seen: the statuses that people may get while it lasts.
        ready: what `/readyz` says while it lasts; None when it may say this or that.
        from_start: the server is started while it lasts.
        seconds: how long it lasts in the short form, and in the long one.
        long_only: there is no short form of it.
    """

    title: str
    strike: Callable[..., AbstractContextManager[object]]
    seen: frozenset[int]
    ready: int | None
    from_start: bool = False
    seconds: tuple[float, float] = (1.5, 12.0)
    long_only: bool = False


@dataclass
class Observed:
    """What was seen of a breakdown; times in seconds."""

    seconds: float
    during: list[Seen]
    health: float
    ready: list[int]
    recovery: float
    sent: int
    answered: int
    lost: int
    doubled: int
    gone: int
    lines: Counter[str] = field(default_factory=Counter)

    @property
    def statuses(self) -> Counter[int]:
        return Counter(one.status for one in self.during)

    @property
    def slowest(self) -> float:
        return max((one.seconds for one in self.during), default=0.0)


def watch(stage: Stage, breakdown: Breakdown, *, full: bool = False) -> Observed:
    """Let people write, strike, mend, and count when everything is well again."""
    server = stage.server
    people = [Person((server,)) for _ in range(PEOPLE)]
    prober = Person((server,))
    for person in (*people, prober):
        person.open()
    over, mended = threading.Event(), threading.Event()
    with ThreadPoolExecutor(PEOPLE + 2) as pool:
        talks = [] if breakdown.from_start else [pool.submit(one.talk, over) for one in people]
        try:
            told = server.log.stat().st_size
            with breakdown.strike(stage):
                if breakdown.from_start:
                    server.stop()
                    server.start("/healthz")
                    _wait_for_the_model(server)
                struck = time.monotonic()
                if breakdown.from_start:
                    talks = [pool.submit(one.talk, over) for one in people]
                health = pool.submit(_slowest_health, server, mended)
                ready = pool.submit(_readiness, server, mended)
                time.sleep(breakdown.seconds[full])
                mended.set()
                ended = time.monotonic()
            recovery = _recovery(stage, prober, ended)
        finally:
            mended.set()
            over.set()
        for talk in talks:
            talk.result(LONGEST_SECONDS)
    everybody = [*people, prober]
    lost, doubled = _counted(stage, everybody)
    return Observed(
        seconds=ended - struck,
        during=[one for who in people for one in who.seen if struck <= one.began < ended],
        health=health.result(),
        ready=ready.result(),
        recovery=recovery,
        sent=len({one.message for who in everybody for one in who.seen}),
        answered=sum(len(of) for who in everybody for of in who.answered.values()),
        lost=lost,
        doubled=doubled,
        gone=sum(len(who.answered) - 1 for who in everybody),
        lines=_complaints(server, told),
    )


def _recovery(stage: Stage, prober: Person, since: float) -> float:
    """The seconds until a message is answered and kept, and the server says it is ready."""
    while time.monotonic() - since < LONGEST_SECONDS:
        message = str(uuid.uuid4())
        prober.insist(message)
        kept = message in dict(stage.kept(prober.key))
        if kept and _get(stage.server, "/readyz") == 200:
            return time.monotonic() - since
        time.sleep(LOOK_SECONDS)
    raise AssertionError("it never was well again")


def _counted(stage: Stage, people: list[Person]) -> tuple[int, int]:
    """Answered and not kept; kept or heard twice. Only of conversations that are not gone."""
    lost = doubled = 0
    for person in people:
        kept = stage.kept(person.key)
        times = Counter({message: heard for message, heard in kept})
        answered = person.answered[person.key]
        lost += sum(times[message] == 0 for message in answered)
        doubled += sum(heard > 1 for heard in times.values()) + len(kept) - len(times)
    return lost, doubled


def _wait_for_the_model(server: Server) -> None:
    """It is loaded while the server answers already."""
    while not requests.get(f"{server.url}/readyz", timeout=LONGEST_SECONDS).json()["checks"][
        "model"
    ]:
        time.sleep(LOOK_SECONDS)


def _slowest_health(server: Server, over: threading.Event) -> float:
    slowest = 0.0
    while not over.is_set():
        began = time.monotonic()
        assert _get(server, "/healthz") == 200
        slowest = max(slowest, time.monotonic() - began)
        time.sleep(LOOK_SECONDS)
    return slowest


def _readiness(server: Server, over: threading.Event) -> list[int]:
    """Each answer of `/readyz`, as long as it lasts."""
    answers = []
    while not over.is_set():
        answers.append(_get(server, "/readyz"))
        time.sleep(LOOK_SECONDS)
    return answers


def _get(server: Server, path: str) -> int:
    return requests.get(server.url + path, timeout=LONGEST_SECONDS).status_code


def _complaints(server: Server, since: int) -> Counter[str]:
    """The warnings and errors of a server's log, by their names; "?" is no line of ours."""
    with server.log.open("rb") as log:
        log.seek(since)
        lines = log.read().decode("utf-8", "replace").splitlines()
    found: Counter[str] = Counter()
    for line in filter(str.strip, lines):
        try:
            entry = json.loads(line)
        except ValueError:
            found["?"] += not line.startswith(GREETING)
            continue
        if entry["level"] in ("warning", "error"):
            found[entry["event"]] += 1
    return found
