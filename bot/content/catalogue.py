"""The catalogue's rows: every intent, where it points on each channel, and every link.

`bot/catalogue.yml` is the only place that holds an address. `parse` reads it into typed
rows and refuses it, line by line, when something in it does not hold.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal
from urllib.parse import urlsplit

import pydantic
from pydantic import StrictBool, StrictStr

from bot.content.faults import ContentError
from bot.content.tree import Tree

Channel = Literal["web", "app"]
CHANNELS: tuple[Channel, ...] = ("web", "app")

Kind = Literal[
    "prestation", "organisme", "document", "objet", "danger", "defunt", "terme", "langue",
    "besoin",
]  # fmt: skip
Certainty = Literal["A", "B", "C", "M"]
Asked = Literal["quand", "combien", "pourquoi", "comment"]
ASKED: tuple[Asked, ...] = ("quand", "combien", "pourquoi", "comment")
# Questions that few rows answer in their own words: under « details ».
OTHER_QUESTIONS = ("ou", "cout", "duree", "detail", "next_step")

# The roles that code asks for; the catalogue says which intent has each. What an act means
# depends on what was said before: it has no answer of its own.
ACT_ROLES = (
    *("quand", "combien", "pourquoi", "comment", "ou", "cout", "duree"),
    *("next_step", "tried", "cannot_find", "simpler", "pick", "subject", "drop", "yes"),
    *("none_of_these", "other_channel"),
)
ROLES = ("contact", "help", "technical", "urgent", "word", "thanks", "apply", *ACT_ROLES)

# The action of a row that names none.
ANSWER = "action_answer"

# Rasa's own name for « not understood ».
FALLBACK = "nlu_fallback"

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"\+?\d{2,15}")

Location = tuple[str | int, ...]


def other_channel(channel: Channel) -> Channel:
    """The channel that `channel` is not."""
    return "app" if channel == "web" else "web"


class Row(pydantic.BaseModel):
    """A row of the catalogue: unknown keys are faults, values never change."""

    class Config:
        extra = pydantic.Extra.forbid
        frozen = True


class ByChannel(Row):
    """Words that differ between the site and the app."""

    web: StrictStr
    app: StrictStr


Words = StrictStr | ByChannel


def _said(words: str | ByChannel, channel: Channel) -> str:
    return words if isinstance(words, str) else str(getattr(words, channel))


class Link(Row):
    """An address, how sure we are of it, and who last opened it.

    `certainty` uses the marks of the public facts it was gathered from: A seen in a
    recent source, B in an older one, C unverified, M general knowledge. `checked_on`
    stays empty until a person has opened the page: the portal turns robots away.
    """

    href: StrictStr
    label: StrictStr
    certainty: Certainty
    checked_on: datetime.date | None = None

    @pydantic.validator("checked_on", pre=True)
    def _iso(cls, value: Any) -> datetime.date | None:
        if value is None:
            return None
        if not isinstance(value, str) or not _DATE.fullmatch(value):
            raise pydantic.errors.DateError
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            raise pydantic.errors.DateError from None

    @property
    def scheme(self) -> str:
        """What comes before the colon: `https`, `tel` or `sms`."""
        return self.href.partition(":")[0].lower()

    @property
    def host(self) -> str:
        """The host of `href`, empty when it has none that can be read."""
        try:
            return urlsplit(self.href).hostname or ""
        except ValueError:
            return ""


class Place(Row):
    """Where a destination is on one channel: the words to follow, then what to press."""

    path: pydantic.conlist(StrictStr, min_items=1)  # type: ignore[valid-type]
    link: StrictStr | None = None
    steps: tuple[StrictStr, ...] = ()


class Destination(Row):
    """A section of Mon Compte or a tab of the app. A channel left out is not documented."""

    label: Words
    web: Place | None = None
    app: Place | None = None
    hint: StrictStr | None = None

    def place(self, channel: Channel) -> Place | None:
        """The place on `channel`, or None when nothing documents it there."""
        return self.web if channel == "web" else self.app

    def label_on(self, channel: Channel) -> str:
        """Its name on `channel`."""
        return _said(self.label, channel)


class SubjectAnswer(Row):
    """What a subject or a detail changes in an answer: each part given takes the place of the
    intent's."""

    answer: StrictStr | None = None
    destinations: tuple[StrictStr, ...] | None = None
    follow_ups: tuple[StrictStr, ...] = ()
    links: tuple[StrictStr, ...] = ()
    certainty: Certainty | None = None


class FollowedUp(Row):
    """What « et quand ? », « combien ? », « pourquoi ? », « comment ? » are answered with.

    `details` does the same for the details of the catalogue, and for the other questions.
    """

    quand: StrictStr | None = None
    combien: StrictStr | None = None
    pourquoi: StrictStr | None = None
    comment: StrictStr | None = None

    details: dict[StrictStr, SubjectAnswer] = {}

    def answer_to(self, asked: str) -> SubjectAnswer | None:
        """What answers this question or detail, or None."""
        found = getattr(self, asked) if asked in ASKED else None
        return SubjectAnswer(answer=found) if found else self.details.get(asked)


class Intent(FollowedUp):
    """What a person may want: its button title, where it points, what may come next."""

    title: Words
    action: StrictStr = ANSWER
    personal: StrictBool = False
    destinations: tuple[StrictStr, ...] = ()
    links: tuple[StrictStr, ...] = ()
    follow_ups: tuple[StrictStr, ...] = ()
    subject: Kind | None = None
    suggested: StrictBool = True
    urgent: StrictBool = False
    sensitive: StrictBool = False
    certainty: Certainty | None = None

    def title_on(self, channel: Channel) -> str:
        """What its button says on `channel`."""
        return _said(self.title, channel)


class Detail(Row):
    """What a person may ask or tell about the last answer, beside the questions of the dialogue.

    `said` are regular expressions over folded words (« j y ai droit »), one of which the
    message must hold. `answer` is for every subject; without it, only the rows that hold
    this detail answer it. `intent` is the request that it makes instead. What `opens` is also
    heard in the first message; what is `weak` gives way to another likely request.
    """

    said: pydantic.conlist(StrictStr, min_items=1)  # type: ignore[valid-type]
    answer: StrictStr | None = None
    destinations: tuple[StrictStr, ...] | None = None
    links: tuple[StrictStr, ...] = ()
    intent: StrictStr | None = None
    opens: StrictBool = False
    weak: StrictBool = False

    @pydantic.validator("said", each_item=True)
    def _compiles(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error:
            raise ValueError("cette expression ne se lit pas") from None
        return value

    @property
    def general(self) -> SubjectAnswer | None:
        """What answers it whatever the subject, or None."""
        if self.answer is None:
            return None
        return SubjectAnswer(answer=self.answer, destinations=self.destinations, links=self.links)


class Subject(FollowedUp, SubjectAnswer):
    """A benefit, a body, a document, a danger… that an answer may name, with its own links.

    `intents` says what differs for one intent only; `links`, where given, take the place of
    the intent's. An `objet` names the `body` that it belongs to. Nothing of a `sensitive`
    turn is kept. A danger or a `besoin` is known by what is `said`, as of a detail, or by the
    intents that it is `told_by`; after a `silent` one no telephone comes first. After a
    `vital` one, where minutes count, its numbers answer whatever is said.
    """

    label: StrictStr
    link: StrictStr | None = None
    links: tuple[StrictStr, ...] = ()
    phone: StrictStr | None = None
    body: StrictStr | None = None
    intents: dict[StrictStr, SubjectAnswer] = {}
    pages: tuple[StrictStr, ...] = ()
    said: tuple[StrictStr, ...] = ()
    told_by: tuple[StrictStr, ...] = ()
    silent: StrictBool = False
    vital: StrictBool = False
    certainty: Certainty | None = None
    sensitive: StrictBool = False
    urgent: StrictBool = False

    def changes(self, intent: str) -> SubjectAnswer:
        """What this subject changes in the answer to an intent."""
        own = self.intents.get(intent, SubjectAnswer())
        return SubjectAnswer(
            answer=own.answer or self.answer,
            destinations=self.destinations if own.destinations is None else own.destinations,
            follow_ups=own.follow_ups or self.follow_ups,
            links=own.links or self.links,
        )


class Clarification(Row):
    """Words that mean several intents, and the intents to choose from."""

    answer: StrictStr
    terms: tuple[StrictStr, ...] = ()
    intents: pydantic.conlist(StrictStr, min_items=2, max_items=5)  # type: ignore[valid-type]


class Catalogue(Row):
    """The whole catalogue; `faults` cross-checks it.

    Raises:
        pydantic.ValidationError: when a row is malformed.
    """

    hosts: tuple[StrictStr, ...]
    links: dict[StrictStr, Link]
    destinations: dict[StrictStr, Destination]
    intents: dict[StrictStr, Intent]
    subjects: dict[Kind, dict[StrictStr, Subject]]
    clarifications: dict[StrictStr, Clarification]
    topics: tuple[StrictStr, ...]
    roles: dict[StrictStr, StrictStr]
    details: dict[StrictStr, Detail] = {}

    def subject(self, kind: str, name: str) -> Subject | None:
        """The row of a subject, or None."""
        rows: Mapping[str, Mapping[str, Subject]] = self.subjects  # type: ignore[assignment]
        return rows.get(kind, {}).get(name)

    @property
    def acts(self) -> frozenset[str]:
        """The intents that only mean something after another message."""
        return frozenset(self.roles[role] for role in ACT_ROLES if role in self.roles)

    def played_by(self, choice: str) -> str:
        """The intent that picking a choice plays: « none of these » plays its role's."""
        return self.roles["none_of_these"] if choice == FALLBACK else choice

    def faults(self) -> Iterator[tuple[Location, str]]:
        """The references that lead nowhere, each with the place that makes it."""
        yield from self._link_faults()
        for name, destination in self.destinations.items():
            yield from self._destination_faults(name, destination)
        for name, intent in self.intents.items():
            here: Location = ("intents", name)
            yield from _unknown((*here, "destinations"), intent.destinations, self.destinations)
            yield from _unknown((*here, "links"), intent.links, self.links)
            yield from _unknown((*here, "follow_ups"), intent.follow_ups, self.intents)
            yield from self._detail_faults(here, intent)
        for name, detail in self.details.items():
            here = ("details", name)
            yield from _unknown(
                (*here, "destinations"), detail.destinations or (), self.destinations
            )
            yield from _unknown((*here, "links"), detail.links, self.links)
            if detail.intent is not None and detail.intent not in self.intents:
                yield (*here, "intent"), f"« {detail.intent} » n'existe pas"
        for kind, rows in self.subjects.items():
            for name, subject in rows.items():
                yield from self._subject_faults(("subjects", kind, name), subject)
        for name, clarification in self.clarifications.items():
            here = ("clarifications", name, "intents")
            yield from _unknown(here, clarification.intents, self.intents)
        yield from _unknown(("topics",), self.topics, self.intents)
        yield from self._role_faults()

    def _link_faults(self) -> Iterator[tuple[Location, str]]:
        for name, link in self.links.items():
            here: Location = ("links", name, "href")
            if link.scheme in ("tel", "sms"):
                if not _NUMBER.fullmatch(link.href.partition(":")[2]):
                    yield here, "un numéro s'écrit en chiffres seuls, comme tel:3230"
                continue
            if not link.href.startswith("https://"):
                yield here, "l'adresse doit commencer par https://, tel: ou sms:"
            if link.host not in self.hosts:
                yield here, f"l'hôte « {link.host} » n'est pas dans « hosts »"

    def _subject_faults(self, here: Location, subject: Subject) -> Iterator[tuple[Location, str]]:
        if subject.link and subject.link not in self.links:
            yield (*here, "link"), f"lien inconnu « {subject.link} »"
        if subject.phone and subject.phone not in self.links:
            yield (*here, "phone"), f"lien inconnu « {subject.phone} »"
        elif subject.phone and self.links[subject.phone].scheme != "tel":
            yield (*here, "phone"), f"« {subject.phone} » n'est pas un lien tel:"
        yield from _unknown((*here, "links"), subject.links, self.links)
        for intent, change in subject.intents.items():
            within = (*here, "intents", intent)
            if intent not in self.intents:
                yield within, f"« {intent} » n'existe pas"
            yield from _unknown(
                (*within, "destinations"), change.destinations or (), self.destinations
            )
            yield from _unknown((*within, "follow_ups"), change.follow_ups, self.intents)
        if subject.body and self.subject("organisme", subject.body) is None:
            yield (*here, "body"), f"organisme inconnu « {subject.body} »"
        yield from _unknown((*here, "destinations"), subject.destinations or (), self.destinations)
        yield from _unknown((*here, "follow_ups"), subject.follow_ups, self.intents)

        yield from _unknown((*here, "told_by"), subject.told_by, self.intents)
        yield from self._detail_faults(here, subject)

    def _detail_faults(self, here: Location, row: FollowedUp) -> Iterator[tuple[Location, str]]:
        for name, own in row.details.items():
            within = (*here, "details", name)
            if name not in self.details and name not in OTHER_QUESTIONS:
                yield within, f"« {name} » n'est pas dans « details »"
            yield from _unknown(
                (*within, "destinations"), own.destinations or (), self.destinations
            )
            yield from _unknown((*within, "links"), own.links, self.links)
            yield from _unknown((*within, "follow_ups"), own.follow_ups, self.intents)

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

    def _role_faults(self) -> Iterator[tuple[Location, str]]:
        for role in ROLES:
            if role not in self.roles:
                yield ("roles",), f"il manque le rôle « {role} »"
        for role, intent in self.roles.items():
            if intent not in self.intents:
                yield ("roles", role), f"« {intent} » n'existe pas"
        contact = self.intents.get(self.roles.get("contact", ""))
        if contact is not None and not contact.destinations:
            yield ("roles", "contact"), "cette intention ne mène nulle part"


def _unknown(
    where: Location, names: tuple[str, ...], known: Mapping[str, Any]
) -> Iterator[tuple[Location, str]]:
    for position, name in enumerate(names):
        if name not in known:
            yield (*where, position), f"« {name} » n'existe pas"


def parse(tree: Tree) -> Catalogue:
    """The catalogue that a file holds, every reference of which leads somewhere.

    Raises:
        ContentError: with one fault, in French, for each thing to mend.
    """
    value = {} if tree.value is None else tree.value
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        # Pydantic takes pairs for a mapping, and stops at a key that is no word.
        raise ContentError([tree.fault((), "ce fichier n'a pas la forme attendue")])
    try:
        catalogue = Catalogue.parse_obj(value)
    except pydantic.ValidationError as error:
        told: dict[Location, str] = {}
        for entry in error.errors():
            told.setdefault(entry["loc"], _in_french(entry))
        # Of a value that fits none of several types, the complaint that goes deepest is told.
        found = [
            (where, what)
            for where, what in told.items()
            if not any(other[: len(where)] == where for other in told if other != where)
        ]
    else:
        found = list(catalogue.faults())
        if not found:
            return catalogue
    raise ContentError(
        tree.fault(where, f"{'.'.join(map(str, where))} : {what}") for where, what in found
    )


_FRENCH = {
    "value_error.missing": "cette clé manque",
    "value_error.extra": "clé inconnue",
    "value_error.const": "valeurs possibles : {permitted}",
    "value_error.list.min_items": "il en faut au moins {limit_value}",
    "value_error.list.max_items": "il en faut au plus {limit_value}",
    "value_error.date": "une date s'écrit AAAA-MM-JJ",
    "value_error.strictbool": "true ou false est attendu",
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
