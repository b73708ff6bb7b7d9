"""Numbers that are begun in one message and completed in the next.

Of a message that may end in the middle of a number, only this much is remembered: how many
digits are missing, and of which kind the number would be. No digit, no hash of one: a
handful of digits is found from its hash at once, and the count is enough, because only a
next message that begins with exactly so many digits is taken for the rest. What is
remembered can stand in memory or in a database; it is replaced at each message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from connectors.privacy.context import introduced
from connectors.privacy.forms import joined
from connectors.privacy.groups import Group, clusters
from connectors.privacy.ordinary import REACH, amount_announced, unit_follows
from connectors.privacy.personal_numbers import Found

Begun = Mapping[int, str]
"""Digits missing → kind of the number."""

_ROOM = 20
_FEWEST = 4
_NIR = re.compile(
    r"[1-478]\d\d(?:0[1-9]?|1[0-2]?)?(?:(?<=\d{5})(?:\d|\d\d|2[AB]))?(?:(?<=\w{7})\d{0,5})?"
)
_PHONE = re.compile(r"0[1-79]\d*")
_SPOKEN = re.compile(r"[^\W\d_]")
_CARD = re.compile(r"[3-6]\d*")
_SIZES = {"nir": (13, 15), "phone": (10,), "card": (16,)}
_BEGINNINGS = {"nir": _NIR, "phone": _PHONE, "card": _CARD}
_ALLOCATAIRE = 7
# The signs of an account, by country: ours, our neighbours'.
_ACCOUNTS = {"FR": 27, "MC": 27, "IT": 27, "PT": 25, "ES": 24, "DE": 22, "LU": 20, "BE": 16}
_ACCOUNT = re.compile(
    rf"(?<![^\W_])({'|'.join(_ACCOUNTS)})(?:[\W_]{{0,3}}\d){{2,26}}(?=\W{{0,20}}$)", re.IGNORECASE
)


def begun_in(line: str) -> Begun:
    """What a message leaves open: the numbers that its last digits may begin.

    Args:
        line: the message without what was masked, as `reading.as_digits` reads it.
    """
    groups = _last(line)
    if not groups:
        return {}
    digits = joined(groups)
    before = line[max(0, groups[0].start - REACH) : groups[0].start]
    # Three are enough after « allocataire » itself, which announces eight as well.
    size = _ALLOCATAIRE + (len(digits) < _FEWEST)
    announced = _FEWEST - 1 <= len(digits) < _ALLOCATAIRE and (
        introduced(before, size) == "allocataire"
    )
    few = len(digits) < _FEWEST and not announced
    if few or unit_follows(line, groups[-1].end) or amount_announced(before):
        return {}
    missing: dict[int, str] = {}
    for kind, beginning in _BEGINNINGS.items():
        for size in _SIZES[kind]:
            if _FEWEST <= len(digits) < size and beginning.fullmatch(digits):
                missing.setdefault(size - len(digits), kind)
    if announced:
        missing.setdefault(_ALLOCATAIRE - len(digits), "allocataire")
    return missing


def gone_on_with(line: str, begun: Begun) -> Begun:
    """What is still open of the numbers that the message before began.

    Args:
        line: a message before anything is masked; only one of nothing but digits goes on.
        begun: what the message before left open.
    """
    if _SPOKEN.search(line):
        return {}
    length = sum(map(str.isdigit, line))
    return {size - length: kind for size, kind in begun.items() if 0 < length < size}


def account_begun_in(line: str) -> Begun:
    """The same of the number of an account, which is looked for before anything is masked."""
    account = _ACCOUNT.search(line)
    if account is None:
        return {}
    missing = _ACCOUNTS[account[1].upper()] - sum(map(str.isalnum, account[0]))
    return {missing: "iban"} if missing > 0 else {}


def completed(text: str, line: str, begun: Begun) -> Iterator[Found]:
    """The rest of a number that the message before began, if this one begins with it."""
    for groups in _first(line):
        kind = begun.get(len(joined(groups)))
        if kind is not None and not unit_follows(text, groups[-1].end):
            yield Found(kind, groups[0].start, groups[-1].end)
            return


def _first(line: str) -> Iterator[list[Group]]:
    """The first digits of a line, if they stand near its beginning; then fewer of them."""
    cluster = next(clusters(line), [])
    if cluster and cluster[0].start <= _ROOM:
        for size in range(len(cluster), 0, -1):
            yield cluster[:size]


def _last(line: str) -> list[Group]:
    """The last digits of a line, if they stand near its end."""
    cluster = ([], *clusters(line))[-1]
    return cluster if cluster and len(line) - cluster[-1].end <= _ROOM else []
