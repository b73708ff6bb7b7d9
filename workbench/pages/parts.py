"""The parts of the catalogue as forms: which fields a row has, and what they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.content import Content
from bot.content.catalogue import CHANNELS, FALLBACK
from workbench.files.yamltext import ABSENT
from workbench.pages.picks import Picks

Source = Literal["intents", "destinations", "links"]
_IN_PATH = re.compile(r"<(\w+):str>")
# As a form gives them: the texts or ids of each field.
Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Field:
    """A field of a row, by its key; dots lead into the row.

    Args:
        source: whose ids it holds; None for texts.
        most: how many values; one is a text of its own, not a list.
    """

    key: str
    label: str
    source: Source | None = None
    most: int = 12


@dataclass(frozen=True)
class Part:
    """A part of the catalogue whose rows have a page.

    Args:
        name: the part's key in the catalogue.
        path: the address of a row's page, with the names that lead to the row.
        list_path: the address of the list; None where another page is the list.
        values: what to write, of what was typed.
    """

    name: str
    title: str
    note: str
    path: str
    list_path: str | None
    fields: tuple[Field, ...]
    values: Callable[[Typed], dict[str, Any]]

    def names(self, parts: Mapping[str, str]) -> tuple[str, ...]:
        """The names that an address holds, in the order in which they lead to the row."""
        return tuple(parts[key] for key in _IN_PATH.findall(self.path))

    def address(self, *names: str) -> str:
        """The page of a row."""
        rest = iter(names)
        return _IN_PATH.sub(lambda _: next(rest), self.path)


def flat(typed: Typed, fields: Sequence[Field]) -> dict[str, Any]:
    """Each field under its key; a field that holds nothing goes."""
    return {
        field.key: _value(typed[field.key], field.most == 1) if typed[field.key] else ABSENT
        for field in fields
    }


def _value(texts: Sequence[str], single: bool) -> Any:
    return texts[0] if single else list(texts)


def _destination(typed: Typed) -> dict[str, Any]:
    """A destination's label, and its place on each channel."""
    web, app = ("".join(typed[f"label.{channel}"]) for channel in CHANNELS)
    found: dict[str, Any] = {"label": {"web": web, "app": app} if app not in ("", web) else web}
    for channel in CHANNELS:
        path, link, steps = (typed[f"{channel}.{key}"] for key in ("path", "link", "steps"))
        place: dict[str, Any] = {"path": list(path)}
        place |= {"link": link[0]} if link else {}
        place |= {"steps": list(steps)} if steps else {}
        found[channel] = place if path or link or steps else ABSENT
    return found


def _place(channel: str, where: str) -> tuple[Field, ...]:
    return (
        Field(f"{channel}.path", f"{where} : le chemin, une étape du menu par ligne"),
        Field(f"{channel}.link", f"{where} : le lien", "links", 1),
        Field(f"{channel}.steps", f"{where} : que faire une fois arrivé, une ligne par geste"),
    )


_NEXT = Field("follow_ups", "Boutons proposés ensuite", "intents", 6)
_WHERE = Field("destinations", "Rubriques où aller, la première d'abord", "destinations", 6)
_LINKS = Field("links", "Liens, le premier d'abord", "links", 10)
_OF_INTENT = (_WHERE, _LINKS, _NEXT)
_OF_DESTINATION = (
    Field("label.web", "Nom sur le site", most=1),
    Field("label.app", "Nom dans l'appli, s'il est autre", most=1),
    *_place("web", "Sur le site"),
    *_place("app", "Dans l'appli"),
)
_OF_SUBJECT = (
    Field("label", "Nom, comme dans une phrase", most=1),
    Field("link", "Lien", "links", 1),
    Field("phone", "Téléphone", "links", 1),
    *(_LINKS, _WHERE, _NEXT),
)
_OF_QUESTION = (
    Field("terms", "Mots qui la posent, un par ligne", most=100),
    Field("intents", "Réponses à proposer, de 2 à 5", "intents", 5),
)
_TOPICS = (Field("topics", "Sujets montrés, le premier d'abord", "intents", 20),)

INTENTS = Part(
    "intents",
    "Où elle mène",
    "",
    "/contenu/intention/<intent:str>/suite",
    None,
    _OF_INTENT,
    lambda typed: flat(typed, _OF_INTENT),
)
DESTINATIONS = Part(
    "destinations",
    "Rubriques",
    "Les endroits où l'assistant envoie : leur nom, leur chemin, ce qu'il faut y faire.",
    "/contenu/rubrique/<name:str>",
    "/contenu/rubriques",
    _OF_DESTINATION,
    _destination,
)
SUBJECTS = Part(
    "subjects",
    "Sujets",
    "Les aides, les organismes, les documents… qu'une réponse peut nommer.",
    "/contenu/sujet/<kind:str>/<name:str>",
    "/contenu/sujets",
    _OF_SUBJECT,
    lambda typed: flat(typed, _OF_SUBJECT),
)
QUESTIONS = Part(
    "clarifications",
    "Mots à préciser",
    "Les mots qui veulent dire plusieurs choses, et les réponses que l'assistant propose alors.",
    "/contenu/question/<name:str>",
    "/contenu/questions",
    _OF_QUESTION,
    lambda typed: flat(typed, _OF_QUESTION),
)
TOPICS = Part(
    "topics",
    "Liste des sujets",
    "",
    "/contenu/premiers-sujets",
    None,
    _TOPICS,
    lambda typed: flat(typed, _TOPICS),
)
PARTS = (INTENTS, DESTINATIONS, SUBJECTS, QUESTIONS, TOPICS)


def written(row: Any, field: Field) -> list[str]:
    """What a row holds in a field."""
    value: Any = row
    for key in field.key.split("."):
        if isinstance(value, str):
            # One label for both channels: the app has none of its own.
            return [] if key == "app" else [value]
        value = value.get(key) if value else None
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def picks(content: Content) -> dict[Source, Picks]:
    """What may be picked, by whose ids they are."""
    rows = content.catalogue
    intents = {name: row.title_on("web") for name, row in rows.intents.items() if name != FALLBACK}
    return {
        "intents": Picks(intents),
        "destinations": Picks(
            {name: row.label_on("web") for name, row in rows.destinations.items()}
        ),
        "links": Picks({name: row.label for name, row in rows.links.items()}),
    }
