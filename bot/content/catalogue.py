"""The catalogue's rows: every intent, where it points on each channel, and every link.

`bot/catalogue.yml` is the only place that holds an address. `bot/content/coherence.py` reads it
into these rows, and says what in it does not hold.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import urlsplit

import pydantic
from pydantic import StrictBool, StrictStr

Channel = Literal["web", "app"]
CHANNELS: tuple[Channel, ...] = ("web", "app")

Kind = Literal[
    "prestation", "organisme", "document", "objet", "danger", "defunt", "terme", "langue",
    "besoin",
]  # fmt: skip
Certainty = Literal["A", "B", "C", "M"]
Asked = Literal["quand", "combien", "pourquoi", "comment"]
ASKED: tuple[Asked, ...] = ("quand", "combien", "pourquoi", "comment")
# The details that say what there is for who cannot speak, or does not want to call.
UNSPOKEN = ("silence", "pas_appeler")
# What a sentence tells of what was answered (« ça remarche », « il veut pas signer »).
Told = Literal[
    "helped", "works", "tried", "elsewhere_too", "other_channel", "duree", "ou", "first_step",
    "cannot_find", "refused", "simpler", "person", "due", "there",
]  # fmt: skip
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


def other_channel(channel: Channel) -> Channel:
    """The channel that `channel` is not."""
    return "app" if channel == "web" else "web"


class Row(pydantic.BaseModel):
    """A row of the catalogue: unknown keys are faults, values never change."""

    class Config:
        extra = pydantic.Extra.forbid
        frozen = True


# The catalogue is read several times in one training, and has five thousand of them.
@lru_cache(maxsize=8192)
def _expression(value: str) -> str:
    try:
        re.compile(value)
    except re.error:
        raise ValueError("cette expression ne se lit pas") from None
    if re.search(value, ""):
        raise ValueError("cette expression convient à tout")
    return value


def _expressions(listed: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_expression, listed))


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

    `details` does the same for the details of the catalogue, for the other questions, and for
    these when the answer has a way of its own.
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
    """What a person may want: its button title, where it points, what may come next.

    What is `said` tells of this need whatever else is asked (« il me reste 10 euros »): it is
    answered first, then the rest.
    What is not to be `guessed` accuses or alarms: it is answered to whoever asks, never offered
    to who was not understood. `called` says which benefit a short name means after this answer,
    by an expression over folded words (« la prime », after a birth). A `hardship` is hard to
    live: its thanks are answered soberly, what is said simpler keeps its number, and weaker words
    tell of a hard moment.
    """

    title: Words
    action: StrictStr = ANSWER
    personal: StrictBool = False
    destinations: tuple[StrictStr, ...] = ()
    links: tuple[StrictStr, ...] = ()
    follow_ups: tuple[StrictStr, ...] = ()
    subject: Kind | None = None
    suggested: StrictBool = True
    guessed: StrictBool = True
    called: dict[StrictStr, StrictStr] = {}
    urgent: StrictBool = False
    sensitive: StrictBool = False
    hardship: StrictBool = False
    certainty: Certainty | None = None
    said: tuple[StrictStr, ...] = ()

    _readable = pydantic.validator("said", each_item=True, allow_reuse=True)(_expression)

    def title_on(self, channel: Channel) -> str:
        """What its button says on `channel`."""
        return _said(self.title, channel)


class Detail(Row):
    """What a person may ask or tell about the last answer, beside the questions of the dialogue.

    `said` are regular expressions over folded words (« j y ai droit »), one of which the
    message must hold. `answer` is for every subject; without it, only the rows that hold
    this detail answer it. `intent` is the request that it makes instead. What `opens` is also
    heard in the first message; what is `weak` gives way to another likely request; what `moves`
    is answered with the way of the request that the message tells beside it, if it does.
    `after_hard`: `answer` holds after a hard moment too, whose rows need no words of their own
    for it. An `obstacle` stands in the way of what was told: it is answered before any other way
    is tried, and what is left after it is a person. What is `lasting` is of the loss that was
    told, whatever else the message surely asks. What is `exact` is heard in its expressions
    alone, and has no example phrases: a message that is only like it says something else.
    """

    said: pydantic.conlist(StrictStr, min_items=1)  # type: ignore[valid-type]
    answer: StrictStr | None = None
    destinations: tuple[StrictStr, ...] | None = None
    links: tuple[StrictStr, ...] = ()
    certainty: Certainty | None = None
    intent: StrictStr | None = None
    opens: StrictBool = False
    weak: StrictBool = False
    moves: StrictBool = False
    after_hard: StrictBool = False
    obstacle: StrictBool = False
    lasting: StrictBool = False
    exact: StrictBool = False

    _compiles = pydantic.validator("said", each_item=True, allow_reuse=True)(_expression)

    @property
    def general(self) -> SubjectAnswer | None:
        """What answers it whatever the subject, or None."""
        if self.answer is None:
            return None
        return SubjectAnswer(
            answer=self.answer,
            destinations=self.destinations,
            links=self.links,
            certainty=self.certainty,
        )


class Phrase(Row):
    """What a whole sentence does in a talk that goes on: `said` as of a detail."""

    said: pydantic.conlist(StrictStr, min_items=1)  # type: ignore[valid-type]

    _compiles = pydantic.validator("said", each_item=True, allow_reuse=True)(_expression)


class Subject(FollowedUp, SubjectAnswer):
    """A benefit, a body, a document, a danger… that an answer may name, with its own links.

    `intents` says what differs for one intent only; `links`, where given, take the place of the
    intent's. An `objet` names the `body` that it belongs to. Nothing of a `sensitive` turn is
    kept. A danger or a `besoin` is known by what is `said`, as of a detail, or by the intents that
    it is `told_by`; after a `silent` one no telephone comes first; after a `vital` one,
    where minutes count, its numbers answer whatever is said.

    Of a danger or a loss, `hints` are weaker words: they choose it once the model hears one, or
    once the danger that it `eases` was told; what is heard without a name is the `general` one.
    It is not told where `unless` is said (« il ne me tape pas »). `with_request`: what else the
    message asks is answered after it. A `besoin` may have a `note`, said before a way, and
    `ends` others; `dangers` says as which other one a danger of such a person is answered. What a
    row leaves out of `details` and `intents` is that of the row of its kind that it is `like`.
    `foreign` are the words of a danger in other languages, by language: expressions over the
    folded words of any script. What follows a word that was explained is `about` this request;
    `names` are other names of the word, by which it is asked about.
    A benefit `helps` with what these expressions tell, for whoever asks which one there is.
    `clues` are weaker than hints: they choose a danger of a message that the model surely takes
    for one, or that comes after a hardship. `victims` are the words of those whom the danger of a
    row befalls: what is done to one of them is that danger, though another was named. What is
    told of somebody else is the row `of_another`. `thanks` are how a language says it.
    """

    label: StrictStr
    link: StrictStr | None = None
    links: tuple[StrictStr, ...] = ()
    phone: StrictStr | None = None
    body: StrictStr | None = None
    about: StrictStr | None = None
    names: tuple[StrictStr, ...] = ()
    intents: dict[StrictStr, SubjectAnswer] = {}
    pages: tuple[StrictStr, ...] = ()
    said: tuple[StrictStr, ...] = ()
    told_by: tuple[StrictStr, ...] = ()
    hints: tuple[StrictStr, ...] = ()
    helps: tuple[StrictStr, ...] = ()
    clues: tuple[StrictStr, ...] = ()
    victims: tuple[StrictStr, ...] = ()
    of_another: StrictStr | None = None
    unless: tuple[StrictStr, ...] = ()
    foreign: dict[StrictStr, tuple[StrictStr, ...]] = {}
    thanks: tuple[StrictStr, ...] = ()
    eases: StrictStr | None = None
    with_request: StrictBool = False
    note: StrictStr | None = None
    general: StrictBool = False
    ends: tuple[StrictStr, ...] = ()
    dangers: dict[StrictStr, StrictStr] = {}
    like: StrictStr | None = None
    silent: StrictBool = False
    vital: StrictBool = False
    certainty: Certainty | None = None
    sensitive: StrictBool = False
    urgent: StrictBool = False

    _readable = pydantic.validator(
        *("said", "hints", "helps", "clues", "victims", "thanks", "unless"),
        each_item=True,
        allow_reuse=True,
    )(_expression)
    _foreign = pydantic.validator("foreign", each_item=True, allow_reuse=True)(_expressions)

    @property
    def alien(self) -> bool:
        """If the Caf has nothing to do with this danger: no way leads to it."""
        return self.urgent and self.destinations == ()

    @property
    def unspoken(self) -> str | None:
        """The detail that answers who cannot speak, or None."""
        return next((name for name in UNSPOKEN if name in self.details), None)

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
    """The whole catalogue; `coherence.faults` cross-checks it.

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
    phrases: dict[Told, Phrase] = {}

    @pydantic.validator("subjects")
    def _likened(cls, subjects: dict[str, dict[str, Subject]]) -> dict[str, dict[str, Subject]]:
        return {
            kind: {name: _like(row, rows.get(row.like or "")) for name, row in rows.items()}
            for kind, rows in subjects.items()
        }

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


def _like(row: Subject, other: Subject | None) -> Subject:
    """A row with what it leaves out of the one that it is like."""
    if other is None:
        return row
    shared = {
        "details": {**other.details, **row.details},
        "intents": {**other.intents, **row.intents},
    }
    return row.copy(update=shared)
