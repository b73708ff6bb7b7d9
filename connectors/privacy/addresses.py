"""Finds e-mail addresses, also those written to be read aloud: « jean (arobase) free point fr ».

Each sign that can mean « @ » is looked at once: the name before it and the host after it are
read word by word, no further than an address can be long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from connectors.privacy.reading import NOTHING

_OPEN, _CLOSE = r"[(\[{<] ?", r" ?[)\]}>]"
_AROBASE = "arr?oba[sz]?e?s?|arr?ob"
# A filler is read from its first place only: from each of them would take its square.
_AT = re.compile(
    rf" ?(?<!{NOTHING}){NOTHING}*@+ ?[\[(]?| ?{_OPEN}(?:@|at|a|à|{_AROBASE}|chez){_CLOSE} ?"
    rf"|[ _*/|=-](?:{_AROBASE}|at)[ _*/|=-]",
    re.IGNORECASE,
)
_POINT = rf"(?: ?\. ?| ?{_OPEN}(?:\.|point|dot|pt){_CLOSE} ?|[ _-](?:point|dot)[ _-])"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST = re.compile(rf"{_LABEL}(?:{_POINT}{_LABEL}){{1,5}}", re.IGNORECASE)
_BARE_HOST = re.compile(rf"{_LABEL}(?: (?:fr|com|net|org)\b)?", re.IGNORECASE)
_LONGEST_NAME = 64
_NAME_SIGNS = re.compile(r"[\w.+'’-]+$")
_POINT_BEFORE = re.compile(rf"(?:{_POINT})$", re.IGNORECASE)
_NOTHING_ELSE = re.compile("@|arr?ob", re.IGNORECASE)


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where the e-mail addresses of a text begin and end, in order."""
    end = 0
    for at in _AT.finditer(text):
        start = _name_start(text, max(end, at.start() - _LONGEST_NAME), at.start())
        if start == at.start():
            continue
        host = _HOST.match(text, at.end())
        if host is None and _NOTHING_ELSE.search(at[0]):
            host = _BARE_HOST.match(text, at.end())
        if host is not None:
            end = host.end()
            yield start, end


def _name_start(text: str, first: int, end: int) -> int:
    """Where the name that ends before an « @ » begins; `end` if there is none."""
    start = end
    while True:
        signs = _NAME_SIGNS.search(text[first:start])
        if signs is None:
            return start
        start = first + signs.start()
        point = _POINT_BEFORE.search(text[first:start])
        if point is None:
            return start
        start = first + point.start()
