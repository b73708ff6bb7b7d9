"""What fuzzing found once is found no more; and what the targets get is what they are for."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.examples import teaching
from bot.content.tree import read
from connectors.contract.schema import MessageRequest, read_body
from connectors.privacy.redaction import redact
from tests.fuzz.engines import SEEDS, with_hypothesis
from tests.fuzz.properties import TARGETS

KEPT = sorted(path for path in SEEDS.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_seed_holds(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_begins_with_something_good(target: str) -> None:
    """Fuzzing that never gets past the first check finds nothing behind it."""
    good = (SEEDS / target / "good").read_bytes()
    if target == "contract":
        assert read_body(MessageRequest, good).input.text
    elif target == "content":
        taught = teaching([read("good", good)])
        assert taught.examples and taught.lookups and not taught.faults
    else:
        assert redact(good.decode()).kinds or target == "guard"


def test_a_property_that_does_not_hold_is_found_and_made_small() -> None:
    def holds(data: bytes) -> None:
        assert b"7" not in data

    assert with_hypothesis("redaction", holds, 60) == b"7"
