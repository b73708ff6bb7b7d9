"""What any archive must get right before it is live: sentences, and whole conversations.

A sentence names its intent. A conversation is a list of turns, each of them what a person says
and the responses and links that must be in the answer, by id, on both channels.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any, NamedTuple

from bot.content.faults import ContentError, Fault
from bot.content.tree import Tree


class Turn(NamedTuple):
    """What is said, and the responses and links that must be in the answer."""

    said: str
    answered: tuple[str, ...]


def sentences(tree: Tree) -> dict[str, str]:
    """The intent of each sentence.

    Raises:
        ContentError: something is neither a sentence nor a conversation.
    """
    _refuse_what_is_neither(tree)
    return {key: value for key, value in (tree.value or {}).items() if isinstance(value, str)}


def conversations(tree: Tree) -> dict[str, tuple[Turn, ...]]:
    """The turns of each conversation; raises ContentError as `sentences`."""
    _refuse_what_is_neither(tree)
    return {
        name: tuple(Turn(*pair) for turn in value for pair in _pairs(turn))
        for name, value in (tree.value or {}).items()
        if isinstance(value, list)
    }


def faults(tree: Tree, known: Container[str]) -> Iterator[Fault]:
    """The turns that name what is not among `known`, the responses and links that there are."""
    for name, turns in conversations(tree).items():
        for place, turn in enumerate(turns):
            for one in turn.answered:
                if one not in known:
                    message = f"« {one} » n'est ni une réponse ni un lien"
                    yield tree.fault((name, place), message)


def _refuse_what_is_neither(tree: Tree) -> None:
    for key, value in (tree.value or {}).items():
        if not isinstance(key, str) or not (isinstance(value, str) or _is_conversation(value)):
            message = "une phrase et son intention, ou une liste de phrases et de réponses"
            raise ContentError([tree.fault((key,), message)])


def _is_conversation(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_pairs(turn) for turn in value)


def _pairs(turn: Any) -> list[tuple[str, tuple[str, ...]]]:
    """The one pair that a turn is made of; nothing when it is not of that form."""
    if not isinstance(turn, dict) or len(turn) != 1:
        return []
    [(said, answered)] = turn.items()
    if not isinstance(said, str) or not isinstance(answered, list) or not answered:
        return []
    return [(said, tuple(answered))] if all(isinstance(one, str) for one in answered) else []
