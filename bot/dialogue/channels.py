"""Which of the two channels a message speaks of: « et sur l'appli ? », « depuis mon ordi »."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.content.catalogue import Channel
from bot.dialogue.table import meanings

_NAMES: Mapping[Channel, str] = {
    "app": "appli application aplication applis lappli laplication app apli mobile smartphone"
    " telephone tel portable iphone android samsung",
    "web": "site cite internet web ordi ordinateur pc mac navigateur tablette",
}
NAMED = meanings(_NAMES)
# A telephone is also what one calls with, or a number to change.
_PHONES = r"(?:telephone|tel|portable|mobile)"
_ON = re.compile(
    r"\b(?:sur|dans|depuis|via|avec|ds|version|cote"
    rf"|par(?! (?:(?:le |mon |la )?{_PHONES}|internet)\b)) "
    rf"(?:(?:l|mon|ma|le|la|un|une|ton|votre|cette) ?)?(?P<name>{'|'.join(NAMED)}|caf fr)\b"
)
_SHORT = 3
_ALONE = re.compile(rf"\b(?!{_PHONES}\b)(?:{'|'.join(NAMED)})\b")
_ELSEWHERE = re.compile(
    r"\b(?:courriers?|poste|lettre|papier|ecrit|guichet|accueil|agence|place|face|sms|mail|mails"
    rf"|appel\w*|{_PHONES})\b"
)
_MISSING = re.compile(r"\b(?:pas|plus|sans|ni)\b")
# Without the app there is the site.
_WITHOUT_APP = re.compile(
    r"\b(?:pas|plus|sans) (?:encore |installe |telecharge |besoin de )?"
    r"(?:(?:l|d|de|cette|votre) ?)?(?:appli|application|aplication|lappli|apli)\b"
)


def named(words: str) -> Channel | None:
    """The channel that folded words say where one is, or wants to be.

    >>> named("et sur l appli")
    'app'
    >>> named("changer de telephone") is None
    True
    """
    found = _ON.search(words)
    if found is None:
        return None
    return NAMED.get(found["name"], "web")


def anywhere(words: str) -> Channel | None:
    """The channel that folded words name at all (« je préfère l'ordi finalement »), but for
    the one that is not there (« j'ai pas l'appli »)."""
    if _WITHOUT_APP.search(words):
        return "web"
    found = _ALONE.search(words) if not _MISSING.search(words) else None
    return named(words) or (NAMED[found.group()] if found is not None else None)


def is_elsewhere(words: str) -> bool:
    """If folded words speak of a way that is no channel of ours (« et par courrier ? »)."""
    return anywhere(words) is None and _ELSEWHERE.search(words) is not None


def in_short(words: str) -> Channel | None:
    """The same, for a message that says little else (« l'appli ? »)."""
    return anywhere(words) if words.count(" ") < _SHORT else named(words)
