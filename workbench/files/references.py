"""Who needs an intent: every part of the catalogue that names it, and why, in French."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from bot.content.catalogue import Catalogue
from bot.content.tree import Where

# Keys whose lists hold the names of intents.
_NAMING = frozenset({"follow_ups", "intents", "topics", "told_by"})


class Reference(NamedTuple):
    """A part of the catalogue that names an intent; `why` in French, as the end of a sentence."""

    where: Where
    why: str


def references(written: Mapping[str, Any], catalogue: Catalogue, intent: str) -> list[Reference]:
    """What names an intent, its own row aside.

    Args:
        written: the catalogue as its file holds it.
        catalogue: the same, typed.
    """
    found: dict[str, Reference] = {}
    for where in _places(written, intent, ()):
        if where[:2] != ("intents", intent):
            why = _WHYS[str(where[0])](catalogue, *map(str, where[1:]))
            found.setdefault(why, Reference(where, why))
    return list(found.values())


def _places(value: Any, intent: str, where: tuple[str | int, ...]) -> Iterator[Where]:
    if isinstance(value, dict):
        for key, one in value.items():
            names = where == ("roles",) or key == "intent"
            if (names and one == intent) or (key == intent and where[-1:] == ("intents",)):
                yield (*where, key)
            yield from _places(one, intent, (*where, key))
    elif isinstance(value, list) and intent in value and where[-1] in _NAMING:
        yield where


def _subject(catalogue: Catalogue, kind: str, name: str, *_: str) -> str:
    row = catalogue.subject(kind, name)
    return f"le sujet « {row.label if row else name} » la nomme"


_WHYS: Mapping[str, Callable[..., str]] = {
    "intents": lambda rows, other, *_: f"« {rows.intents[other].title_on('web')} » la nomme",
    "roles": lambda _rows, role: f"elle a le rôle « {role} »",
    "subjects": _subject,
    "details": lambda _rows, name, *_: f"la précision « {name} » y mène",
    "clarifications": lambda _rows, name, *_: f"la question « {name} » la propose",
    "topics": lambda _rows, *_: "elle est dans la liste des sujets",
}
