"""Drafts with a report, for the tests of what is published and shown."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from bot.content.shelf import Shelf
from workbench.models.report import Comparison, Report, Scores, Sentence
from workbench.models.training import DRAFTS
from workbench.models.work import REPORT_SUFFIX

GOOD = Scores(
    messages=700, first=0.95, first_acceptable=0.96, three=0.98, three_acceptable=0.99,
    sure=0.9, wrong_and_sure=0.02, elsewhere_answered=0.03,
)  # fmt: skip
WORSE = Sentence(text="où", right="a", live="a", live_sure=True, draft="b", draft_sure=True)


def report(draft: str, live: str | None, scores: Scores = GOOD, **more: Any) -> Report:
    """What a draft measured, beside the live archive."""
    compared = Comparison(
        name="heldout", title="Gardés à part", gates=True, live=GOOD if live else None,
        draft=scores, better=(), worse=(WORSE,),
    )  # fmt: skip
    whole: dict[str, Any] = {
        "draft": draft, "live": live, "trained_at": "2026", "examples": 1, "canaries": (),
        "comparisons": (compared,), "intents": (), "confusions": (), "calibration": (),
    }  # fmt: skip
    return Report(**{**whole, **more})


def draft(shelf: Shelf, name: str, model: Path) -> None:
    """Put a draft on the shelf, with a good report."""
    live = shelf.live()
    assert live is not None
    path = shelf.folder / DRAFTS / name
    shutil.copy(model, path)
    path.with_name(name + REPORT_SUFFIX).write_text(report(name, live.name).json())
