"""A complaint that comes with every message is written once a minute; a full disk stops nobody."""

from __future__ import annotations

import contextlib
from typing import TextIO, cast

import pytest
import structlog

from assistant.logs import AGAIN_SECONDS, Seldom, Steady
from connectors.quiet import Named


class Pieces:
    """A stream that keeps what each write brought."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, text: str) -> int:
        self.written.append(text)
        return len(text)

    def flush(self) -> None:
        pass


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def written(seldom: Seldom, method: str, **event: object) -> dict[str, object] | None:
    try:
        return dict(seldom(None, method, dict(event)))
    except structlog.DropEvent:
        return None


def test_the_same_complaint_once_a_minute_and_how_often_it_came() -> None:
    clock = Clock()
    seldom = Seldom(now=clock)
    away = {"event": "failure", "cause": "store", "milliseconds": 3}
    assert written(seldom, "error", **away) == away
    for milliseconds in range(500):
        clock.now += AGAIN_SECONDS / 1000
        assert written(seldom, "error", **{**away, "milliseconds": milliseconds}) is None
    assert written(seldom, "error", event="failure", cause="bot"), "another complaint"
    clock.now = AGAIN_SECONDS
    assert written(seldom, "error", **away) == {**away, "often": 501}
    clock.now += AGAIN_SECONDS
    assert written(seldom, "error", **away) == away


def test_what_is_no_complaint_is_always_written() -> None:
    seldom = Seldom(now=Clock())
    for _ in range(3):
        assert written(seldom, "info", event="turn") == {"event": "turn"}


def test_old_complaints_are_forgotten() -> None:
    clock = Clock()
    seldom = Seldom(now=clock)
    for number in range(1000):
        clock.now += 1
        written(seldom, "warning", event=f"{number}")
    assert len(seldom._written) <= AGAIN_SECONDS


def test_a_line_is_one_write() -> None:
    """Several processes write on one stream, which may let through each piece as it comes."""
    stream = Pieces()
    Named("any", cast(TextIO, stream)).info("{}")
    assert stream.written == ["{}\n"]


def test_a_log_on_a_full_disk_loses_the_line_only() -> None:
    full = open("/dev/full", "w", buffering=1)  # noqa: SIM115 (closing it fails as well)
    with pytest.raises(OSError):
        full.write("one\n")
    structlog.PrintLogger(Steady(full)).error("two")  # type: ignore[arg-type]
    with contextlib.suppress(OSError):
        full.close()
