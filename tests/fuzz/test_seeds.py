"""What fuzzing found once is found no more; and what the targets get is what they are for."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.examples import teaching
from bot.content.tree import read
from connectors.contract.schema import MessageRequest, read_body
from connectors.privacy.redaction import redact
from tests.fuzz.engines import SEEDS, Broken, with_atheris, with_hypothesis
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


def test_a_half_that_does_not_look_is_told_with_what_it_said() -> None:
    """A target that atheris does not know: it ends at once, and finds nothing."""
    with pytest.raises(Broken, match="KeyError: 'nowhere'"):
        with_atheris("nowhere", 1)


def test_a_search_that_cannot_draw_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unable(text: str) -> bytes:
        raise RuntimeError("no bytes today")

    monkeypatch.setattr("tests.fuzz.engines._encoded", unable)
    with pytest.raises(Broken, match="hypothesis did not look at redaction: no bytes today"):
        with_hypothesis("redaction", lambda data: None, 60)


def test_atheris_looks_until_its_time_is_over() -> None:
    assert with_atheris("contract", 1) is None
