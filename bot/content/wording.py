"""From ids to words: the one place where a message gets its text, its way and its links.

Actions name a response, destinations, links and choices by id. What a person reads is
looked up here in the content of the turn, so nothing can be said that it does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pydantic

from bot.content.catalogue import (
    CHANNELS,
    Catalogue,
    Channel,
    Destination,
    Link,
    Place,
    Subject,
    other_channel,
)
from bot.content.content import Content

ARROW = " > "
_SENTENCE_END = re.compile(r"(?<=\D[.!?])\s+|\n")
# Of a list, what stands before its first line.
_MARK = re.compile(r"^(?:\d\.|-)\s+")


class UnknownName(Exception):
    """A message names what the content does not hold; `kind` says what: a link, a choice…"""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"{kind}: {name}")
        self.kind = kind
        self.name = name


class Named(pydantic.BaseModel):
    """What a message names beside its response, all by id.

    `channel` is where its destinations are asked for; without one, where the person is.
    `subject` is a kind and a name; `step` a position among the first destination's steps.
    Of a `brief` one the first sentence alone is said. Nothing is kept of a `sensitive` turn.
    `fared` is how the message went, when it was not
    simply understood (`bot.dialogue.fared`).
    """

    class Config:
        extra = pydantic.Extra.ignore
        frozen = True

    intent: str | None = None
    destinations: tuple[str, ...] = ()
    subject: tuple[str, str] | None = None
    links: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    channel: Channel | None = None
    step: int | None = None
    brief: bool = False
    sensitive: bool = False
    urgent: bool = False
    fared: str | None = None

    def wire(self) -> dict[str, Any]:
        """What differs from nothing at all, as JSON holds it."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in self
            if value is not None and value != () and value is not False
        }


class Pointer(NamedTuple):
    """A destination as it is reached on the channel where it is documented."""

    destination: str
    label: str
    channel: Channel
    place: Place


class WordedLink(NamedTuple):
    """A link as it is shown; `destination` is the one whose place gave it."""

    id: str
    row: Link
    destination: str | None = None


class WordedChoice(NamedTuple):
    """A choice as it is shown, and the intent that it plays."""

    intent: str
    label: str


class Worded(NamedTuple):
    """A message in words."""

    text: str
    pointers: list[Pointer]
    links: list[WordedLink]
    choices: list[WordedChoice]


def pointer(catalogue: Catalogue, name: str, channel: Channel) -> Pointer:
    """Where `name` is, on `channel` if the leaflets say so, else on the other one.

    Raises:
        UnknownName: there is no such destination.
    """
    destination: Destination = _row(catalogue.destinations, "destination", name)
    place = destination.place(channel)
    if place is None:
        channel = other_channel(channel)
        place = destination.place(channel)
    assert place is not None, "the catalogue refuses a destination without a channel"
    return Pointer(name, destination.label_on(channel), channel, place)


def pointers(catalogue: Catalogue, destinations: Sequence[str], channel: Channel) -> list[Pointer]:
    """These destinations in order, each way to go once."""
    found: list[Pointer] = []
    for name in destinations:
        candidate = pointer(catalogue, name, channel)
        if all(candidate.place.path != earlier.place.path for earlier in found):
            found.append(candidate)
    return found


def word(content: Content, response: str, named: Named, channel: Channel, turn: int = 0) -> Worded:
    """A message in the words of the content.

    Args:
        channel: where the person is.
        turn: which of several variations comes, in turn.

    Raises:
        UnknownName: the content does not hold what is named, or nothing fills a hole.
    """
    catalogue = content.catalogue
    if response not in content.responses:
        raise UnknownName("response", response)
    if named.intent is not None:
        _row(catalogue.intents, "intent", named.intent)
    found = pointers(catalogue, named.destinations, named.channel or channel)
    try:
        text = content.text(
            response, named.channel or channel, holes(catalogue, named, found, channel), turn
        )
    except KeyError as error:
        raise UnknownName("hole", str(error.args[0])) from None
    return Worded(
        first_sentence(text) if named.brief else text,
        found,
        list(_links(catalogue, named, found)),
        [
            WordedChoice(
                catalogue.played_by(name),
                _row(catalogue.intents, "choice", name).title_on(channel),
            )
            for name in named.choices
        ],
    )


def first_sentence(text: str) -> str:
    """The first sentence of a text, or its first line; with the line after it, if it opens a list.

    >>> first_sentence("Cela dépend. Appelez le 32 30.")
    'Cela dépend.'
    """
    first, *rest = _SENTENCE_END.split(_MARK.sub("", text), maxsplit=1)
    opens_a_list = first.rstrip().endswith(":") and rest
    return f"{first.rstrip()}\n{rest[0].splitlines()[0]}" if opens_a_list else first.strip()


def holes(
    catalogue: Catalogue, named: Named, found: Sequence[Pointer], channel: Channel
) -> dict[str, str]:
    """What fills the holes of a text: the subject, the first destination, its way, the first
    choice.

    Raises:
        UnknownName: there is no such subject.
    """
    words = {}
    if named.choices and named.choices[0] in catalogue.intents:
        words["choice"] = catalogue.intents[named.choices[0]].title_on(channel)
    if named.subject is not None:
        words["subject"] = subject_of(catalogue, named.subject).label
    if found:
        words["label"] = found[0].label
        words["steps"] = ARROW.join(found[0].place.path)
        words["path"] = _numbered(found[0].place)
        if named.step is not None and named.step < len(found[0].place.steps):
            words["step"] = found[0].place.steps[named.step]
    return words


def _numbered(place: Place) -> str:
    """The way to a place, one line a step."""
    steps = (*(f"**{name}**" for name in place.path), *place.steps)
    return "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))


def subject_of(catalogue: Catalogue, name: tuple[str, str]) -> Subject:
    """The row of a subject; raises UnknownName."""
    row = catalogue.subject(*name)
    if row is None:
        raise UnknownName("subject", ".".join(name))
    return row


def every_word(catalogue: Catalogue) -> Iterator[dict[str, str]]:
    """Each way that a text's holes may be filled, one after the other (for `check`)."""
    # Of a kind that some intent is about; a kind that has an answer for each is named in that.
    about = {row.subject for row in catalogue.intents.values()}
    labels = [
        row.label
        for kind, rows in catalogue.subjects.items()
        if kind in about and not all(row.answer for row in rows.values())
        for row in rows.values()
    ]
    ways = [
        (found.label, ARROW.join(found.place.path), _numbered(found.place))
        for channel in CHANNELS
        for name in catalogue.destinations
        for found in [pointer(catalogue, name, channel)]
    ]
    presses = [
        step
        for destination in catalogue.destinations.values()
        for channel in CHANNELS
        if (place := destination.place(channel)) is not None
        for step in place.steps
    ] or [""]
    any_word = {"subject": (labels or [""])[0], "step": presses[0]}
    any_word |= {"label": ways[0][0], "steps": ways[0][1], "path": ways[0][2]}
    titles = [row.title_on(channel) for row in catalogue.intents.values() for channel in CHANNELS]
    any_word["choice"] = (titles or [""])[0]
    for title in titles:
        yield {**any_word, "choice": title}
    for subject in labels:
        yield {**any_word, "subject": subject}
    for label, steps, path in ways:
        yield {**any_word, "label": label, "steps": steps, "path": path}
    for step in presses:
        yield {**any_word, "step": step}


def _links(catalogue: Catalogue, named: Named, found: Sequence[Pointer]) -> Iterator[WordedLink]:
    """The links named, then those of the places, each once.

    In the app, a place's link is the website's, for want of a known deep link.
    """
    wanted: list[tuple[str, str | None]] = [(name, None) for name in named.links]
    for place in found:
        link = place.place.link
        if link is None:
            website = catalogue.destinations[place.destination].web
            link = website.link if website else None
        if link is not None:
            wanted.append((link, place.destination))
    seen: set[str] = set()
    for name, destination in wanted:
        if name not in seen:
            seen.add(name)
            yield WordedLink(name, _row(catalogue.links, "link", name), destination)


def _row(rows: Mapping[str, Any], kind: str, name: str) -> Any:
    try:
        return rows[name]
    except KeyError:
        raise UnknownName(kind, name) from None
