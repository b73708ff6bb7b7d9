"""The example phrases of what a person asks or tells of the last answer (`bot/data/details.yml`).

A name is a detail of the catalogue, or a question of the dialogue (« quand », « duree »).
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.catalogue import ASKED, OTHER_QUESTIONS, Catalogue
from bot.content.faults import ContentError, Fault
from bot.content.tree import Tree
from bot.nlu.normalise import words

# Fewer phrases teach only themselves.
FEWEST = 12
QUESTIONS = (*ASKED, *OTHER_QUESTIONS)

Phrases = dict[str, tuple[str, ...]]


def parse(tree: Tree, catalogue: Catalogue) -> Phrases:
    """The phrases of each name.

    Raises:
        ContentError: with a fault, in French, for each thing to mend.
    """
    found = list(faults(tree, catalogue))
    if found:
        raise ContentError(found)
    return {name: tuple(listed) for name, listed in (tree.value or {}).items()}


def faults(tree: Tree, catalogue: Catalogue) -> Iterator[Fault]:
    """What does not hold in the file, each with its line."""
    if not isinstance(tree.value or {}, dict):
        yield tree.fault((), "ce fichier n'a pas la forme attendue")
        return
    said: dict[str, str] = {}
    for name, listed in (tree.value or {}).items():
        if name not in catalogue.details and name not in QUESTIONS:
            yield tree.fault((name,), f"« {name} » n'est pas dans « details » du catalogue")
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            yield tree.fault((name,), f"« {name} » : une liste de phrases est attendue")
            continue
        if len(listed) < FEWEST:
            yield tree.fault((name,), f"« {name} » : il faut au moins {FEWEST} phrases")
        for number, phrase in enumerate(listed):
            before = said.setdefault(words(phrase), name)
            if before != name:
                message = f"« {phrase} » est déjà une phrase de « {before} »"
                yield tree.fault((name, number), message)
