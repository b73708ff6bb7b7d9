"""The rows of the catalogue: titles, what comes next, places, links, labels of subjects."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.content import Content, sources
from bot.content.responses import HOLE
from bot.content.tree import Where, read
from bot.nlu.normalise import words
from workbench.author import Author
from workbench.errors import Refused
from workbench.files.answers import answer_names
from workbench.files.checked import checked
from workbench.files.workspace import Draft, Workspace, version_of
from workbench.files.yamltext import ABSENT

# What an editor may change of a row of each part; the rest is for developers.
FIELDS: Mapping[str, frozenset[str]] = {
    "intents": frozenset({"title", "destinations", "links", "follow_ups"}),
    "destinations": frozenset({"label", "web", "app"}),
    "links": frozenset({"href", "label", "certainty", "checked_on"}),
    "subjects": frozenset({"label", "link", "links", "phone", "destinations", "follow_ups"}),
    "clarifications": frozenset({"terms", "intents"}),
    "topics": frozenset({"topics"}),
}
# Values of these are read by people.
_SHOWN = frozenset({"title", "label", "path", "steps"})


@dataclass(frozen=True)
class Row:
    """A row of the catalogue as it is written: `where` leads to it, `value` holds its keys."""

    where: tuple[str, ...]
    value: Any

    @property
    def version(self) -> str:
        return version_of(self.text)

    @property
    def text(self) -> str:
        """All of it in one text."""
        return json.dumps(self.value, ensure_ascii=False)


class Rows:
    """The rows of a workspace's catalogue."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def read(self, *where: str) -> Row:
        """A row, such as `("links", "mes_paiements")` or `("subjects", "terme", "indu")`.

        Raises:
            Refused: there is none.
        """
        return _row(self._workspace.tree(sources.CATALOGUE).value, where)

    def names(self, *where: str) -> list[str]:
        """The names of the rows of a part, in the order of the file."""
        return list(self.read(*where).value)

    def write(
        self, where: Sequence[str], values: Mapping[str, Any], seen: str, author: Author
    ) -> None:
        """Change keys of a row.

        Args:
            values: the new values by key; `ABSENT` takes a key away.
            seen: the version of the row that they were written over.

        Raises:
            Refused: a key is not the editors' to change, or `assistant check` would refuse it.
            Changed: the row is not what was seen.
        """
        where = tuple(where)
        not_theirs = set(values) - FIELDS.get(where[0], frozenset())
        if not_theirs:
            raise Refused(f"« {min(not_theirs)} » ne se change pas ici.")

        def edit(draft: Draft) -> None:
            now = _row(read("catalogue.yml", draft.read(sources.CATALOGUE)).value, where)
            if now.version != seen:
                raise self._workspace.conflict("/".join(where), now.text)
            for key, value in values.items():
                if value is not ABSENT or key in now.value:
                    draft.set(sources.CATALOGUE, where if where == (key,) else (*where, key), value)
            responses = _answers(self._workspace.content(), where)
            checked(self._workspace, draft, responses, _words(values))

        what = f"Catalogue changé : {' / '.join(where)} ({', '.join(values)})"
        self._workspace.change(author, what, ["/".join(where)], edit)

    def links_opened(self, names: Iterable[str], today: datetime.date, author: Author) -> None:
        """Links that a person opened herself today: the day, and the best certainty.

        Raises:
            Refused: one of them does not exist.
        """
        opened = list(dict.fromkeys(names))

        def edit(draft: Draft) -> None:
            for name in opened:
                _row(read("catalogue.yml", draft.read(sources.CATALOGUE)).value, ("links", name))
                draft.set(sources.CATALOGUE, ("links", name, "checked_on"), today)
                draft.set(sources.CATALOGUE, ("links", name, "certainty"), "A")
            checked(self._workspace, draft)

        what = f"Vérifié le {today:%d/%m/%Y} : {', '.join(opened)}"
        self._workspace.change(author, what, [f"links/{name}" for name in opened], edit)

    def add_link(self, href: str, label: str, author: Author) -> str:
        """A new address; nobody has opened it yet.

        Returns:
            Its id, made from its label.

        Raises:
            Refused: there is one of that label, or `assistant check` would refuse it.
        """
        name = words(label).replace(" ", "_")

        def edit(draft: Draft) -> None:
            links = read("catalogue.yml", draft.read(sources.CATALOGUE)).value["links"]
            if name in links:
                raise Refused(f"Il y a déjà un lien de ce libellé ({name}).")
            if not name:
                raise Refused("Le libellé contient au moins un mot.")
            row = {"href": href, "label": label, "certainty": "C", "checked_on": None}
            draft.set(sources.CATALOGUE, ("links", name), row)
            checked(self._workspace, draft, words=[label])

        self._workspace.change(author, f"Lien ajouté : {label}", [f"links/{name}"], edit)
        return name


def _row(catalogue: Any, where: Where) -> Row:
    value = catalogue
    for key in where:
        if not isinstance(value, dict) or key not in value:
            raise Refused(f"« {' / '.join(map(str, where))} » n'existe pas dans le catalogue.")
        value = value[key]
    if isinstance(value, list):
        # A list of the catalogue is a row of one field, called as the list.
        value = {where[-1]: value}
    return Row(tuple(map(str, where)), value)


def _answers(content: Content, where: Where) -> list[str]:
    """The responses with a hole that a row may fill: what it says must still fill them."""
    part, name = where[0], where[-1]
    intents = [
        intent
        for intent, row in content.catalogue.intents.items()
        if (part == "intents" and intent == name)
        or (part == "destinations" and name in row.destinations)
    ]
    names = (one for intent in intents for one in answer_names(content.catalogue, intent))
    return [
        name
        for name in dict.fromkeys(names)
        if any(HOLE.search(one.text) for one in content.responses.get(name, ()))
    ]


def _words(values: Any, shown: bool = False) -> Iterator[str]:
    """The texts among values that people read."""
    if isinstance(values, str):
        if shown:
            yield values
    elif isinstance(values, Mapping):
        for key, value in values.items():
            yield from _words(value, shown or key in _SHOWN)
    elif isinstance(values, (list, tuple)):
        for value in values:
            yield from _words(value, shown)
