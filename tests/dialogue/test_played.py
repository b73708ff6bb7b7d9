"""The rules play every conversation as they did: without a model, turn by turn."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.content import Content
from bot.dialogue import Dialogue
from bot.dialogue.pages import Pages
from tests.dialogue.played import FILE, KINDS, as_json, play, reader, talks

KEPT: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
TALKS = talks()
READS = {going_on: reader(KEPT[kind]) for kind, going_on in KINDS.items()}


@pytest.fixture(scope="module")
def dialogue(content: Content) -> Dialogue:
    return Dialogue.of(content, READS[True])


@pytest.fixture(scope="module")
def pages(content: Content) -> Pages:
    return Pages(content.catalogue)


@pytest.mark.parametrize("title", TALKS)
def test_a_conversation_is_played_as_it_was(title: str, dialogue: Dialogue, pages: Pages) -> None:
    """If the change is wanted: `python -m tests.dialogue.played`, and look at what it changed."""
    turns = [json.loads(as_json(turn)) for turn in play(TALKS[title], dialogue, pages, READS)]
    for turn, before in zip(turns, KEPT["played"].get(title, []), strict=True):
        assert turn == before


def test_nothing_is_kept_of_a_conversation_that_is_gone() -> None:
    assert KEPT["played"].keys() == TALKS.keys()
