"""Tell the numbers that name a person from those that tell a story.

Digits that stand close together form a cluster, whatever separates them. A cluster is
read group by group: first the numbers with a known form, then, for what is left, its
length, the words around it, and whether it can be a date, a year or an amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import phonenumbers
from stdnum import luhn
from stdnum.fr import nir as nir_key

SEPARATOR = r"[ .,\-‐-―−_/·•()|:]"
_SEP = rf"(?:(?!, |: ){SEPARATOR}){{1,3}}"
# Corsica writes its departments 2A and 2B in the middle of a social security number.
_AFTER_TWO = "|".join(rf"(?<=2{SEPARATOR * width})" for width in range(4))
_CORSICA = rf"(?:{_AFTER_TWO})[AaBb](?=(?:{_SEP})?\d)"
CLUSTER = re.compile(rf"\d(?:(?:{_SEP})?(?:\d|{_CORSICA}))*")
_GROUP = re.compile(r"[0-9AaBb]+")

_NIR = re.compile(
    r"[1-478]\d\d(?:0[1-9]|1[0-2]|[2-3]\d|4[0-2]|[5-9]\d)(?:\d\d|2[AB])\d{6}(?:\d\d)?"
)
_FRENCH_PHONE = re.compile(r"0[1-9]\d{8}|(?:00|\+)?33(?:0?[1-9]\d{8})")
_SHORT_PHONE = re.compile(r"[67] ?(?:[ .\-]?\d\d){4}")

_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_DATE = (
    rf"(?:{_DAY}[ ./-]{_MONTH}[ ./-](?:{_YEAR}|\d\d)|{_YEAR}[ ./-]{_MONTH}[ ./-]{_DAY}"
    rf"|{_MONTH}[ ./-]{_YEAR}|{_YEAR}[ ./-]{_MONTH}|{_YEAR}|{_DAY}[ ./-]{_MONTH})"
)
_DATES = re.compile(rf"{_DATE}(?:{_SEP}{_DATE})*")
# A telephone number can be read as short dates: only dates with a whole year are sure ones.
_WHOLE_DATE = (
    rf"(?:{_DAY}[ ./-]{_MONTH}[ ./-]{_YEAR}|{_YEAR}[ ./-]{_MONTH}[ ./-]{_DAY}"
    rf"|(?:{_MONTH}[ ./-])?{_YEAR}|{_DAY}/{_MONTH}/\d\d)"
)
_SURE_DATES = re.compile(rf"{_WHOLE_DATE}(?:{_SEP}{_WHOLE_DATE})*")
_GLUED_DATE = re.compile(
    rf"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2]){_YEAR}"
    rf"|{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?"
)

_UNIT_AFTER = re.compile(
    r"\s?(?:€|%|d['’]|k€|(?:de |d['’])?(?:euros?|eur|balles|francs?|centimes|revenus?|salaires?|"
    r"loyers?|fois|km|m2|m²|m[èe]tres|habitants|heures?|minutes|jours?|mois|ans?|ann[ée]es?|"
    r"enfants?|personnes?|points?|kwh|kg|allocataires|familles|foyers|dossiers|milliers|millions)\b)",
    re.IGNORECASE,
)
_AMOUNT_BEFORE = re.compile(
    r"(?:€|\b(?:euros?|montants?|sommes?|salaires?|revenus?|ressources|loyers?|total|capital|dettes?|"
    r"indu|per[çc]u|pay[ée]e?|touch[ée]e?|gagn[ée]e?|gagne|touche|dois|doit|imposable|brut|net|"
    r"impôts?|affaires|r[ée]f[ée]rence fiscale|co[ûu]te|vaut|prix))\W*(?:(?!num)\w+\W+){0,3}$",
    re.IGNORECASE,
)


class Introduction(NamedTuple):
    """Words that announce a personal number, and how long such a number can be."""

    kind: str
    words: re.Pattern[str]
    shortest: int
    longest: int


def _announces(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{words})[^0-9?!;]{{0,30}}$", re.IGNORECASE)


_INTRODUCTIONS = (
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
        6,
        9,
    ),
    Introduction(
        "code",
        _announces(
            r"(?<!mots )\bcodes?\b(?! postal| ape| naf| insee)|v[ée]rification|\bsms\b|\botp\b"
        ),
        6,
        6,
    ),
    Introduction(
        "card", _announces(r"\bcartes? (?:bancaire|bleue|de cr[ée]dit|visa|banque)|\bcb\b"), 8, 19
    ),
    Introduction(
        "phone", _announces(r"t[ée]l[ée]phones?|\bt[ée]l\b|\bportable|\bmobile|appele[zr]"), 8, 15
    ),
    Introduction(
        "allocataire", _announces(r"num[ée]ro|\bnum|\bn°|dossier|identifiant|r[ée]f[ée]rence"), 7, 7
    ),
)
_POSTAL = re.compile(r"code (?:postal|ape|naf|insee)[^0-9]{0,20}$", re.IGNORECASE)

_UNKNOWN = "number"
_BY_LENGTH = {6: "code", 7: "allocataire"}
_GLUED_IS_PERSONAL = 8
_SPACED_IS_PERSONAL = 11


class Found(NamedTuple):
    """A personal number: its kind, and where it stands in the text."""

    kind: str
    start: int
    end: int


class Group(NamedTuple):
    """Digits with nothing between them."""

    start: int
    end: int
    digits: str


def personal_numbers(text: str) -> Iterator[Found]:
    """The personal numbers of a text, in order.

    Args:
        text: as `connectors.privacy.redaction.clean` returns it.
    """
    for cluster in CLUSTER.finditer(text):
        groups = [
            Group(cluster.start() + group.start(), cluster.start() + group.end(), group[0].upper())
            for group in _GROUP.finditer(cluster[0])
        ]
        if not _SURE_DATES.fullmatch(cluster[0]):
            yield from _read(text, groups)


def _read(text: str, groups: list[Group]) -> Iterator[Found]:
    left: list[Group] = []
    position = 0
    while position < len(groups):
        known = _known_form(text, groups, position)
        if known is None:
            left.append(groups[position])
            position += 1
            continue
        yield from _by_context(text, left)
        left = []
        kind, after = known
        yield Found(kind, groups[position].start, groups[after - 1].end)
        position = after
    yield from _by_context(text, left)


def _known_form(text: str, groups: list[Group], first: int) -> tuple[str, int] | None:
    """The kind of the number that begins at a group, and the group after its end."""
    spans = list(_spans(groups, first))
    for digits, after in spans:
        if len(digits) == 15 and nir_key.is_valid(digits):
            return "nir", after
    plus = text[groups[first].start - 1 : groups[first].start] == "+"
    for digits, after in reversed(spans):
        if _is_phone(digits, plus):
            return "phone", after
        if _SHORT_PHONE.fullmatch(text[groups[first].start : groups[after - 1].end]):
            return "phone", after
    for digits, after in reversed(spans):
        if _is_card(digits, groups[first:after]) and not _NIR.fullmatch(digits):
            return "card", after
    lengths = {len(digits): after for digits, after in spans if _NIR.fullmatch(digits)}
    if lengths:
        return "nir", _nir_end(text, groups, lengths)
    for digits, after in reversed(spans):
        if len(digits) == 23:
            return "iban", after
        if len(digits) == 16:
            return "card", after
    return None


def _spans(groups: list[Group], first: int) -> Iterator[tuple[str, int]]:
    digits = ""
    for after, group in enumerate(groups[first:], start=first + 1):
        digits += group.digits
        if len(digits) > 24:
            return
        yield digits, after


def _is_card(digits: str, groups: list[Group]) -> bool:
    """Thirteen digits or more with a right check digit, in one piece or by four or more."""
    in_blocks = all(len(group.digits) >= 4 for group in groups[:-1])
    return in_blocks and 13 <= len(digits) <= 19 and digits.isdigit() and luhn.is_valid(digits)


def _is_phone(digits: str, plus: bool) -> bool:
    if _FRENCH_PHONE.fullmatch("+" + digits if plus else digits):
        return True
    if not plus and not (digits.startswith("00") and digits.isdigit()):
        return False
    try:
        number = phonenumbers.parse("+" + (digits if plus else digits[2:]))
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(number)


def _nir_end(text: str, groups: list[Group], lengths: dict[int, int]) -> int:
    """The group after a social security number; two more digits are its key, even a wrong one."""
    short = lengths.get(13)
    if short is None or (15 in lengths and _known_form(text, groups[short:], 0) is None):
        return lengths[15]
    key_follows = short == len(groups) - 1 and len(groups[short].digits) == 2
    return short + 1 if key_follows else short


def _by_context(text: str, groups: list[Group]) -> Iterator[Found]:
    """What groups without a known form are: by their length and the words around."""
    if not groups:
        return
    start, end = groups[0].start, groups[-1].end
    digits = "".join(group.digits for group in groups)
    before = text[max(0, start - 80) : start]
    kind = _introduced(before, len(digits))
    if kind is None and _alone(text, start, end):
        kind = _BY_LENGTH.get(len(digits)) if not digits.endswith("000") else None
    if kind is None and len(digits) >= _SPACED_IS_PERSONAL and not _ordinary(text, start, end):
        kind = _UNKNOWN
    if kind is not None and not _SURE_DATES.fullmatch(text[start:end]):
        yield Found(kind, start, _with_letter(text, end, kind))
        return
    for group in groups:
        found = _glued(text, group)
        if found:
            yield Found(found, group.start, _with_letter(text, group.end, found))


def _glued(text: str, group: Group) -> str | None:
    length = len(group.digits)
    before = text[max(0, group.start - 80) : group.start]
    introduced = _introduced(before, length)
    if introduced:
        return introduced
    if length > _GLUED_IS_PERSONAL:
        return _UNKNOWN
    if length < min(_BY_LENGTH) or _GLUED_DATE.fullmatch(group.digits):
        return None
    if text[group.start - 1 : group.start].isalpha():
        return None  # the number of a form, of an error
    if _UNIT_AFTER.match(text, group.end) or _AMOUNT_BEFORE.search(before):
        return None
    return _BY_LENGTH.get(length, _UNKNOWN)


def _introduced(before: str, length: int) -> str | None:
    if _POSTAL.search(before):
        return None
    for introduction in _INTRODUCTIONS:
        if introduction.shortest <= length <= introduction.longest and introduction.words.search(
            before
        ):
            return introduction.kind
    return None


def _alone(text: str, start: int, end: int) -> bool:
    around = text[:start] + re.sub(r"^ ?[A-Za-z]\b", "", text[end:])
    return not re.search(r"\w", re.sub(r"\bn[°o]", "", around))


def _ordinary(text: str, start: int, end: int) -> bool:
    return bool(_DATES.fullmatch(text[start:end]) or _UNIT_AFTER.match(text, end))


def _with_letter(text: str, end: int, kind: str) -> int:
    """The letter that may follow an allocataire number belongs to it."""
    letter = re.compile(r" ?[A-Za-z](?![\w'’])").match(text, end)
    return letter.end() if letter and kind == "allocataire" else end
