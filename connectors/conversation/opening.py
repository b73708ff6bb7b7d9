"""The choices that fit the page a person is on."""

from __future__ import annotations

import re

from bot.content.catalogue import Catalogue, Channel
from bot.nlu.normalise import words

SUGGESTIONS = 4
_SHORTEST = 4


def suggestions(catalogue: Catalogue, channel: Channel, page: str | None) -> list[str]:
    """The intents to offer first, those of the page the person is on before all others.

    Args:
        catalogue: the content.
        channel: where the person is.
        page: a section's name or a family of subjects ("mes-paiements", "dettes"), if known.
    """
    fitting = _of_page(catalogue, channel, page or "")
    return list(dict.fromkeys([*fitting, *catalogue.topics]))[:SUGGESTIONS]


def known_page(catalogue: Catalogue, channel: Channel, page: str | None) -> str | None:
    """A page as it is counted, if it is one of the catalogue's; a client may say anything."""
    wanted = _words_of(page or "")
    known = any(
        place and (_same(wanted, name) or any(_same(wanted, heading) for heading in place.path))
        for name, destination in catalogue.destinations.items()
        for place in [destination.place(channel)]
    )
    return wanted if len(wanted) >= _SHORTEST and known else None


def _of_page(catalogue: Catalogue, channel: Channel, page: str) -> list[str]:
    """The intents that lead to a page: those it is named after, then those under its headings."""
    wanted = _words_of(page)
    if len(wanted) < _SHORTEST:
        return []
    named, under = set(), set()
    for name, destination in catalogue.destinations.items():
        place = destination.place(channel)
        if place and _same(wanted, name):
            named.add(name)
        elif place and any(_same(wanted, heading) for heading in place.path):
            under.add(name)
    return [
        name
        for places in (named, under)
        for name, intent in catalogue.intents.items()
        if intent.suggested and intent.destinations and intent.destinations[0] in places
    ]


def _words_of(page: str) -> str:
    return words(re.sub(r"[_/#]", " ", page))


def _same(wanted: str, heading: str) -> bool:
    """If a page's name is in a heading ("paiements" for « Mes paiements et mes droits »)."""
    return f" {wanted} " in f" {words(heading.replace('_', ' '))} "
