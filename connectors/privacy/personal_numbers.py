"""Tell the numbers that name a person from those that tell a story.

A cluster of digits is read three times. First what is sure: a right check digit, or the
usual groups of a number. Then, around dates, hours and amounts, what has the form of a
number in any groups. What is left is told by its length and the words around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from typing import NamedTuple

from connectors.privacy.context import kind_of_group, kind_of_groups, with_letter
from connectors.privacy.forms import (
    LONGEST,
    are_amounts,
    has_nir_key,
    is_called_abroad,
    is_card,
    is_foreign_phone,
    is_likely_nir,
    is_nir,
    is_phone,
    is_short_phone,
    is_usual_nir,
    is_usual_phone,
    looks_like_account,
    looks_like_card,
)
from connectors.privacy.groups import Group, clusters, gaps, is_plain
from connectors.privacy.ordinary import (
    REACH,
    amount_announced,
    companies,
    stories,
    unit_follows,
)

_ABROAD = re.compile(r"(?<!\d)(?<!\d )\+ ?$")


class Found(NamedTuple):
    """Something personal: its kind, and where it stands in the text."""

    kind: str
    start: int
    end: int


class Span(NamedTuple):
    """Groups that may be one number: what they are written in, and how they are parted."""

    text: str
    groups: Sequence[Group]
    gaps: Sequence[str]
    digits: str
    is_whole: bool

    @property
    def before(self) -> str:
        start = self.groups[0].start
        return self.text[max(0, start - REACH) : start]

    @property
    def evenly_parted(self) -> bool:
        return len(set(self.gaps)) <= 1


class Form(NamedTuple):
    """A form of numbers: its kind, how many digits it can have, and what else must hold."""

    kind: str
    sizes: Container[int]
    holds: Callable[[Span], bool]


def _sure_card(span: Span) -> bool:
    # Hours, two by two, can have a right check digit by chance.
    evenly = span.evenly_parted or len(span.groups) < 6
    return evenly and is_card(span.groups)


def _abroad(span: Span) -> bool:
    if not _ABROAD.search(span.before):
        return False
    return is_phone(span.digits) or is_foreign_phone(span.digits)


def _whole_abroad(span: Span) -> bool:
    # Hours that follow « 00 » can be read as a telephone number.
    begun = span.evenly_parted or len(span.groups[0].digits) > 2
    return span.is_whole and begun and is_called_abroad(span.digits)


def _whole_nir(span: Span) -> bool:
    """Groups that no usual number has, but of which nothing is left over."""
    return span.is_whole and span.evenly_parted and is_likely_nir(span.groups)


def _likely_card(span: Span) -> bool:
    """As a card is printed, but for four salaries (« salaires 2345 2456 2567 2678 »)."""
    return looks_like_card(span.groups) and not amount_announced(span.before)


def _short_phone(span: Span) -> bool:
    plain = is_short_phone(span.groups) and span.evenly_parted and is_plain(span.gaps[0])
    return plain and not unit_follows(span.text, span.groups[-1].end)


_NIR_SIZES = (13, 15)
_CARD_SIZES = range(13, 20)
_PHONE_SIZES = range(10, 14)

# The first form that holds is taken: for all groups if there is one, else for as many as can be.
SURE = (
    Form("nir", (15,), lambda span: has_nir_key(span.digits)),
    Form("phone", range(8, 16), _abroad),
    Form("phone", range(10, 18), _whole_abroad),
    Form("iban", (23,), lambda span: looks_like_account(span.groups)),
    Form("nir", _NIR_SIZES, lambda span: is_usual_nir(span.groups)),
    Form("nir", _NIR_SIZES, _whole_nir),
    Form("card", _CARD_SIZES, _sure_card),
    Form("phone", _PHONE_SIZES, lambda span: span.evenly_parted and is_usual_phone(span.groups)),
)
LIKELY = (
    Form("phone", _PHONE_SIZES, lambda span: is_phone(span.digits)),
    Form("phone", (9,), _short_phone),
    Form("phone", range(10, 18), lambda span: is_called_abroad(span.digits)),
    Form("nir", _NIR_SIZES, lambda span: is_likely_nir(span.groups)),
    Form("card", (16,), _likely_card),
)
_SIZES = range(8, LONGEST + 1)


def personal_numbers(text: str, line: str) -> Iterator[Found]:
    """The personal numbers of a text, in order.

    Args:
        text: as `connectors.privacy.reading.clean` returns it.
        line: the same, as `connectors.privacy.reading.as_digits` reads it.
    """
    public = set(companies(line))
    told = set(stories(line))
    for cluster in clusters(line):
        for run in _outside(public, cluster):
            yield from _read(text, line, run, told)


def _read(text: str, line: str, groups: list[Group], told: set[int]) -> Iterator[Found]:
    for sure in _by_form(text, line, groups, SURE):
        if isinstance(sure, Found):
            yield sure
            continue
        for run in _outside(told, sure):
            for likely in _by_form(text, line, run, LIKELY):
                if isinstance(likely, Found):
                    yield likely
                else:
                    yield from _by_context(text, likely)


def _outside(places: set[int], groups: list[Group]) -> Iterator[list[Group]]:
    """The groups that stand in none of these places, cut where one did."""
    run: list[Group] = []
    for group in groups:
        if group.start not in places:
            run.append(group)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _by_form(
    text: str, line: str, groups: list[Group], forms: Sequence[Form]
) -> Iterator[Found | list[Group]]:
    """Numbers of these forms, and the groups between them, in order."""
    left: list[Group] = []
    position = 0
    while position < len(groups):
        known = _known(text, line, groups[position : position + LONGEST], forms)
        if known is None:
            left.append(groups[position])
            position += 1
            continue
        if left:
            yield left
            left = []
        kind, length = known
        after = position + length
        yield Found(kind, groups[position].start, groups[after - 1].end)
        position = after
    if left:
        yield left


def _known(
    text: str, line: str, groups: list[Group], forms: Sequence[Form]
) -> tuple[str, int] | None:
    """The kind of the number that begins here, and how many groups it takes."""
    spans = list(_spans(text, line, groups))
    whole = [span for span in spans if span.is_whole]
    for candidates in (whole, spans):
        for form in forms:
            for span in reversed(candidates):
                if len(span.digits) in form.sizes and form.holds(span):
                    return form.kind, _size(span, text, line, groups)
    return None


def _size(span: Span, text: str, line: str, groups: list[Group]) -> int:
    """How many groups a number takes; a wrong key may be the first pair of the next number."""
    size = len(span.groups)
    alone = size == 1 or span.is_whole
    if alone or not is_nir(span.digits[:-2]) or has_nir_key(span.digits):
        return size
    return size - 1 if _known(text, line, groups[size - 1 :], SURE) else size


def _spans(text: str, line: str, groups: list[Group]) -> Iterator[Span]:
    between = gaps(line, groups)
    digits = ""
    for size, group in enumerate(groups, start=1):
        digits += group.digits
        if len(digits) > LONGEST:
            return
        if len(digits) in _SIZES and _may_be_one(groups[:size]):
            yield Span(text, groups[:size], between[: size - 1], digits, size == len(groups))


def _may_be_one(groups: list[Group]) -> bool:
    """Not a list of amounts; a right check digit counts more, but for small amounts."""
    return (is_card(groups) and groups[0].digits[0] != "2") or not are_amounts(groups)


def _by_context(text: str, groups: list[Group]) -> Iterator[Found]:
    """What groups without a form are: all together, those that stand close, each alone."""
    kind = kind_of_groups(text, groups)
    if kind is not None:
        yield _found(text, kind, groups)
        return
    for group in groups:
        kind = kind_of_group(text, group)
        if kind is not None:
            yield _found(text, kind, [group])


def _found(text: str, kind: str, groups: list[Group]) -> Found:
    return Found(kind, groups[0].start, with_letter(text, groups[-1].end, kind))
