"""Numbers that tell a story and name nobody: dates, hours, amounts, public numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_DASH = r" ?[ ./-] ?"
_DATE = (
    rf"(?:{_DAY}{_DASH}{_MONTH}{_DASH}{_YEAR}|{_YEAR}{_DASH}{_MONTH}{_DASH}{_DAY}"
    rf"|{_MONTH}{_DASH}{_YEAR}|{_DAY}/{_MONTH}/\d\d)"
)
_HOUR = r"(?:[01]?\d|2[0-4])"
_TIME = rf"(?:{_HOUR} ?(?:[hH]|heures?) ?(?:[0-5]\d)?|{_HOUR}:[0-5]\d(?::[0-5]\d)?)"
_ALWAYS = r"(?:24 ?[hH]? ?/ ?24|7 ?[jJ]? ?/ ?7)"
_CENTS = r"(?<!\d[^\w\s])(?:0|[1-9]\d{0,2}(?:[ .]?\d{3})*),\d\d(?![^\w\s]\d)"
_SERVICE = r"(?:0|\+ ?33 ?|0033 ?)[ .-]?(?:8(?:[ .-]?\d){8}|9[ .-]?69(?:[ .-]?\d){6})"

_SHORT_SERVICE = r"(?:116 ?(?:000|006|111|117|123)|118 ?(?:218|712|008|000|222|318))"

_STORIES = re.compile(
    rf"(?<!\d)(?<!\d[.,/])(?:{_DATE}|{_TIME}|{_ALWAYS}|{_CENTS}|{_SERVICE}|{_SHORT_SERVICE})(?![\d/])"
)
_COMPANY = re.compile(
    r"\b(?:siret|siren|tva|rcs|rna)\b[^0-9]{0,30}"
    r"(?<!\d)\d(?:[ .-]?\d){8}(?:(?:[ .-]?\d){2}|(?:[ .-]?\d){5})?(?![ .-]?\d)",
    re.IGNORECASE,
)

GLUED_DATE = re.compile(
    rf"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2]){_YEAR}"
    rf"|{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?"
)

_UNIT = re.compile(
    r"\s?(?:€|%|d['’]|k€|(?:de |d['’])?(?:euros?|eur|balles|francs?|centimes|revenus?|salaires?|"
    r"loyers?|fois|km|m2|m²|m[èe]tres|habitants|heures?|minutes|jours?|mois|ans?|ann[ée]es?|"
    r"enfants?|personnes?|points?|kwh|kg|allocataires|familles|foyers|dossiers|milliers|millions)\b)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"(?:€|\b(?:euros?|montants?|sommes?|salaires?|revenus?|ressources|loyers?|total|capital|"
    r"dettes?|indu|per[çc]u|pay[ée]e?|touch[ée]e?|gagn[ée]e?|gagne|touche|dois|doit|imposable|brut|"
    r"net|imp[ôo]ts?|affaires|r[ée]f[ée]rence fiscale|co[ûu]te|vaut|prix))"
    r"\W*(?:(?!num)\w+\W+){0,3}$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:cerfa|formulaires?|articles?|art|pages?|erreur|loi|d[ée]cret|arr[êe]t[ée]|qf|quotient|"
    r"rue|avenue|d[ée]partements?|version|codes? (?:postal|postaux|ape|naf|insee))\b[^0-9]{0,20}$",
    re.IGNORECASE,
)
# How far before a number its words are read.
REACH = 80


def stories(line: str) -> Iterator[int]:
    """The places in a line that dates, hours, amounts to the cent and services take."""
    return _places(_STORIES, line)


def companies(line: str) -> Iterator[int]:
    """The places in a line that numbers said to be a company's take: they are public."""
    return _places(_COMPANY, line)


def unit_follows(text: str, end: int) -> bool:
    """If what ends there counts something: euros, months, persons."""
    return _UNIT.match(text, end) is not None


def amount_announced(before: str) -> bool:
    """If the words before a number speak of money."""
    return _AMOUNT.search(before) is not None


def reference_announced(before: str) -> bool:
    """If the words before say that it is the number of a form, an article, a street."""
    return _REFERENCE.search(before) is not None


def _places(pattern: re.Pattern[str], line: str) -> Iterator[int]:
    for match in pattern.finditer(line):
        yield from range(*match.span())
