"""What a number without a form of its own is, told by the words around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from connectors.privacy.forms import are_amounts, joined, lengths
from connectors.privacy.groups import Group, gaps, is_plain
from connectors.privacy.ordinary import (
    GLUED_DATE,
    REACH,
    amount_announced,
    reference_announced,
    unit_follows,
)

UNKNOWN = "number"
_BY_LENGTH = {6: "code", 7: "allocataire"}
_ALLOCATAIRE = 7
_LONG = 11
_TWO_PIECES = ((4, 3), (3, 4))
_YEAR = re.compile(r"(?:19|20)\d\d")
# The number of a law, a decree, a judgment.
_DATED = re.compile(r"(?:19|20)\d\d-\d{2,5}")
_SPOKEN = re.compile(r"[^\W\d_]{2}")


class Introduction(NamedTuple):
    """Words that announce a personal number, and how long such a number can be."""

    kind: str
    words: re.Pattern[str]
    shortest: int
    longest: int


def _announces(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{words})[^0-9?!;]{{0,30}}$", re.IGNORECASE)


INTRODUCTIONS = (
    Introduction(
        "nir",
        _announces(
            r"s[ée]cu\b|s[ée]curit[ée] sociale|\bnir\b|\bn(?:um[ée]ro|°|o)? ?(?:de )?ss\b|\binsee\b"
        ),
        7,
        18,
    ),
    Introduction(
        "allocataire",
        _announces(r"allocataires?|matricule|\b(?:num[ée]ro|num|n°) (?:de )?(?:la )?caf"),
        7,
        8,
    ),
    Introduction(
        "code",
        _announces(r"(?<!mots )\bcodes?\b|v[ée]rification|\bsms\b|\botp\b"),
        6,
        6,
    ),
    Introduction(
        "card", _announces(r"\bcartes? (?:bancaire|bleue|de cr[ée]dit|visa|banque)|\bcb\b"), 8, 19
    ),
    Introduction("iban", _announces(r"\biban\b|\brib\b|compte bancaire"), 10, 30),
    Introduction(
        "phone",
        _announces(r"t[ée]l[ée]phones?|\bt[ée]l\b|\bportable|\bmobile|appele[zr]|\bwhatsapp"),
        8,
        15,
    ),
    Introduction(
        "allocataire", _announces(r"num[ée]ro|\bnum|\bn°|dossier|identifiant|r[ée]f[ée]rence"), 7, 7
    ),
)

# The same told after the number: « 120 450 est mon code ».
_CODE_AFTER = re.compile(
    r"\W{0,3}(?:c['’]est|est|[çc]a|comme|pour|voil[àa])?\W{0,2}(?:mon|le|un|ce|votre)? ?code\b"
    r"(?! (?:postal|promo|insee|ape|naf|commune))",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"(?:n[°o]?|num(?:[ée]ro)?|caf|alloc\w*|mat\w*|dossier|id)$", re.IGNORECASE)
_GLUED_WORD = re.compile(r"[^\W\d_]+°?$")
_LETTER = re.compile(r"[A-Za-z](?![\w'’])| [A-Z](?![\w'’])| [b-xzB-XZ](?=\W*$)")
_WORD = re.compile(r"[^\W\d_]+")
_GREETING = """
bonjour bonsoir salut coucou merci avance svp stp il vous te plait plaît voici voila voilà mon ma le
la les est numéro numero num no c d n s madame monsieur cordialement oui ok alors
"""
_GREETINGS = frozenset(_GREETING.split())
_LONGEST_GREETING = 60


def introduced(before: str, length: int) -> str | None:
    """The kind of number that the words before announce, if it can be so long."""
    if reference_announced(before):
        return None
    for introduction in INTRODUCTIONS:
        fits = introduction.shortest <= length <= introduction.longest
        if fits and introduction.words.search(before):
            return introduction.kind
    return None


def kind_of_groups(text: str, groups: Sequence[Group]) -> str | None:
    """What groups that stand together are, if they are one personal number."""
    start, end = groups[0].start, groups[-1].end
    digits = joined(groups)
    before = text[max(0, start - REACH) : start]
    if unit_follows(text, end):
        return None
    if _DATED.fullmatch(text, start, end):
        return None
    kind = introduced(before, len(digits))
    # A sum is written so too; the words before say which it is.
    if are_amounts(groups) and kind not in ("allocataire", "code"):
        return None
    if kind is not None:
        return kind
    if len(digits) >= _ALLOCATAIRE and _are_words(text, groups):
        return UNKNOWN
    plain = all(map(is_plain, gaps(text, groups)))
    if plain and len(digits) == _ALLOCATAIRE and _LETTER.match(text, end):
        return "allocataire"
    if len(digits) >= _LONG and _is_odd(groups):
        return UNKNOWN
    if _is_code(groups) and _announced_as_code(text, start, end, groups):
        return "code"
    if all(group.digits[-1] == "0" for group in groups):
        return None
    evenly = len(set(gaps(text, groups))) <= 1
    if evenly and _is_bare(text[:start]) and (_is_code(groups) or _is_bare(text[end:])):
        return _BY_LENGTH.get(len(digits))
    return "allocataire" if _in_two_pieces(text, groups) and not amount_announced(before) else None


def kind_of_group(text: str, group: Group) -> str | None:
    """What digits in one piece are, if they are a personal number."""
    length = len(group.digits)
    before = text[max(0, group.start - REACH) : group.start]
    if length < min(_BY_LENGTH):
        return None
    if length == _ALLOCATAIRE and _LETTER.match(text, group.end):
        return "allocataire"
    if length > 8:
        return UNKNOWN
    if GLUED_DATE.fullmatch(group.digits) or unit_follows(text, group.end):
        return None
    word = _GLUED_WORD.search(before)
    if word:
        return _BY_LENGTH.get(length) if _PREFIX.fullmatch(word[0]) else None
    kind = introduced(before, length)
    if kind is None and (
        len(group.digits.rstrip("0")) <= 2
        or amount_announced(before)
        or reference_announced(before)
    ):
        return None
    return kind or _BY_LENGTH.get(length, UNKNOWN)


def with_letter(text: str, end: int, kind: str) -> int:
    """Where a number ends; the letter of an allocataire number belongs to it."""
    letter = _LETTER.match(text, end) if kind == "allocataire" else None
    return letter.end() if letter else end


def _is_bare(around: str) -> bool:
    """If what stands before or after a number is no more than a greeting."""
    if len(around) > _LONGEST_GREETING:
        return False
    return all(word.lower() in _GREETINGS for word in _WORD.findall(around))


def _are_words(text: str, groups: Sequence[Group]) -> bool:
    """If some figures are number words; a word between two groups is none (« 1200 puis 1500 »)."""
    return any(_SPOKEN.search(text[group.start : group.end]) for group in groups)


def _is_code(groups: Sequence[Group]) -> bool:
    """Six digits as a code is written: by threes, or one by one."""
    return lengths(groups) in ((3, 3), (1,) * 6)


def _announced_as_code(text: str, start: int, end: int, groups: Sequence[Group]) -> bool:
    """If a code's words follow; or nothing stands around, and no two round sums."""
    if _CODE_AFTER.match(text, end):
        return True
    sums = all(group.digits.endswith("00") for group in groups)
    return not sums and _is_bare(text[:start]) and _is_bare(text[end:])


def _in_two_pieces(text: str, groups: Sequence[Group]) -> bool:
    """An allocataire number cut in two, neither piece being a year."""
    if lengths(groups) not in _TWO_PIECES or any(_YEAR.fullmatch(g.digits) for g in groups):
        return False
    return is_plain(text[groups[0].end : groups[1].start])


def _is_odd(groups: Sequence[Group]) -> bool:
    """If some digits can neither be an amount nor a day, a year, an age."""
    return any(
        (group.digits[0] == "0" and group.digits.strip("0")) or len(group.digits) > 5
        for group in groups
    )
