"""Who lives, told by counting: no clock of two machines is compared."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from storage.claims import Claimant
from storage.conversations import Store
from storage.database import Database
from storage.owners import DEAD_SECONDS, Owners


class Clock:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def beats(clock: Clock, *living: Owners, seconds: int) -> None:
    """Let a few seconds pass, in which these processes live."""
    for _ in range(seconds):
        clock.now += 1
        for one in living:
            one.beat()


def test_a_process_that_stops_counting_is_dead(
    database: Database, open_database: Callable[[], Database], clock: Clock
) -> None:
    here, there = Owners(database, now=clock), Owners(open_database(), now=clock)
    beats(clock, there, here, seconds=10)
    assert not here.is_dead(there.name)
    beats(clock, here, seconds=int(DEAD_SECONDS))
    assert not here.is_dead(there.name)
    beats(clock, here, seconds=1)
    assert here.is_dead(there.name)
    assert here.is_abandoned(there.name, "any")
    beats(clock, here, seconds=2)
    assert here.is_dead(there.name), "also when its row is gone"


def test_a_process_that_left_is_dead_at_the_next_look(database: Database, clock: Clock) -> None:
    here, there = Owners(database, now=clock), Owners(database, now=clock)
    beats(clock, there, here, seconds=2)
    there.leave()
    beats(clock, here, seconds=1)
    assert not here.is_dead(there.name), "it may have come since we looked"
    beats(clock, here, seconds=1)
    assert here.is_dead(there.name)


def test_who_could_not_look_gives_the_others_their_time_again(
    database: Database, clock: Clock
) -> None:
    here, there = Owners(database, now=clock), Owners(database, now=clock)
    beats(clock, there, here, seconds=2)
    clock.now += 60
    here.beat()
    assert not here.is_dead(there.name)
    beats(clock, here, seconds=int(DEAD_SECONDS) + 1)
    assert here.is_dead(there.name)


def test_a_claim_of_our_own_is_abandoned_when_no_request_holds_it(
    database: Database, store: Store, key: str
) -> None:
    here = Owners(database)
    here.beat()
    claimant = Claimant(here.name, "token")
    with here.playing("token"):
        assert not here.is_abandoned(here.name, "token")
        store.claim(key, "m", claimant, is_abandoned=here.is_abandoned)
        here.beat()
        assert store.claim(key, "m", claimant, is_abandoned=here.is_abandoned)[0].state == "run"
    assert here.is_abandoned(here.name, "token")
    here.beat()
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM claims").scalar() == 0
