"""The lock on the way in: personal numbers and addresses never go past this module."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

from connectors.privacy.accounts import accounts
from connectors.privacy.addresses import addresses
from connectors.privacy.halves import (
    Begun,
    account_begun_in,
    begun_in,
    completed,
    gone_on_with,
)
from connectors.privacy.personal_numbers import Found, personal_numbers
from connectors.privacy.reading import as_digits, clean, unescaped

MASK = "•••"
# What has a form of its own, so that its end is known: nothing of it can be missing.
WHOLE = ("nir", "iban", "card", "phone")
KINDS = ("nir", "allocataire", "iban", "card", "email", "phone", "code", "number")

_NIR_KEY = re.compile(rf"({MASK}\W{{0,3}}cl[ée]f?\W{{0,3}})\d{{2}}(?!\d)", re.IGNORECASE)


class Redacted(NamedTuple):
    """A text without personal data, the kinds of what was masked, and what was left open.

    `kinds` stand in order, once each. `begun` is what `redact` wants to know of this message
    when it reads the next one: how many digits are missing of a number that may have been
    begun at its end, and of which kind. It holds no digit.
    """

    text: str
    kinds: list[str]
    begun: Begun


def redact(text: str, begun: Begun | None = None) -> Redacted:
    """Mask what names a person: numbers, e-mail addresses, bank accounts.

    Args:
        text: what the person wrote.
        begun: what `redact` returned for the message before, in the same conversation.

    Returns:
        The text to hand over, with `MASK` in the place of each, and their kinds.
    """
    text = clean(text)
    line = as_digits(text)
    kinds: list[str] = []
    further = account_begun_in(line) or gone_on_with(line, begun or {})
    for find in (_addresses, _accounts, partial(completed, begun=begun or {})):
        found = list(find(text, line))
        text, line = _masked(text, found), _masked(line, found)
        kinds.extend(item.kind for item in found)
    found = list(personal_numbers(text, line))
    unmasked = _masked(line, [item for item in found if item.kind in WHOLE])
    left_open = further or begun_in(unmasked)
    text = _masked(text, found)
    kinds.extend(item.kind for item in found)
    if "nir" in kinds:
        text = _NIR_KEY.sub(rf"\1{MASK}", text)
    return Redacted(text, list(dict.fromkeys(kinds)), left_open)


def _addresses(text: str, line: str) -> Iterator[Found]:
    end = 0
    for place in sorted({*addresses(text), *addresses(unescaped(text))}):
        if place[0] >= end:
            end = place[1]
            yield Found("email", *place)


def _accounts(text: str, line: str) -> Iterator[Found]:
    end = 0
    # Letters of an account are letters; or typed for digits, as anywhere.
    for place in sorted({*accounts(unescaped(text)), *accounts(line)}):
        if place[0] >= end:
            end = place[1]
            yield Found("iban", *place)


def _masked(text: str, found: Iterable[Found]) -> str:
    parts: list[str] = []
    position = 0
    for item in found:
        start = item.start - (text[item.start - 1 : item.start] == "+")
        parts += [text[position:start], MASK]
        position = item.end
    return "".join(parts) + text[position:]
