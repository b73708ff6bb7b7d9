"""Rasa's own core test, end to end, on the test stories of this folder.

The same by hand: `rasa test core --e2e --stories tests/conversations --model <archive>`.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.content.catalogue import Catalogue
from bot.content.sources import PROJECT
from bot.nlu.normalise import words
from bot.training import taught

STORIES = Path(__file__).parent
NLU = PROJECT / "bot" / "data" / "nlu"
AT_LEAST = 120
ALREADY_TAUGHT = 0.2
ENTITY = re.compile(r"\[([^]]+)](?:\([^)]*\)|\{[^}]*})")


@dataclass(frozen=True)
class Verdict:
    """What Rasa's core test says: how many stories it played, and those that failed, by name."""

    played: int
    failed: dict[str, Any]


@pytest.fixture(scope="module")
def verdict(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Verdict:
    """Play every story with stock Rasa."""
    from rasa.core.agent import Agent
    from rasa.core.test import test as core_test
    from rasa.shared.utils.io import read_json_file

    out = tmp_path_factory.mktemp("core")
    agent = Agent.load(model_path=str(model))
    asyncio.run(
        core_test(str(STORIES), agent, e2e=True, out_directory=str(out), disable_plotting=True)
    )
    accuracy = read_json_file(out / "story_report.json")["conversation_accuracy"]
    if accuracy["accuracy"] == 1:
        return Verdict(accuracy["total"], {})
    failed = YAML(typ="safe").load(out / "failed_test_stories.yml")["stories"]
    by_name = {story["story"].rpartition(" (")[0]: story for story in failed}
    return Verdict(accuracy["total"], by_name)


def test_no_story_fails(verdict: Verdict) -> None:
    assert not verdict.failed


def test_no_two_stories_share_a_name() -> None:
    named = [story["story"] for read in _files().values() for story in read["stories"]]
    assert len(named) == len(set(named))


def test_every_story_is_played(verdict: Verdict) -> None:
    stories = sum(len(read["stories"]) for read in _files().values())
    assert verdict.played == stories >= AT_LEAST


def test_every_action_is_covered() -> None:
    domain = YAML(typ="safe").load(PROJECT / "domain.yml")
    played = {step["action"] for step in _steps() if "action" in step}
    assert played == set(domain["actions"])


def test_every_intent_is_covered(rows: Catalogue) -> None:
    said = {step["intent"] for step in _steps() if "intent" in step}
    assert said == set(rows.intents)


@pytest.mark.parametrize("family", sorted(path.stem for path in NLU.glob("*.yml")))
def test_a_file_a_family(family: str) -> None:
    known = {one.intent for one in taught().examples if one.file == f"{family}.yml"}
    first = [story["steps"][0] for story in _files()[f"test_{family}.yml"]["stories"]]
    opened = {step["intent"] for step in first}
    assert opened <= known, "a story stands in the file of the family that it begins with"


def test_most_messages_are_not_training_examples() -> None:
    learned = {words(example.text) for example in taught().examples}
    said = [
        ENTITY.sub(r"\1", step["user"])
        for step in _steps()
        if "user" in step and not step["user"].startswith("/")
    ]
    known = [text for text in said if words(text) in learned]
    assert len(known) <= ALREADY_TAUGHT * len(said), known


def _files() -> dict[str, Any]:
    return {path.name: YAML(typ="safe").load(path) for path in sorted(STORIES.glob("test_*.yml"))}


def _steps() -> list[dict[str, Any]]:
    return [
        step for read in _files().values() for story in read["stories"] for step in story["steps"]
    ]
