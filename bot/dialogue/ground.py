"""What the rules need to know of a content, worked out once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import get_args

from bot.content.catalogue import Catalogue, Intent, Told
from bot.content.choices import Choices
from bot.dialogue.closed import Act, Asked, Deed
from bot.dialogue.dangers import Dangers
from bot.dialogue.expressions import Expressions, by_subject
from bot.dialogue.glossary import Glossary
from bot.dialogue.memory import Memory, Subject
from bot.dialogue.pages import Pages
from bot.dialogue.reading import Reading
from bot.nlu.likeness import Likeness

ACTS: frozenset[str] = frozenset((*get_args(Asked), *get_args(Deed)))
MOST_CHOICES = 4
# The kind of a language: whoever begins in one needs it to the end.
LANGUAGE = "langue"


class Ground:
    """A catalogue seen from the dialogue: which intents are acts, which are near, which page is
    about what."""

    def __init__(
        self,
        catalogue: Catalogue,
        choices: Choices,
        likeness: Likeness | None = None,
        moments: Likeness | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.choices = choices
        self._likeness = likeness or Likeness({})
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
        self.tongue = next(
            (name for name, row in catalogue.intents.items() if row.subject == LANGUAGE), None
        )
        self._kind_of_hard: Mapping[str, str] = {
            row.subject: name
            for name, row in catalogue.intents.items()
            if name in self.hard and row.subject
        }
        self.glossary = Glossary(catalogue)
        self.pages = Pages(catalogue)
        self._families = _families(catalogue)
        self._details = Expressions({name: row.said for name, row in catalogue.details.items()})
        self._phrases = Expressions({name: row.said for name, row in catalogue.phrases.items()})
        self.dangers = Dangers(catalogue, frozenset(self._kind_of_hard), moments)
        said = by_subject(catalogue, "said")
        self._needs = Expressions(
            {one: said[one] for one in said if one[0] not in self._kind_of_hard}
        )
        self._helps = Expressions(by_subject(catalogue, "helps"))
        self._first = Expressions(
            {name: row.said for name, row in catalogue.intents.items() if row.said}
        )
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
        says = teller.intents.get(intent) if teller is not None else None
        known = says is not None and says.destinations is not None
        return own is not None and own.destinations is not None and not known

    def details_in(self, said: str) -> Iterator[str]:
        """The details of the catalogue that folded words ask or tell of, in its order."""
        return self._details.keys(said)

    def like(self, said: str) -> Mapping[str, float]:
        """How like the phrases of each detail and question folded words are, from 0 to 1."""
        return self._likeness.of(said)

    def phrases_in(self, said: str) -> Iterator[tuple[Told, str]]:
        """What folded words tell of what was answered, each with what they say beside it."""
        for name, found in self._phrases.found(said):
            yield name, f"{said[: found.start()]} {said[found.end() :]}".strip()

    def helping(self, said: str) -> Iterator[Subject]:
        """The benefits that are for what folded words tell (« nounou »), in their order."""
        return self._helps.keys(said)

    def told_first(self, said: str) -> str | None:
        """The intent that folded words tell of whatever else they ask, or None."""
        return next(self._first.keys(said), None)

    def as_called(self, reading: Reading, memory: Memory) -> Reading:
        """A message with the benefit that it calls by a short name, after what was answered."""
        return self.called_beside(reading, [memory.intent, memory.request, *memory.pair])

    def called_beside(self, reading: Reading, requests: Iterable[str | None]) -> Reading:
        """The same, of a piece of a message beside other requests."""
        rows = [row for row in map(self.row, dict.fromkeys(requests)) if row is not None]
        for said, benefit in ((*one,) for row in rows for one in row.called.items()):
            if re.search(rf"\b{said}", reading.words):
                others = (one for one in reading.entities if one[0] != "prestation")
                return replace(reading, entities=(("prestation", benefit), *others))
        return reading

    def needs_in(self, said: str) -> Iterator[tuple[Subject, re.Match[str]]]:
        """What folded words tell that the person cannot do, each with the words that do."""
        return self._needs.found(said)

    def told_by(self, need: Subject | None, danger: Subject | None) -> Subject | None:
        """A danger as such a person tells it: whoever helps children, if it is a child."""
        row = self.catalogue.subject(*need) if need is not None else None
        if row is None or danger is None or danger[1] not in row.dangers:
            return danger
        return danger[0], row.dangers[danger[1]]

    def need_told(self, reading: Reading) -> Subject | None:
        """What the person says that they cannot do, or None."""
        told_by = self._need_told_by.get(reading.intent or "") if reading.sure else None
        return next(self._needs.keys(reading.words), told_by)

    def need_after(
        self, reading: Reading, before: Subject | None, *, opens: bool = False
    ) -> Subject | None:
        """What the person cannot do, after this message.

        « Moi, c'est autre chose » only ends what was said of another person.

        Args:
            opens: nothing was answered yet; a language heard later, in a talk in French, may be of
                another person.
        """
        told = self.need_told(reading)
        goes_on = before is not None and before[0] == LANGUAGE
        if told is None and (goes_on or (before is None and opens)):
            # Whoever changes to another language is answered in that one.
            told = self._language(reading)
        row = self.catalogue.subject(*told) if told is not None else None
        known = self.catalogue.subject(*before) if before is not None else None
        if known is not None and known.dangers:
            # A child stays one, though it has no credit on its telephone.
            return before
        if row is None or not row.ends:
            return told or before
        return None if before is not None and before[1] in row.ends else before

    def _language(self, reading: Reading) -> Subject | None:
        spoken = (one for one in reading.entities if one[0] == LANGUAGE and self.known(one))
        other = next(spoken, None) if reading.intent in (self.tongue, *self.hard) else None
        told = next((language for _, language in self.dangers.abroad(reading.foreign)), None)
        return other or ((LANGUAGE, told) if told is not None else None)

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

    def near(self, one: str, other: str) -> bool:
        """If two intents are but two readings of one request: same way, one leads to the other."""
        rows = self.catalogue.intents
        first, second = rows[one], rows[other]
        linked = other in first.follow_ups or one in second.follow_ups
        return one == other or (linked and bool({*first.destinations} & {*second.destinations}))

    def beside(self, one: str, other: str) -> bool:
        """If two intents stand near each other: the same, one leads to the other, a question of
        the catalogue tells them apart, they name the same kind of subject or lead to one place."""
        rows = self.catalogue.intents
        first, second = rows.get(one), rows.get(other)
        if first is None or second is None:
            return False
        return (
            one == other
            or other in first.follow_ups
            or one in second.follow_ups
            or other in self.family(one)
            or (first.subject is not None and first.subject == second.subject)
            or bool({*first.destinations} & {*second.destinations})
        )

    def leading_to(self, destinations: tuple[str, ...]) -> str | None:
        """The first request that has a way as its own, or None."""
        rows = self.catalogue.intents.items()
        own = (name for name, row in rows if row.suggested and row.destinations[:1])
        first = destinations[:1]
        return next(
            (
                name
                for name in own
                if first and self.catalogue.intents[name].destinations[:1] == first
            ),
            None,
        )

    def family(self, intent: str | None) -> tuple[str, ...]:
        """The intents that the catalogue's questions put beside this one."""
        return self._families.get(intent, ()) if intent is not None else ()

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


def _families(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Of each intent, those that a question of the catalogue puts beside it."""
    found: dict[str, dict[str, None]] = {}
    for row in catalogue.clarifications.values():
        for name in row.intents:
            found.setdefault(name, {}).update(dict.fromkeys(row.intents))
    return {name: tuple(others) for name, others in found.items()}
