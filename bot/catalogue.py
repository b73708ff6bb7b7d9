"""The catalogue: every intent, where it points on each channel, and every link.

`bot/catalogue.yml` is the only place that holds an address. This module reads it
into typed rows and refuses it, line by line, when something in it does not hold.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pydantic
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedBase
from ruamel.yaml.error import YAMLError

CATALOGUE_PATH = Path(__file__).with_name("catalogue.yml")

Channel = Literal["web", "app"]
CHANNELS: tuple[Channel, ...] = ("web", "app")

Location = tuple[str | int, ...]


def other_channel(channel: Channel) -> Channel:
    """The channel that `channel` is not."""
    return "app" if channel == "web" else "web"


class Row(pydantic.BaseModel):
    """A row of the catalogue: unknown keys are faults, values never change."""

    class Config:
        extra = pydantic.Extra.forbid
        frozen = True


class Link(Row):
    """An address, how sure we are of it, and who last opened it.

    `certainty` uses the marks of the public facts it was gathered from: A seen in a
    recent source, B in an older one, C unverified. `checked_on` stays empty until a
    person has opened the page: the portal turns robots away.
    """

    href: str
    label: str
    certainty: Literal["A", "B", "C"]
    checked_on: datetime.date | None = None

    @property
    def host(self) -> str:
        """The host of `href`, empty when it has none that can be read."""
        try:
            return urlsplit(self.href).hostname or ""
        except ValueError:
            return ""


class Place(Row):
    """Where a destination is on one channel: the words to follow, and a link's id."""

    path: pydantic.conlist(str, min_items=1)  # type: ignore[valid-type]
    link: str | None = None


class Destination(Row):
    """A section of Mon Compte or a tab of the app. A channel left out is not documented."""

    label: str
    web: Place | None = None
    app: Place | None = None
    hint: str | None = None

    def place(self, channel: Channel) -> Place | None:
        """The place on `channel`, or None when nothing documents it there."""
        return self.web if channel == "web" else self.app


class Intent(Row):
    """What a person may want: its button title, where it points, what may come next."""

    title: str
    action: str = "action_orient"
    personal: bool = False
    destinations: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    subject: Literal["prestation", "organisme", "document"] | None = None
    suggested: bool = True


class Subject(Row):
    """A benefit, a body or a document that an answer may name, with a link of its own.

    `answer` and `destinations`, where given, take the place of the intent's; nothing of
    a `sensitive` turn is kept.
    """

    label: str
    link: str | None = None
    answer: str | None = None
    destinations: tuple[str, ...] | None = None
    sensitive: bool = False


class Clarification(Row):
    """Words that mean several intents, and the intents to choose from."""

    answer: str
    terms: tuple[str, ...] = ()
    intents: pydantic.conlist(str, min_items=2, max_items=5)  # type: ignore[valid-type]


class Catalogue(Row):
    """The whole catalogue, cross-checked.

    Raises:
        pydantic.ValidationError: when a row is malformed or names what is not there.
    """

    hosts: tuple[str, ...]
    links: dict[str, Link]
    destinations: dict[str, Destination]
    intents: dict[str, Intent]
    subjects: dict[Literal["prestation", "organisme", "document"], dict[str, Subject]]
    clarifications: dict[str, Clarification]
    topics: tuple[str, ...]

    def faults(self) -> Iterator[tuple[Location, str]]:
        """The references that lead nowhere, each with the place that makes it."""
        yield from self._link_faults()
        for name, destination in self.destinations.items():
            yield from self._destination_faults(name, destination)
        for name, intent in self.intents.items():
            here: Location = ("intents", name)
            yield from _unknown((*here, "destinations"), intent.destinations, self.destinations)
            yield from _unknown((*here, "follow_ups"), intent.follow_ups, self.intents)
        for name, clarification in self.clarifications.items():
            here = ("clarifications", name, "intents")
            yield from _unknown(here, clarification.intents, self.intents)
        yield from _unknown(("topics",), self.topics, self.intents)

    def _link_faults(self) -> Iterator[tuple[Location, str]]:
        for name, link in self.links.items():
            if not link.href.startswith("https://"):
                yield ("links", name, "href"), "l'adresse doit commencer par https://"
            if link.host not in self.hosts:
                yield ("links", name, "href"), f"l'hôte « {link.host} » n'est pas dans « hosts »"
        for kind, rows in self.subjects.items():
            for name, subject in rows.items():
                here: Location = ("subjects", kind, name)
                if subject.link and subject.link not in self.links:
                    yield (*here, "link"), f"lien inconnu « {subject.link} »"
                yield from _unknown(
                    (*here, "destinations"), subject.destinations or (), self.destinations
                )

    def _destination_faults(
        self, name: str, destination: Destination
    ) -> Iterator[tuple[Location, str]]:
        if not (destination.web or destination.app):
            yield ("destinations", name), "il faut au moins un canal, « web » ou « app »"
        for channel in CHANNELS:
            place = destination.place(channel)
            if place and place.link and place.link not in self.links:
                here = ("destinations", name, channel, "link")
                yield here, f"lien inconnu « {place.link} »"


def _unknown(
    where: Location, names: tuple[str, ...], known: Mapping[str, Any]
) -> Iterator[tuple[Location, str]]:
    for position, name in enumerate(names):
        if name not in known:
            yield (*where, position), f"« {name} » n'existe pas"


class Fault(pydantic.BaseModel):
    """One fault of a file: where, and what to mend, in French."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} : {self.message}"


class CatalogueError(Exception):
    """The catalogue cannot be used; `faults` says why, one entry a line at fault."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def load(path: Path = CATALOGUE_PATH) -> Catalogue:
    """Read and check the catalogue.

    Args:
        path: the YAML file.

    Returns:
        The catalogue, every reference of which leads somewhere.

    Raises:
        CatalogueError: with one fault, in French, for each thing to mend.
    """
    tree = read_yaml(path)
    try:
        catalogue = Catalogue.parse_obj(tree)
    except pydantic.ValidationError as error:
        found = [(entry["loc"], _in_french(entry)) for entry in error.errors()]
    else:
        found = list(catalogue.faults())
        if not found:
            return catalogue
    raise CatalogueError(
        [
            Fault(file=path.name, line=_line(tree, where), message=f"{_dotted(where)} : {what}")
            for where, what in found
        ]
    )


def read_yaml(path: Path) -> Any:
    """A YAML file as ruamel.yaml reads it, with the line of everything.

    Raises:
        CatalogueError: with the line where it stops being YAML.
    """
    try:
        return YAML().load(path.read_text(encoding="utf-8")) or {}
    except FileNotFoundError:
        problem, line = "ce fichier manque", 1
    except UnicodeDecodeError:
        problem, line = "ce fichier n'est pas en UTF-8", 1
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem, line = "ce n'est pas du YAML", mark.line + 1 if mark else 1
    raise CatalogueError([Fault(file=path.name, line=line, message=problem)])


@cache
def catalogue() -> Catalogue:
    """The project's catalogue, read once a process."""
    return load()


_FRENCH = {
    "value_error.missing": "cette clé manque",
    "value_error.extra": "clé inconnue",
    "value_error.const": "valeurs possibles : {permitted}",
    "value_error.list.min_items": "il en faut au moins {limit_value}",
    "value_error.list.max_items": "il en faut au plus {limit_value}",
    "value_error.date": "une date s'écrit AAAA-MM-JJ",
    "type_error.none.not_allowed": "il manque une valeur",
    "type_error.str": "un texte est attendu",
    "type_error.bool": "true ou false est attendu",
    "type_error.list": "une liste est attendue",
    "type_error.tuple": "une liste est attendue",
    "type_error.dict": "des clés et des valeurs sont attendues",
}


def _in_french(error: Mapping[str, Any]) -> str:
    """What pydantic says of a value, in French."""
    context = {**error.get("ctx", {})}
    if "permitted" in context:
        context["permitted"] = ", ".join(map(str, context["permitted"]))
    return _FRENCH.get(error["type"], "cette valeur ne convient pas").format(**context)


def _dotted(where: Location) -> str:
    return ".".join(map(str, where))


def _line(tree: Any, where: Location) -> int:
    """The line of the deepest part of `where` that the file really holds."""
    line = 1
    for key in where:
        if not isinstance(tree, CommentedBase):
            break
        try:
            position = tree.lc.item(key) if isinstance(key, int) else tree.lc.key(key)
            tree = tree[key]
        except (KeyError, IndexError, TypeError):
            break
        line = position[0] + 1
    return line
