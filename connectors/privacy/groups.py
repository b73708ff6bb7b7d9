"""Cuts a line into groups of digits, and tells which groups stand close together.

Any short gap without letters joins two groups, for a number can be written with anything
between its digits. Whether the gap is an ordinary one matters to those who read the groups.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from connectors.privacy.reading import NOTHING

# Begins where no filler is before it: else a long filler would be read from each of its places.
_GROUP = re.compile(rf"(?<!{NOTHING})(?:{NOTHING}*\d)+")
_CORSICA = re.compile(r"(?<=2)([\W_]{0,12})([AaBb])(?=[\W_]{0,12}\d)")
_WIDEST_GAP = 6
_SAID_GAP = re.compile(
    r"\W{0,2}(?:point|tiret|espace|virgule|slash|barre|underscore|deux[- ]points|trait d.union"
    r"|puis)\W{0,2}",
    re.IGNORECASE,
)
_PLAIN_GAP = re.compile(r"(?!, |: )[ .,\-‐-―−_/·•()|:]{0,3}")


class Group(NamedTuple):
    """Digits with nothing between them; `A` and `B` of Corsica count as digits."""

    start: int
    end: int
    digits: str


def clusters(line: str) -> Iterator[list[Group]]:
    """The groups of a line, those that stand close together in one list.

    Args:
        line: as `connectors.privacy.reading.as_digits` returns it.
    """
    cluster: list[Group] = []
    for group in _groups(line):
        if cluster and not _joined(gap(line, cluster[-1], group)):
            yield cluster
            cluster = []
        cluster.append(group)
    if cluster:
        yield cluster


def gap(line: str, left: Group, right: Group) -> str:
    """What is written between two groups."""
    return line[left.end : right.start].replace(NOTHING, "")


def gaps(line: str, groups: Sequence[Group]) -> list[str]:
    """What is written between each group and the next."""
    return [gap(line, left, right) for left, right in pairwise(groups)]


def is_plain(between: str) -> bool:
    """If people write this between the digits of one number without a second thought."""
    return _PLAIN_GAP.fullmatch(between) is not None


def _groups(line: str) -> Iterator[Group]:
    """Groups of digits; the letter of Corsica joins the group that it is glued to."""
    letters = {match.start(2) for match in _CORSICA.finditer(line)}
    start = end = -1
    for match in re.finditer(rf"{_GROUP.pattern}|[AaBb]", line):
        if match[0] in "AaBb" and match.start() not in letters:
            continue
        if match.start() != end and start >= 0:
            yield _group(line, start, end)
        if match.start() != end:
            start = match.start()
        end = match.end()
    if start >= 0:
        yield _group(line, start, end)


def _group(line: str, start: int, end: int) -> Group:
    return Group(start, end, line[start:end].replace(NOTHING, "").upper())


def _joined(between: str) -> bool:
    if _SAID_GAP.fullmatch(between):
        return True
    return len(between) <= _WIDEST_GAP and not any(map(str.isalpha, between))
