"""The lock on the way in: personal numbers and addresses never go past this module."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from stdnum import iban

from connectors.privacy.personal_numbers import Found, personal_numbers

MASK = "•••"
KINDS = ("nir", "allocataire", "iban", "card", "email", "phone", "code", "number")

_INVISIBLE = {"Cc", "Cf"}
_SEP = r"[ .\-‐-―_/·]{0,2}"
_DIGITS = rf"(?:{_SEP}\d)"
_SIGNS = rf"(?:{_SEP}[0-9A-Za-z])"

_AT = r"(?:@|\(at\)|\[at\]| arobase )"
_POINT = r"(?:\.| point )"
_HINT = re.compile(rf"\d|{_AT}", re.IGNORECASE)
_EMAIL = re.compile(
    rf"[\w.+'-]+(?:{_POINT}[\w+'-]+)*(?: ?{_AT} ?[\w-]+(?:{_POINT}[\w-]+)+|{_AT}[\w-]+)",
    re.IGNORECASE,
)
_FRENCH_IBAN = re.compile(rf"FR{_DIGITS}{{12}}{_SIGNS}{{11}}{_DIGITS}{{2}}", re.IGNORECASE)
_ANY_IBAN = re.compile(rf"(?<![A-Za-z])[A-Z]{{2}}{_DIGITS}{{2}}{_SIGNS}{{11,30}}", re.IGNORECASE)
# A French account without its country: one letter or two stand in the account's own number.
_RIB = re.compile(
    rf"(?<!\d)\d{_DIGITS}{{9}}(?={_SIGNS}{{0,10}}[A-Za-z]){_SIGNS}{{11}}{_DIGITS}{{2}}(?!\d)",
    re.IGNORECASE,
)
_NIR_KEY = re.compile(rf"({MASK}\W{{0,3}}cl[ée]\W{{0,3}})\d{{2}}(?!\d)", re.IGNORECASE)


class Redacted(NamedTuple):
    """A text without personal data, and the kinds of what was masked, in order, once each."""

    text: str
    kinds: list[str]


def clean(text: str) -> str:
    """One line of visible characters, with plain digits and spaces.

    What cannot be seen could hide a number from us, and what no database stores (a
    null, half a surrogate pair) has no meaning. The text never gets longer.
    """
    shown = unicodedata.normalize(
        "NFC", text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )
    plain = "".join(_plain(char) for char in shown)
    return " ".join(plain.split()) or "\N{REPLACEMENT CHARACTER}"


def redact(text: str) -> Redacted:
    """Mask what names a person: numbers, e-mail addresses, bank accounts.

    Args:
        text: what the person wrote.

    Returns:
        The text to hand over, with `MASK` in the place of each, and their kinds.
    """
    text = clean(text)
    kinds: list[str] = []
    if not _HINT.search(text):
        return Redacted(text, kinds)
    for find in (_emails, _accounts, personal_numbers):
        found = list(find(text))
        text = _masked(text, found)
        kinds.extend(item.kind for item in found)
    if "nir" in kinds:
        text = _NIR_KEY.sub(rf"\1{MASK}", text)
    return Redacted(text, list(dict.fromkeys(kinds)))


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    if char in "\n\r\t":
        return " "
    if unicodedata.category(char) in _INVISIBLE:
        return ""
    simple = unicodedata.normalize("NFKC", char)
    if len(simple) != 1:
        return char
    digit = unicodedata.decimal(simple, None)
    return simple if digit is None else str(digit)


def _emails(text: str) -> Iterator[Found]:
    for match in _EMAIL.finditer(text):
        yield Found("email", match.start(), match.end())


def _accounts(text: str) -> Iterator[Found]:
    """Bank accounts: French ones by their form, others when their check digits are right."""
    position = 0
    while position < len(text):
        match = _FRENCH_IBAN.search(text, position)
        end = match.end() if match else 0
        if match is None:
            match, end = _foreign_iban(text, position)
        if match is None:
            match = _RIB.search(text, position)
            if match is None:
                return
            end = match.end()
        yield Found("iban", match.start(), end)
        position = end


def _foreign_iban(text: str, position: int) -> tuple[re.Match[str] | None, int]:
    for match in _ANY_IBAN.finditer(text, position):
        for end in range(match.end(), match.start() + 15, -1):
            if iban.is_valid(re.sub(r"\W|_", "", text[match.start() : end])):
                return match, end
    return None, 0


def _masked(text: str, found: list[Found]) -> str:
    parts: list[str] = []
    position = 0
    for item in found:
        start = item.start - (text[item.start - 1 : item.start] == "+")
        parts += [text[position:start], MASK]
        position = item.end
    return "".join(parts) + text[position:]
