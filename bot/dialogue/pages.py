"""What the pages of the portal are about, by the names in their addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.catalogue import CHANNELS, Catalogue, Destination
from bot.dialogue.memory import Memory, Subject
from bot.nlu.normalise import words

_MARKS = re.compile(r"[-_/#]+")


class Pages:
    """The pages that the destinations and the subjects of a catalogue name."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._subjects: dict[str, Subject] = {
            words(page): (str(kind), name)
            for kind, rows in catalogue.subjects.items()
            for name, row in rows.items()
            for page in row.pages
        }
        self._intents = _intents(catalogue)

    def about(self, page: str | None) -> tuple[str | None, Subject | None]:
        """The intent and the subject that a page of the portal is about."""
        for part in _parts(page):
            if part in self._subjects:
                return None, self._subjects[part]
            if part in self._intents:
                return self._intents[part], None
        return None, None

    def going_on(self, memory: Memory, page: str | None) -> bool | None:
        """If a message goes on with what was said; None where it may be of what its page is about.

        The classifier is told of it (`bot.nlu.reader.ODDS`).
        """
        if memory.said != "nothing":
            return True
        return False if self.about(page) == (None, None) else None


def _parts(page: str | None) -> list[str]:
    """A page's name whole, then its last part first (« …/logement/les-aides »)."""
    if not page:
        return []
    address = page.partition("?")[0]
    return [words(_MARKS.sub(" ", part)) for part in [address, *address.split("/")[::-1]]]


def _intents(catalogue: Catalogue) -> dict[str, str]:
    """The first intent that leads to each destination, by its id, then by its words."""
    by_id: dict[str, str] = {}
    by_words: dict[str, str] = {}
    for name, row in catalogue.intents.items():
        if not row.suggested:
            continue
        for position, destination in enumerate(row.destinations):
            by_id.setdefault(words(_MARKS.sub(" ", destination)), name)
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
