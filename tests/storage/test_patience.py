"""Who waits behind others is refused for what they do, not for what the clock says."""

from __future__ import annotations

import asyncio
import ctypes
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import database as database_module
from storage.database import QUEUE_SECONDS, Database
from storage.errors import Away


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    made = Database(f"sqlite:///{tmp_path}/assistant.db")
    yield made
    made.close()


async def test_a_process_that_stood_still_refuses_nobody(database: Database) -> None:
    """As when a new model is loaded, or the machine stops the process for a while."""
    begun, go_on = threading.Event(), threading.Event()

    def hold() -> str:
        begun.set()
        go_on.wait()
        return "first"

    calls = [asyncio.ensure_future(database.call(work)) for work in (hold, lambda: "second")]
    await asyncio.get_running_loop().run_in_executor(None, begun.wait)
    # This way of calling C keeps the interpreter's lock: no thread of the process goes on.
    ctypes.PyDLL(None).usleep(int((QUEUE_SECONDS + 0.5) * 1_000_000))
    go_on.set()
    assert await asyncio.gather(*calls) == ["first", "second"]


async def test_behind_those_who_gave_up_nobody_waits(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "QUEUE_SECONDS", 0.1)
    ran: list[int] = []

    def give_up() -> None:
        ran.append(1)
        time.sleep(0.11)
        raise Away("held")

    found = await asyncio.gather(
        *(database.call(give_up) for _ in range(5)), return_exceptions=True
    )
    assert [str(error) for error in found] == ["held", *["queue"] * 4]
    assert len(ran) == 1
    assert await database.call(lambda: "later") == "later", (
        "who comes afterwards has waited for nobody"
    )
