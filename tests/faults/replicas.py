"""Several processes that answer for one assistant, and what happens to them while people write."""

from __future__ import annotations

import signal
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from tests.connectors.live_server import Server
from tests.faults.people import Person
from tests.faults.stages import kept_in
from tests.faults.watch import LONGEST_SECONDS

PEOPLE = 4
TALK_SECONDS = 3.0


class Told(NamedTuple):
    """What became of the messages of all people.

    `refused`: nobody listened, as a load balancer sees it; `cut`: a connection was closed
    before its answer; both were sent again. `waited`: the 503 among the answers.
    """

    sent: int
    answered: int
    lost: int
    doubled: int
    waited: int
    refused: int
    cut: int
    slowest: float

    @property
    def is_right(self) -> bool:
        """If every message was answered once and kept once."""
        return self.sent == self.answered and self.lost == self.doubled == 0


def told(people: list[Person], url: str) -> Told:
    """Compare what people saw with what the database holds."""
    lost = doubled = 0
    for person in people:
        for key, answered in person.answered.items():
            kept = kept_in(url, key)
            names = [message for message, _ in kept]
            lost += len(set(answered) - set(names))
            doubled += len(names) - len(set(names)) + sum(heard > 1 for _, heard in kept)
    seen = [one for person in people for one in person.seen]
    return Told(
        sent=len({one.message for one in seen}),
        answered=sum(len(of) for person in people for of in person.answered.values()),
        lost=lost,
        doubled=doubled,
        waited=sum(one.status == 503 for one in seen),
        refused=sum(one.status == Person.REFUSED for one in seen),
        cut=sum(one.status == Person.CUT for one in seen),
        slowest=max(one.seconds for one in seen),
    )


def pairs(first: Server, second: Server, url: str, number: int) -> Told:
    """Two messages of one conversation at once, each to another process; again and again."""
    one, other = Person((first,)), Person((second,))
    one.open()
    other.join(one)
    with ThreadPoolExecutor(2) as pool:
        for _ in range(number):
            list(pool.map(lambda person: person.insist(str(uuid.uuid4())), (one, other)))
    return told([one, other], url)


def crowd(servers: list[Server], url: str, number: int) -> Told:
    """So many messages of one conversation at once, over all processes."""
    opener = Person(tuple(servers))
    opener.open()
    people = [Person((servers[place % len(servers)],)) for place in range(number)]
    for person in people:
        person.join(opener)
    with ThreadPoolExecutor(number) as pool:
        list(pool.map(lambda person: person.insist(str(uuid.uuid4())), people))
    return told(people, url)


def killed(servers: list[Server], url: str) -> Told:
    """One process is killed in the middle of conversations that go over all of them."""

    def strike() -> None:
        servers[0].stop(signal.SIGKILL)
        time.sleep(TALK_SECONDS)
        servers[0].start()

    return _while_people_talk(servers, url, strike)


def restarted_one_by_one(servers: list[Server], url: str) -> Told:
    """A rolling restart: each process ends in order, and is back before the next one goes."""

    def strike() -> None:
        for server in servers:
            server.stop()
            server.start()

    return _while_people_talk(servers, url, strike)


def clocks_apart(servers: list[Server], url: str) -> Told:
    """Conversations go to and fro; the processes' clocks are what the caller made them."""
    return _while_people_talk(servers, url, lambda: None)


def _while_people_talk(servers: list[Server], url: str, strike: Callable[[], None]) -> Told:
    people = [Person(tuple(servers)) for _ in range(PEOPLE)]
    for person in people:
        person.open()
    over = threading.Event()
    with ThreadPoolExecutor(PEOPLE) as pool:
        talks = [pool.submit(person.talk, over) for person in people]
        try:
            time.sleep(TALK_SECONDS)
            strike()
            time.sleep(TALK_SECONDS)
        finally:
            over.set()
        for talk in talks:
            talk.result(LONGEST_SECONDS)
    return told(people, url)
