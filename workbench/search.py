"""Finds words in examples, answers, links, glossary and history, however they are spelled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal, get_args

from bot.content import Content
from bot.nlu.normalise import words
from workbench.files.editing import Editing

Kind = Literal["intention", "exemple", "réponse", "lien", "sujet", "historique"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# What a page shows of a kind; whoever wants to see less says more words.
LIMIT = 200
CHANGES = 500


@dataclass(frozen=True)
class Hit:
    """Something found: what it is, whose it is, and the text that was found."""

    kind: Kind
    owner: str
    text: str


class Search:
    """Searches all that an editor may change."""

    def __init__(self, editing: Editing) -> None:
        self._editing = editing
        self._folded: tuple[Content | None, list[tuple[str, Hit]]] = (None, [])

    def find(self, asked: str, kinds: Iterable[Kind] = KINDS, limit: int = LIMIT) -> list[Hit]:
        """What holds words that begin as each of those asked for, in any order.

        Args:
            asked: words, with or without accents, in any case.
            limit: how many of each kind at most.
        """
        wanted = [f" {word}" for word in words(asked).split()]
        if not wanted:
            return []
        chosen = frozenset(kinds)
        found = [
            hit for kind in KINDS if kind in chosen for hit in islice(self._of(kind, wanted), limit)
        ]
        return found

    def _of(self, kind: Kind, wanted: list[str]) -> Iterator[Hit]:
        if kind == "exemple":
            for example, folded in self._editing.workspace.examples():
                if _holds(folded, wanted):
                    yield Hit(kind, example.intent, example.text)
        elif kind == "historique":
            for change in self._editing.history.changes(CHANGES):
                said = f"{change.what} {change.author.name}"
                if _holds(words(said), wanted):
                    yield Hit(kind, change.id, change.what)
        else:
            for folded, hit in self._content():
                if hit.kind == kind and _holds(folded, wanted):
                    yield hit

    def _content(self) -> list[tuple[str, Hit]]:
        """What catalogue and domain hold, folded again only when they changed."""
        content = self._editing.workspace.content()
        if self._folded[0] is not content:
            hits = [(words(f"{hit.owner} {hit.text}"), hit) for hit in _hits(content)]
            self._folded = content, hits
        return self._folded[1]


def _holds(folded: str, wanted: list[str]) -> bool:
    spaced = " " + folded
    return all(word in spaced for word in wanted)


def _hits(content: Content) -> Iterator[Hit]:
    catalogue = content.catalogue
    for name, intent in catalogue.intents.items():
        yield Hit("intention", name, intent.title_on("web"))
    for name, variations in content.responses.items():
        for variation in variations:
            yield Hit("réponse", name, variation.text)
    for name, link in catalogue.links.items():
        yield Hit("lien", name, f"{link.label} : {link.href}")
    for kind, rows in catalogue.subjects.items():
        for name, row in rows.items():
            yield Hit("sujet", f"{kind}/{name}", row.label)
