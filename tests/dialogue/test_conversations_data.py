"""The conversations are well formed, and there are enough of them for each skill."""

from __future__ import annotations

from tests.dialogue.conversations import spoken


def test_every_skill_has_its_conversations() -> None:
    counted = {skill: len(listed) for skill, listed in spoken().items()}
    assert sum(counted.values()) >= 120
    assert min(counted.values()) >= 10, counted
    assert counted["moments-difficiles"] >= 25


def test_titles_are_told_apart() -> None:
    titles = [one.title for listed in spoken().values() for one in listed]
    assert len(titles) == len(set(titles))
