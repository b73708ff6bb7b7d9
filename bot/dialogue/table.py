"""Tables of words, written as people would list them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

Meaning = TypeVar("Meaning")


def word_set(listed: str) -> frozenset[str]:
    """The words of a list, one space or line apart."""
    return frozenset(listed.split())


def meanings(table: Mapping[Meaning, str]) -> dict[str, Meaning]:
    """What each word of a table means; a word that is listed twice means the last."""
    return {word: meaning for meaning, listed in table.items() for word in listed.split()}
