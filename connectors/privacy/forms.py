"""The forms that personal numbers have: lengths, first digits, check digits, usual groups."""

from __future__ import annotations

import re
from collections.abc import Sequence

import phonenumbers
from stdnum import luhn
from stdnum.fr import nir as nir_key

from connectors.privacy.groups import Group

LONGEST = 24

_NIR = re.compile(
    r"[1-478]\d\d(?:0[1-9]|1[0-2]|[2-3]\d|4[0-2]|[5-9]\d)(?:\d\d|2[AB])\d{6}(?:\d\d)?"
)
_BORN_IN_A_MONTH = re.compile(r"[1-478]\d\d(?:0[1-9]|1[0-2])")
_NIR_GROUPS = ((1, 2, 2, 2, 3, 3), (1, 2, 2, 2, 3, 3, 2), (1, 2, 2, 2, 3, 5))
# 08 and 09 69 are numbers of services, which everybody may know.
_PHONE = re.compile(r"(?:0|(?:00)?33|(?:00)?330)(?:[1-7]\d{8}|9(?!69)\d{8})")
_SHORT_PHONE = (1, 2, 2, 2, 2)
_YEAR = re.compile(r"(?:19|20)\d\d")
_ROUND = re.compile(r"[1-9]\d*0|[1-9]\d?5")
_CARD_GROUPS = ((4, 4, 4, 4), (4, 6, 5), (4, 4, 4, 4, 3), (8, 8), (2,) * 8)
_CARD = re.compile(r"(?:[3-6]\d|2[2-7])\d{11,17}")


def is_nir(digits: str) -> bool:
    """A social security number, with its key or without; the key may be wrong."""
    return _NIR.fullmatch(digits) is not None


def has_nir_key(digits: str) -> bool:
    """A social security number with its right key."""
    return len(digits) == 15 and is_nir(digits) and nir_key.is_valid(digits)


def is_usual_nir(groups: Sequence[Group]) -> bool:
    """A social security number in its usual groups, in one piece or digit by digit."""
    return is_nir(joined(groups)) and _in_groups(groups, *_NIR_GROUPS)


def is_likely_nir(groups: Sequence[Group]) -> bool:
    """A social security number in any groups but postcodes, with a real month of birth."""
    digits = joined(groups)
    postcodes = all(len(group.digits) == 5 for group in groups)
    return is_nir(digits) and _BORN_IN_A_MONTH.match(digits) is not None and not postcodes


def is_phone(digits: str) -> bool:
    """A French telephone number that belongs to a person."""
    return _PHONE.fullmatch(digits) is not None


def is_usual_phone(groups: Sequence[Group]) -> bool:
    """A French telephone number by pairs, in one piece or digit by digit."""
    return is_phone(joined(groups)) and _in_groups(groups, (2, 2, 2, 2, 2))


def is_short_phone(groups: Sequence[Group]) -> bool:
    """A mobile number whose first zero was left out."""
    return joined(groups)[0] in "67" and lengths(groups) == _SHORT_PHONE


def is_foreign_phone(digits: str) -> bool:
    """A telephone number with its country, which is not France."""
    if digits.startswith(("0", "33")) or not digits.isdigit():
        return False
    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(number)


def is_called_abroad(digits: str) -> bool:
    """A telephone number of another country, as one dials it from France."""
    return digits.startswith("00") and is_foreign_phone(digits[2:])


def is_card(groups: Sequence[Group]) -> bool:
    """A bank card with its right check digit, in even groups."""
    digits = joined(groups)
    if not _CARD.fullmatch(digits) or not luhn.is_valid(digits):
        return False
    return lengths(groups) in _CARD_GROUPS or set(lengths(groups)) == {1} or len(groups) == 1


def looks_like_card(groups: Sequence[Group]) -> bool:
    """Sixteen digits as they stand on a card, whose check digit may be wrong."""
    return _CARD.fullmatch(joined(groups)) is not None and lengths(groups) == (4, 4, 4, 4)


def looks_like_account(groups: Sequence[Group]) -> bool:
    """The 23 digits of a French account."""
    return _in_groups(groups, (5, 5, 11, 2), (4, 4, 4, 4, 4, 3))


def are_amounts(groups: Sequence[Group]) -> bool:
    """A list of round numbers or of years, which nobody's number is."""
    if all(_YEAR.fullmatch(group.digits) for group in groups):
        return True
    return len(groups) >= 3 and all(_ROUND.fullmatch(group.digits) for group in groups)


def joined(groups: Sequence[Group]) -> str:
    """All digits, in one piece."""
    return "".join(group.digits for group in groups)


def lengths(groups: Sequence[Group]) -> tuple[int, ...]:
    """How many digits each group has."""
    return tuple(len(group.digits) for group in groups)


def _in_groups(groups: Sequence[Group], *usual: tuple[int, ...]) -> bool:
    return len(groups) == 1 or lengths(groups) in usual or set(lengths(groups)) == {1}
