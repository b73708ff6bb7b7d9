"""What the rules need to know of a content, worked out once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from bot.content.catalogue import CHANNELS, Catalogue, Destination, Intent
from bot.content.choices import Choices
from bot.dialogue.closed import Act, Asked, Deed
from bot.dialogue.memory import Subject
from bot.dialogue.reading import Reading
from bot.nlu.normalise import words

ACTS: frozenset[str] = frozenset((*get_args(Asked), *get_args(Deed)))
MOST_CHOICES = 4
_ARTICLE = re.compile(r"^(?:l|le|la|les|un|une|des) ")
_PAGE_MARKS = re.compile(r"[-_/#]+")


class Ground:
    """A catalogue seen from the dialogue: which intents are acts, which are near, which page is
    about what."""

    def __init__(self, catalogue: Catalogue, choices: Choices) -> None:
        self.catalogue = catalogue
        self.choices = choices
        # The roles of the catalogue name acts: no intent's name stands in the code.
        self.acts: Mapping[str, Act] = {
            intent: role  # type: ignore[misc]
            for role, intent in catalogue.roles.items()
            if role in ACTS
        }
        self.hard = frozenset(
            name for name, row in catalogue.intents.items() if row.urgent or row.sensitive
        )
        self.asides = frozenset(
            name
            for name, row in catalogue.intents.items()
            if not row.suggested and name not in self.acts
        )
        self._kind_of_hard: Mapping[str, str] = {
            row.subject: name
            for name, row in catalogue.intents.items()
            if name in self.hard and row.subject
        }
        self._terms = {
            f" {_ARTICLE.sub('', words(row.label))} ": name
            for kind, rows in catalogue.subjects.items()
            if kind == "terme"
            for name, row in rows.items()
        }
        self._subject_of_page = {
            words(page): (str(kind), name)
            for kind, rows in catalogue.subjects.items()
            for name, row in rows.items()
            for page in row.pages
        }
        self._intent_of_page = _intents_of_pages(catalogue)
        self._details = {name: _any_of(row.said) for name, row in catalogue.details.items()}
        self._needs: Mapping[Subject, re.Pattern[str]] = {
            (str(kind), name): _any_of(row.said)
            for kind, rows in catalogue.subjects.items()
            for name, row in rows.items()
            if row.said and str(kind) not in self._kind_of_hard
        }
        self._dangers: Mapping[Subject, re.Pattern[str]] = {
            (str(kind), name): _any_of(row.said)
            for kind, rows in catalogue.subjects.items()
            for name, row in rows.items()
            if row.said and str(kind) in self._kind_of_hard
        }
        self._need_told_by: Mapping[str, Subject] = {
            intent: (str(kind), name)
            for kind, rows in catalogue.subjects.items()
            for name, row in rows.items()
            for intent in row.told_by
        }

    def row(self, intent: str | None) -> Intent | None:
        """The row of an intent, or None."""
        return self.catalogue.intents.get(intent) if intent is not None else None

    def role(self, name: str) -> str | None:
        """The intent that has a role, or None."""
        return self.catalogue.roles.get(name)

    def hard_intent(self, kind: str) -> str | None:
        """The intent of a hard moment that is told by this kind of entity."""
        return self._kind_of_hard.get(kind)

    def requests(self, intent: str | None) -> bool:
        """If an intent is a request of its own: no act, no greeting."""
        return (
            intent in self.catalogue.intents
            and intent not in self.acts
            and intent not in self.asides
        )

    def changes(self, subject: Subject, intent: str) -> bool:
        """If the row of a subject says what is answered to this intent instead."""
        row = self.catalogue.subject(*subject)
        if row is None or intent in row.intents:
            return row is not None
        # What a person cannot do changes every way; a hard moment only what it names.
        always = row.answer is not None and bool(row.said) and not self.hard_intent(subject[0])
        return always and bool(self.catalogue.intents[intent].destinations)

    def leads_elsewhere(self, subject: Subject | None, intent: str, told: Subject) -> bool:
        """If a subject has other places than the intent, of which what was told knows nothing."""
        named, teller = self.catalogue.subject(*subject or ("", "")), self.catalogue.subject(*told)
        own = named.intents.get(intent) if named is not None else None
        known = teller is not None and intent in teller.intents
        return own is not None and own.destinations is not None and not known

    def details_in(self, said: str) -> Iterator[str]:
        """The details of the catalogue that folded words ask or tell of, in its order."""
        return (name for name, pattern in self._details.items() if pattern.search(said))

    def dangers_in(self, said: str) -> Iterator[Subject]:
        """The dangers that folded words tell of, though no form of a lookup is there."""
        return (danger for danger, pattern in self._dangers.items() if pattern.search(said))

    def need_told(self, reading: Reading) -> Subject | None:
        """What the person says that they cannot do, or None."""
        for need, pattern in self._needs.items():
            if pattern.search(reading.words):
                return need
        return self._need_told_by.get(reading.intent or "") if reading.sure else None

    def known(self, subject: Subject) -> bool:
        """If the catalogue has a row for a subject."""
        return self.catalogue.subject(*subject) is not None

    def subject(self, intent: str, entities: Iterable[Subject]) -> Subject | None:
        """The first of these that the answer to an intent may name, or the body of one."""
        row = self.row(intent)
        if row is None or row.subject is None:
            return None
        named = list(entities)
        named += self._bodies(named)
        return next((said for said in named if said[0] == row.subject and self.known(said)), None)

    def _bodies(self, entities: Iterable[Subject]) -> Iterator[Subject]:
        """Whom what is named belongs to: a health card, the health insurance."""
        for said in entities:
            row = self.catalogue.subject(*said)
            if row is not None and row.body is not None:
                yield "organisme", row.body

    def term_in(self, said: str) -> str | None:
        """The word of the glossary that folded words hold, the longest if several."""
        held = [label for label in self._terms if label in f" {said} "]
        return self._terms[max(held, key=len)] if held else None

    def beside_terms(self, said: str) -> tuple[str, ...]:
        """The folded words without those of the glossary (« montant net social »)."""
        padded = f" {said} "
        for label in self._terms:
            padded = padded.replace(label, " ")
        return tuple(padded.split())

    def near(self, one: str, other: str) -> bool:
        """If two intents are but two readings of one request: same way, one leads to the other."""
        rows = self.catalogue.intents
        first, second = rows[one], rows[other]
        linked = other in first.follow_ups or one in second.follow_ups
        return one == other or (linked and bool({*first.destinations} & {*second.destinations}))

    def family(self, intent: str | None) -> tuple[str, ...]:
        """The intents that the catalogue's questions put beside this one."""
        return tuple(
            dict.fromkeys(
                name
                for row in self.catalogue.clarifications.values()
                if intent in row.intents
                for name in row.intents
            )
        )

    def about(self, subject: Subject) -> tuple[str, ...]:
        """What may be wanted of a subject: the intents whose answer names its kind."""
        own = self.catalogue.subject(*subject)
        named = [
            name
            for name, row in self.catalogue.intents.items()
            if row.subject == subject[0] and row.suggested and name not in self.hard
        ]
        # A Rib is a document to send, and what one changes in the profile.
        beside = [name for name in (own.intents if own is not None else ()) if name not in named]
        kept = [name for name in beside if subject[0] == "document"]
        return tuple((*kept, *named)[:MOST_CHOICES])

    def page(self, page: str | None) -> tuple[str | None, Subject | None]:
        """The intent and the subject that a page of the portal is about."""
        for part in _parts(page):
            if part in self._subject_of_page:
                return None, self._subject_of_page[part]
            if part in self._intent_of_page:
                return self._intent_of_page[part], None
        return None, None


def _any_of(expressions: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{one})\b" for one in expressions))


def _parts(page: str | None) -> list[str]:
    """A page's name whole, then its last part first (« …/logement/les-aides »)."""
    if not page:
        return []
    address = page.partition("?")[0]
    return [words(_PAGE_MARKS.sub(" ", part)) for part in [address, *address.split("/")[::-1]]]


def _intents_of_pages(catalogue: Catalogue) -> dict[str, str]:
    """The first intent that leads to each destination, by its id, then by its words."""
    by_id: dict[str, str] = {}
    by_words: dict[str, str] = {}
    for name, row in catalogue.intents.items():
        if not row.suggested:
            continue
        for position, destination in enumerate(row.destinations):
            by_id.setdefault(words(_PAGE_MARKS.sub(" ", destination)), name)
            if position == 0:
                for said in _words_of(catalogue.destinations[destination]):
                    by_words.setdefault(said, name)
    return by_words | by_id


def _words_of(destination: Destination) -> Iterator[str]:
    for channel in CHANNELS:
        place = destination.place(channel)
        if place is not None:
            yield words(destination.label_on(channel))
            yield words(place.path[-1])
