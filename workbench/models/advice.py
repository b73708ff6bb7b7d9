"""What an editor can do for an intent that is confused with another, in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.content.examples import Teaching
from bot.nlu.normalise import words
from workbench.models.report import Advice, Confusion

FEW = 30
PAIRS = 15
SHOWN = 12
# An example as near to one of the other intent as this, and nearer than to its own.
NEAR = 0.45


def advice(
    learnt: Teaching, confusions: Sequence[Confusion], counts: Mapping[str, int]
) -> dict[str, tuple[Advice, ...]]:
    """What to do, by intent.

    Args:
        confusions: the most frequent first.
        counts: how many examples each intent has.
    """
    told: dict[str, list[Advice]] = {}
    by_intent: dict[str, list[str]] = {}
    for example in learnt.examples:
        by_intent.setdefault(example.intent, []).append(example.text)
    for pair in confusions[:PAIRS]:
        found = _alike(by_intent.get(pair.right, []), by_intent.get(pair.read, []))
        if found:
            text = (
                f"{len(found)} phrases de « {pair.right} » ressemblent à « {pair.read} » : "
                "lesquelles déplacer ?"
                if len(found) > 1
                else f"Une phrase de « {pair.right} » ressemble à « {pair.read} » : la déplacer ?"
            )
            one = Advice(text=text, examples=tuple(found[:SHOWN]), other=pair.read)
            told.setdefault(pair.right, []).append(one)
        else:
            text = (
                f"{pair.count} messages de « {pair.right} » sont lus comme « {pair.read} » : "
                f"ajoutez à « {pair.right} » des phrases qui disent la différence."
            )
            told.setdefault(pair.right, []).append(Advice(text=text, other=pair.read))
    for intent, count in counts.items():
        if count < FEW:
            text = f"« {intent} » n'a que {count} phrases : ajoutez-en, {FEW} au moins."
            told.setdefault(intent, []).append(Advice(text=text))
    return {intent: tuple(ones) for intent, ones in told.items()}


def _alike(mine: Sequence[str], others: Sequence[str]) -> list[str]:
    """The examples that are nearer to one of the other intent than to all of their own."""
    theirs = [frozenset(words(text).split()) for text in others]
    own = [frozenset(words(text).split()) for text in mine]
    found = []
    for place, text in enumerate(mine):
        near = max((_shared(own[place], one) for one in theirs), default=0.0)
        at_home = max(
            (_shared(own[place], one) for other, one in enumerate(own) if other != place),
            default=0.0,
        )
        if near >= NEAR and near > at_home:
            found.append((near, text))
    return [text for _, text in sorted(found, key=lambda one: -one[0])]


def _shared(first: frozenset[str], second: frozenset[str]) -> float:
    both = len(first | second)
    return len(first & second) / both if both else 0.0
