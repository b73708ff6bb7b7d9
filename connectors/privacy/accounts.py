"""Finds bank accounts: IBAN of any country, French accounts without their country."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from stdnum import iban

from connectors.privacy.ordinary import REACH
from connectors.privacy.reading import NOTHING

_COUNTRY = re.compile(r"[A-Za-z](?=[\W_]{0,6}[A-Za-z][\W_]{0,6}\d[\W_]{0,6}\d)")
_BANK = re.compile(r"(?<!\d)(?:\d[\W_]{0,6}){10}")
_SIGN = re.compile(rf"{NOTHING}*(?:(?!{NOTHING})[\W_]{NOTHING}*){{0,6}}([0-9A-Za-z])")
_FRENCH = re.compile(r"FR\d{12}[0-9A-Z]{11}\d\d")
_FOREIGN = re.compile(r"[A-Z]{2}\d\d[A-Z]{0,4}\d{9,}(?:[A-Z]?\d)*")
# Words that stand between two amounts have more letters than an account.
_RIB = re.compile(r"\d{10}(?!(?:\d?[A-Z]){6})[0-9A-Z]{11}\d\d")
_SHORTEST, _RIB_SIZE, _FRENCH_SIZE, _LONGEST = 15, 23, 27, 34
_ANNOUNCED = re.compile(r"\b(?:iban|rib|compte)\b[^0-9]{0,30}$", re.IGNORECASE)
# How the letters of an account count in the key of a French account.
_AS_DIGITS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")


def accounts(line: str) -> Iterator[tuple[int, int]]:
    """Where the bank accounts of a line begin and end, in order.

    French ones are told by their form, others by their check digits; without its country a
    French account is told by its key, by the words before, or by an account number in one piece.

    Args:
        line: a text, as it is written or as `reading.as_digits` reads it.
    """
    end = 0
    starts = sorted(
        match.start() for pattern in (_COUNTRY, _BANK) for match in pattern.finditer(line)
    )
    for start in starts:
        if start < end:
            continue
        places = list(_signs(line, start))
        signs = "".join(line[place] for place in places).upper()
        announced = _ANNOUNCED.search(line[max(0, start - REACH) : start]) is not None
        if signs[0].isalpha():
            inside = line[start - 1 : start].isalpha()
            size = _iban_size(signs, announced, inside)
        else:
            size = _rib_size(signs[:_RIB_SIZE], announced or _one_piece(line, places))
        if size:
            end = places[size - 1] + 1
            yield start, end


def _signs(line: str, start: int) -> Iterator[int]:
    """The places of the letters and digits from a place on, none far from the last."""
    position = start
    for _ in range(_LONGEST):
        match = _SIGN.match(line, position)
        if match is None:
            return
        yield match.start(1)
        position = match.end()


def _iban_size(signs: str, announced: bool, inside: bool) -> int:
    """How many of the signs are an IBAN; 0 if they begin none.

    Of the end of a word (« c'est 1 85… ») one number in five would have the key of some size.
    """
    if _FRENCH.match(signs):
        return _FRENCH_SIZE
    if inside:
        return 0
    for size in range(len(signs), _SHORTEST - 1, -1):
        # What a country says of its banks is not looked at: new ones are founded.
        if _key_is_right(signs[:size]) and iban.is_valid(signs[:size], check_country=False):
            return size
    foreign = _FOREIGN.match(signs) if announced else None
    return foreign.end() if foreign else 0


def _key_is_right(signs: str) -> bool:
    turned = signs[4:] + signs[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _rib_size(signs: str, told: bool) -> int:
    """How many signs a French account without its country takes; 0 if there is none.

    Those without a letter are told by `personal_numbers`, as all that is made of digits.
    """
    if not _RIB.fullmatch(signs) or signs.isdigit():
        return 0
    return _RIB_SIZE if told or int(signs.translate(_AS_DIGITS)) % 97 == 0 else 0


def _one_piece(line: str, places: list[int]) -> bool:
    """If the eleven signs of an account stand together, after those of bank and branch."""
    account = places[10:21]
    return all(not line[left + 1 : right].strip(NOTHING) for left, right in pairwise(account))
