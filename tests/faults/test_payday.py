"""A payday in small, on two workers: every message answered, and kept once, at any speed."""

from __future__ import annotations

from pathlib import Path

from benchmarks.payday.runs import Site, day
from tests.faults.conftest import REDIS

RATE, SECONDS = 8.0, 6.0
BURST, BURST_SECONDS = 25.0, 2.0
CONVERSATIONS = 30


async def test_everybody_is_answered_once(postgres: str, model: Path) -> None:
    held = await day(
        Site(postgres, REDIS, model),
        workers=2,
        conversations=CONVERSATIONS,
        steady=(RATE, SECONDS),
        burst=(BURST, BURST_SECONDS),
    )
    heard = held.steady.heard, held.burst.heard
    assert held.is_right, [part.failed for part in heard]
    # Conversations ended, and others took their place.
    assert all(part.answered for part in heard)
    assert held.kept > CONVERSATIONS
    assert len({turn for part in heard for turn in part.turn}) >= 3
