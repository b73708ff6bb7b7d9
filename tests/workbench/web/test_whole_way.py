"""One message from the inbox to a published model and back, while others write all the while."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.whole_way import gone, table
from tests.engine.small_project import assistant, small_copy

CALM = 100
# Of each set that a draft is measured on; what one message more or less says of so few is left
# out by the gate.
MEASURED = 40


def test_a_message_makes_a_better_assistant(browser: Browser, tmp_path: Path) -> None:
    small_copy(tmp_path)
    for path in (tmp_path / "bot" / "measures").glob("*.tsv"):
        rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(rows[: MEASURED + 1]), encoding="utf-8")
    assistant(tmp_path, "train")
    way, crowd = gone(tmp_path, browser, CALM)
    # How long it took is told, not judged: the machine may have other things to do.
    print(table(way, crowd))
    assert crowd.faults == []
    assert crowd.sent == len(crowd.latencies) > CALM and way.training
