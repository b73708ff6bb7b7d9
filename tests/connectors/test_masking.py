"""One process masks names for all who meet in a folder, and for as long as they do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from connectors.privacy import masking
from connectors.privacy.masking import FAILED, Masking, NotMasked

# Without a letter there is no name to look for, and so nobody waits for the model.
NOTHING = "12"
HOLDS = f"""
import asyncio, sys, time
from pathlib import Path
from connectors.privacy.masking import Masking
one = Masking(Path(sys.argv[1]))
print(asyncio.run(one.without_names("{NOTHING}")), flush=True)
time.sleep(600)
"""


def masks(folder: Path) -> list[psutil.Process]:
    """The processes that mask names for a folder."""
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if process.info["cmdline"]
        and process.info["cmdline"][-1] == str(folder)
        and masking.__name__ in process.info["cmdline"]
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    _, left = psutil.wait_procs(masks(tmp_path), timeout=60)
    for process in left:
        process.kill()
    assert left == []


@pytest.fixture
def one(folder: Path) -> Iterator[Masking]:
    made = Masking(folder)
    yield made
    made.close()


@pytest.mark.asyncio
async def test_names_are_masked_in_a_process_of_their_own(one: Masking, folder: Path) -> None:
    assert await one.without_names("je suis Sophie Martin") == "je suis •••"
    assert await one.without_names("où en est mon rsa") == "où en est mon rsa"
    assert len(masks(folder)) == 1


@pytest.mark.asyncio
async def test_two_who_meet_share_one_process(one: Masking, folder: Path) -> None:
    other = Masking(folder)
    assert await one.without_names(NOTHING) == NOTHING
    assert await other.without_names(NOTHING) == NOTHING
    (process,) = masks(folder)
    one.close()
    assert await other.without_names(NOTHING) == NOTHING
    assert masks(folder) == [process]
    other.close()


@pytest.mark.asyncio
async def test_one_that_was_killed_is_started_again(one: Masking, folder: Path) -> None:
    await one.without_names(NOTHING)
    (process,) = masks(folder)
    process.kill()
    process.wait()
    assert await one.without_names(NOTHING) == NOTHING
    assert [again.pid for again in masks(folder)] != [process.pid]


@pytest.mark.asyncio
async def test_what_cannot_be_masked_is_refused_and_the_next_is_masked(
    one: Masking, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert masking._masked(b"\xff") == FAILED + b"UnicodeDecodeError"
    monkeypatch.setattr(one, "_answer", masking._masked)
    with pytest.raises(NotMasked, match="UnicodeDecodeError"):
        one._ask(b"\xff")  # type: ignore[arg-type]
    assert one._ask(NOTHING.encode()) == NOTHING  # type: ignore[arg-type]


def test_it_ends_with_the_last_who_asked_even_when_that_is_killed(folder: Path) -> None:
    asks = [
        subprocess.Popen(
            [sys.executable, "-c", HOLDS, str(folder)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for one in asks:
        assert one.stdout is not None and one.stdout.readline().strip() == NOTHING
    (process,) = masks(folder)
    asks[0].kill()
    asks[0].wait()
    assert process.is_running()
    asks[1].kill()
    asks[1].wait()
    process.wait(timeout=60)
