"""Lists of example phrases, by name, that tell what a message is like.

`bot/data/details.yml` holds what a person asks or tells of the last answer: a name is a detail of
the catalogue, or a question of the dialogue (« quand », « duree »). `bot/data/moments.yml` holds
how people tell of hard moments: a name is a kind and a row of « subjects » (« danger.suicide »).
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.catalogue import ASKED, OTHER_QUESTIONS, Catalogue
from bot.content.faults import ContentError, Fault
from bot.content.tree import Tree, visible
from bot.nlu.normalise import words

# Fewer phrases teach only themselves.
FEWEST = 12
QUESTIONS = (*ASKED, *OTHER_QUESTIONS)

Phrases = dict[str, tuple[str, ...]]


def of_details(catalogue: Catalogue) -> frozenset[str]:
    """The names that the phrases of details may have: those known by more than exact words."""
    details = (name for name, row in catalogue.details.items() if not row.exact)
    return frozenset((*details, *QUESTIONS))


def of_moments(catalogue: Catalogue) -> frozenset[str]:
    """The names that the phrases of hard moments may have."""
    rows = catalogue.subjects.items()
    return frozenset(f"{kind}.{name}" for kind, named in rows for name in named)


def parse(tree: Tree, names: frozenset[str]) -> Phrases:
    """The phrases of each name.

    Raises:
        ContentError: with a fault, in French, for each thing to mend.
    """
    found = list(faults(tree, names))
    if found:
        raise ContentError(found)
    return {name: tuple(listed) for name, listed in (tree.value or {}).items()}


def faults(tree: Tree, names: frozenset[str]) -> Iterator[Fault]:
    """What does not hold in the file, each with its line."""
    if not isinstance(tree.value or {}, dict):
        yield tree.fault((), "ce fichier n'a pas la forme attendue")
        return
    said: dict[str, str] = {}
    for name, listed in (tree.value or {}).items():
        if name not in names:
            yield tree.fault((name,), f"« {name} » n'est pas dans le catalogue")
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            yield tree.fault((name,), f"« {name} » : une liste de phrases est attendue")
            continue
        if len(listed) < FEWEST:
            yield tree.fault((name,), f"« {name} » : il faut au moins {FEWEST} phrases")
        for number, phrase in enumerate(listed):
            if not visible(phrase):
                yield tree.fault((name, number), f"« {name} » : phrase vide")
                continue
            before = said.setdefault(words(phrase), name)
            if before != name:
                message = f"« {phrase} » est déjà une phrase de « {before} »"
                yield tree.fault((name, number), message)
