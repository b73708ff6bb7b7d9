"""Which intents a message may mean, and the question that tells them apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.catalogue import Catalogue, Clarification
from bot.nlu.normalise import words

MAX_CANDIDATES = 8


def candidates(parsed: Mapping[str, Any], catalogue: Catalogue) -> list[str]:
    """The intents that a button may suggest, likeliest first.

    Args:
        parsed: a message as Rasa parsed it (`text`, `intent_ranking`).
    """
    names = [entry["name"] for entry in parsed.get("intent_ranking") or []]
    return [
        name for name in names if name in catalogue.intents and catalogue.intents[name].suggested
    ][:MAX_CANDIDATES]


def clarification_for(parsed: Mapping[str, Any], catalogue: Catalogue) -> Clarification | None:
    """The catalogue's question for this message, or None.

    A message that is one of the listed words comes first; else the two likeliest
    intents must both be among a question's choices.
    """
    said = words(parsed.get("text") or "")
    for clarification in catalogue.clarifications.values():
        if said in map(words, clarification.terms):
            return clarification
    likeliest = set(candidates(parsed, catalogue)[:2])
    if len(likeliest) == 2:
        for clarification in catalogue.clarifications.values():
            if likeliest <= set(clarification.intents):
                return clarification
    return None
