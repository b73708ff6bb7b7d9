"""The glossary: what the Caf's words mean, and the forms by which they are recognised."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.content import sources
from bot.content.responses import Variation
from bot.content.spoken import needed_answers
from bot.nlu.normalise import words
from workbench.author import Author
from workbench.errors import Refused
from workbench.files import lists
from workbench.files.answers import written
from workbench.files.checked import catalogue_in, checked
from workbench.files.forms import set_forms
from workbench.files.lists import Lines
from workbench.files.workspace import Draft, Workspace, version_of
from workbench.files.yamltext import ABSENT

KIND = "terme"
LIST = f"{sources.LOOKUPS}/{KIND}.yml"
NAME = re.compile(r"[a-z][a-z0-9_]{1,40}")
_ARTICLES = re.compile(r"(?:(?:un|une|le|la|les|des|l|d) )?")


@dataclass(frozen=True)
class Term:
    """A word of the glossary: how it is called, what it means, how people write it."""

    name: str
    label: str
    answer: str
    forms: tuple[str, ...]
    meaning: tuple[Variation, ...]

    @property
    def version(self) -> str:
        return version_of(self.text)

    @property
    def text(self) -> str:
        """All of it in one text."""
        said = [one._asdict() for one in self.meaning]
        return json.dumps([self.label, self.forms, said], ensure_ascii=False)


class Terms:
    """The glossary of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def all(self) -> list[Term]:
        """Every term that has an answer, in the order of the catalogue."""
        content = self._workspace.content()
        rows = content.catalogue.subjects.get(KIND, {})  # type: ignore[call-overload]
        return [
            Term(
                name,
                row.label,
                row.answer,
                content.lookups.get(KIND, {}).get(name, ()),
                content.responses.get(row.answer, ()),
            )
            for name, row in rows.items()
            if row.answer
        ]

    def read(self, name: str) -> Term:
        """One term; raises Refused when there is none."""
        for term in self.all():
            if term.name == name:
                return term
        raise Refused(f"Le mot « {name} » n'est pas au glossaire.")

    def write(
        self,
        name: str,
        label: str,
        meaning: Sequence[Variation],
        forms: Sequence[str],
        seen: str | None,
        author: Author,
    ) -> None:
        """Change a term, or add it when `seen` is None.

        Args:
            label: the word with its article, as it stands in a sentence.
            forms: the ways to write it; those that are not named any more go.

        Raises:
            Refused: it does not hold, for the reasons it carries.
            Changed: it is not what was seen.
        """
        wanted = list(dict.fromkeys(map(lists.clean, forms)))

        def edit(draft: Draft) -> None:
            now = next((term for term in self.all() if term.name == name), None)
            if (now.version if now else None) != seen:
                raise self._workspace.conflict(f"glossaire/{name}", now.text if now else "")
            answer = now.answer if now else f"answer_{KIND}_{name}"
            if now is None:
                self._add(draft, name, label, answer, wanted)
            else:
                draft.set(sources.CATALOGUE, ("subjects", KIND, name, "label"), label)
                set_forms(self._workspace, draft, KIND, name, wanted)
            draft.set(sources.DOMAIN, ("responses", answer), written(meaning))
            checked(self._workspace, draft, responses=[answer], words=[label])

        what = f"Glossaire, mot {'changé' if seen else 'ajouté'} : {label}"
        self._workspace.change(author, what, [f"glossaire/{name}"], edit)

    def remove(self, name: str, seen: str, author: Author) -> None:
        """Take a term away: its row, its answer, and the forms by which it is recognised.

        Raises:
            Refused: there is none, or something needs it.
            Changed: it is not what was seen.
        """

        def edit(draft: Draft) -> None:
            now = self.read(name)
            if now.version != seen:
                raise self._workspace.conflict(f"glossaire/{name}", now.text)
            draft.set(sources.CATALOGUE, ("subjects", KIND, name), ABSENT)
            lookup = Lines(removed={(KIND, name)})
            content = lists.rewritten(LIST, draft.read(LIST), "lookup", lookup)
            draft.put(LIST, lists.without(LIST, content, "synonym", name))
            if now.answer not in needed_answers(catalogue_in(draft)):
                draft.set(sources.DOMAIN, ("responses", now.answer), ABSENT)
            checked(self._workspace, draft)

        what = f"Glossaire, mot retiré : {self.read(name).label}"
        self._workspace.change(author, what, [f"glossaire/{name}"], edit)

    def _add(self, draft: Draft, name: str, label: str, answer: str, forms: Sequence[str]) -> None:
        if not NAME.fullmatch(name):
            raise Refused("Ce mot ne convient pas : il lui faut des lettres, 40 au plus.")
        if any(name in forms for forms in self._workspace.content().lookups.values()):
            raise Refused(f"Ce mot est déjà dans les listes ({name}).")
        draft.set(sources.CATALOGUE, ("subjects", KIND, name), {"label": label, "answer": answer})
        content = lists.rewritten(LIST, draft.read(LIST), "lookup", Lines({KIND: [name]}))
        draft.put(LIST, content)
        set_forms(self._workspace, draft, KIND, name, forms)


def name_of(label: str) -> str:
    """The name of a term, from the word with its article: « le trop-perçu » is `trop_percu`."""
    folded = words(label)
    return folded[_ARTICLES.match(folded).end() :].replace(" ", "_")  # type: ignore[union-attr]
