"""The answers of domain.yml: read and written one at a time, with their channels."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.content import sources
from bot.content.catalogue import ASKED, Catalogue
from bot.content.responses import SIMPLER, Variation
from bot.content.tree import read
from workbench.author import Author
from workbench.errors import Refused
from workbench.files.checked import checked
from workbench.files.workspace import Draft, Workspace, version_of


@dataclass(frozen=True)
class Answer:
    """One response: its texts, each for a channel or for all; `version` names this state."""

    name: str
    variations: tuple[Variation, ...]

    @property
    def version(self) -> str:
        return version_of(self.text)

    @property
    def text(self) -> str:
        """All of it in one text."""
        return json.dumps([one._asdict() for one in self.variations], ensure_ascii=False)


class Answers:
    """The answers of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def names(self) -> list[str]:
        """Every response, in the order of the file."""
        return list(self._workspace.content().responses)

    def read(self, name: str) -> Answer:
        """One response.

        Raises:
            Refused: there is none of that name.
        """
        found = self._workspace.content().responses.get(name)
        if found is None:
            raise Refused(f"La réponse « {name} » n'existe pas.")
        return Answer(name, found)

    def of_intent(self, intent: str) -> list[Answer]:
        """The answers to an intent: its own, with a subject, and to « et quand ? »…"""
        content = self._workspace.content()
        names = answer_names(content.catalogue, intent)
        return [
            Answer(name, content.responses[name]) for name in names if name in content.responses
        ]

    def write(
        self, name: str, variations: Sequence[Variation], seen: str | None, author: Author
    ) -> None:
        """Change a response, or add it when `seen` is None.

        Args:
            seen: the version that the new texts were written over.

        Raises:
            Refused: `assistant check` would not let it pass, for the reasons it carries.
            Changed: it is not what was seen.
        """

        def edit(draft: Draft) -> None:
            now = _in(draft, name)
            if (now.version if now else None) != seen:
                raise self._workspace.conflict(f"réponses/{name}", now.text if now else "")
            draft.set(sources.DOMAIN, ("responses", name), written(variations))
            checked(self._workspace, draft, responses=[name])

        what = f"Réponse {'changée' if seen else 'ajoutée'} : {name}"
        self._workspace.change(author, what, [f"réponses/{name}"], edit)


def answer_names(catalogue: Catalogue, intent: str) -> list[str]:
    """The names that the answers of an intent have, where they are written."""
    row = catalogue.intents.get(intent)
    told = [row.answer_to(one) for one in (*ASKED, *row.details)] if row is not None else []
    asked = [one.answer for one in told if one is not None]
    own = [f"answer_{intent}", f"answer_{intent}_with_subject"]
    names = dict.fromkeys([*own, *(one for one in asked if one)])
    return [form for name in names for form in (name, name + SIMPLER)]


def written(variations: Iterable[Variation]) -> list[dict[str, str]]:
    """Variations as domain.yml holds them; those of a channel come before the one for all."""
    found = []
    for one in sorted(variations, key=lambda one: one.channel is None):
        lines = (" ".join(line.split()) for line in one.text.strip().splitlines())
        text = {"text": "\n".join(lines)}
        found.append({**text, "channel": one.channel} if one.channel else text)
    return found


def _in(draft: Draft, name: str) -> Answer | None:
    """A response as a draft holds it."""
    value = read(sources.DOMAIN, draft.read(sources.DOMAIN)).value["responses"].get(name)
    if not isinstance(value, list):
        return None
    variations = (
        Variation(str(one.get("text") or "").strip(), one.get("channel")) for one in value
    )
    return Answer(name, tuple(variations))
