"""French typography of what people read: curly apostrophes, and spaces that do not break."""

from __future__ import annotations

import re
from functools import lru_cache

APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
FIRM = "\N{NO-BREAK SPACE}"

# What a number is not parted from.
_COUNTED = (
    r"chiffres?|premi(?:er|ère)s?|derni(?:er|ère)s?|prochaine?s?|h|heures?|minutes?|jours?|semaines?"
    r"|mois|ans?|années?|personnes?|fois|euros?|janvier|février|mars|avril|mai|juin|juillet|août"
    r"|septembre|octobre|novembre|décembre"
)
# Addresses and the holes of a text stay as they are; the rest is one character for one.
_PIECE = re.compile(
    r"(?P<alone>\b[a-z][a-z0-9+.-]*:(?://[^\s)>\]{]*|\d+)|\{[^\n{}]*\})"
    r"|(?P<apostrophe>')"
    rf"|(?<=«) | (?=[:;!?»€%])|(?<=\d) (?=\d|(?:{_COUNTED})\b)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def typeset(text: str) -> str:
    """A text of the content as it is shown; one that is typeset stays as it is.

    No space is added or taken away: those before « : ; ! ? » € % », after an opening
    quote and inside a number no longer break.
    """
    return _PIECE.sub(_set, text)


def _set(found: re.Match[str]) -> str:
    if found["alone"]:
        return found["alone"]
    return APOSTROPHE if found["apostrophe"] else FIRM
