"""What stands for trying every expression finds what trying every expression finds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.content import Content
from bot.content.catalogue import Catalogue
from bot.dialogue.expressions import Expressions, any_of
from bot.nlu.normalise import words
from tests.dialogue.conversations import spoken


def lists(catalogue: Catalogue) -> Iterator[dict[str, tuple[str, ...]]]:
    """All expressions of the content, by what they are for."""
    yield {name: tuple(row.said) for name, row in catalogue.details.items()}
    yield {name: tuple(row.said) for name, row in catalogue.phrases.items()}
    yield {name: row.said for name, row in catalogue.intents.items() if row.said}
    for key in ("said", "hints"):
        yield {
            f"{kind}/{name}": getattr(row, key)
            for kind, rows in catalogue.subjects.items()
            for name, row in rows.items()
            if getattr(row, key)
        }


def texts(content: Content) -> set[str]:
    said = {turn.say or "" for talks in spoken().values() for talk in talks for turn in talk.turns}
    phrases = {phrase for listed in content.phrases.values() for phrase in listed}
    return {words(text) for text in said | phrases}


def test_it_finds_what_a_search_for_each_finds(content: Content) -> None:
    said = texts(content)
    seen = 0
    for listed in lists(content.catalogue):
        quick = Expressions(listed)
        patterns = {key: any_of(expressions) for key, expressions in listed.items()}
        for text in said:
            found = [key for key, pattern in patterns.items() if pattern.search(text)]
            assert list(quick.keys(text)) == found, text
            seen += len(found)
    assert seen > len(said) / 2


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("a", "il y a"),
        ("ok|ca marche", "ok merci"),
        (r"paie(?:ment|s)?", "mon paie"),
        (r"(?:pas|plus) (?:de )?sous", "plus sous"),
        (r"\w+er", "manger"),
        (r"(?!je )veux", "tu veux"),
        (r"(?:oui ){2}", "oui oui oui"),
    ],
)
def test_whatever_the_expression_needs(expression: str, text: str) -> None:
    assert list(Expressions({1: ["zorglub"], 2: [expression]}).keys(text)) == [2]


def test_few_are_tried(content: Content) -> None:
    """A message of ordinary length is compared with a small part of the details."""
    details = {name: tuple(row.said) for name, row in content.catalogue.details.items()}
    quick = Expressions(details)
    tried = sorted(len(quick.tried(text)) for text in texts(content))
    assert tried[len(tried) // 2] < len(details) / 4
