"""The lists of `bot/data`, one text a line: lines come, change and go, all others stay.

A list belongs to an intent (its examples) or to a value of the vocabulary (its forms).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from bot.content.examples import ITEM_KINDS, teaching
from bot.content.faults import ContentError
from bot.content.tree import Tree, read
from workbench.errors import Refused
from workbench.files import yamltext

LONGEST = 500
# Control characters, and halves of characters.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
Kind = Literal["intent", "synonym", "lookup"]


@dataclass
class Lines:
    """What changes in the lists of one file, by the list's owner and the text."""

    added: dict[str, list[str]] = field(default_factory=dict)
    replaced: dict[tuple[str, str], str] = field(default_factory=dict)
    removed: set[tuple[str, str]] = field(default_factory=set)


class _Entry(NamedTuple):
    owner: str
    text: str
    line: int


def clean(text: str) -> str:
    """A text as it may stand on a line of a list.

    Raises:
        Refused: it is empty, too long, or holds what cannot be written.
    """
    text = " ".join(text.replace("\ufeff", "").split())
    if not text:
        raise Refused("La phrase est vide.")
    if len(text) > LONGEST:
        raise Refused(f"La phrase a {len(text)} caractères, {LONGEST} au plus.")
    if _UNSEEN.search(text):
        raise Refused("La phrase contient un caractère qui ne s'affiche pas.")
    return text


def rewritten(name: str, content: bytes, kind: Kind, lines: Lines) -> bytes:
    """The file with other lines in its lists of a kind.

    A list that loses all its texts goes with its head.

    Raises:
        Refused: a list is not there, or is not of one text a line.
    """
    tree = _read(name, content)
    before = _entries(tree, kind)
    after = _changed(before, lines)
    if set(lines.added) - {entry.owner for entry in before}:
        raise Refused(f"{name} n'a pas de liste « {next(iter(lines.added))} ».")
    text = content.decode("utf-8-sig")
    rows = text.split("\n")
    end = "\r" if rows[0].endswith("\r") else ""
    last = {entry.owner: entry.line for entry in before}
    wanted = [one for one in before if _touched(one, lines) or last[one.owner] == one.line]
    for entry in reversed(wanted):
        key = entry.owner, entry.text
        more = lines.added.get(entry.owner, ()) if last[entry.owner] == entry.line else ()
        if not more and not _touched(entry, lines):
            continue
        row = rows[entry.line - 1]
        head = row[: len(row) - len(row.lstrip())] + "- "
        if row.strip() != f"- {entry.text}":
            raise Refused(f"{name}, ligne {entry.line} : cette liste ne se modifie pas ici.")
        rows[entry.line : entry.line] = [head + one + end for one in more]
        if key in lines.removed:
            del rows[entry.line - 1]
        elif key in lines.replaced:
            rows[entry.line - 1] = head + lines.replaced[key] + end
    written = "\n".join(rows).encode()
    if lines.removed:
        written = _without_empty(name, written)
    if [(one.owner, one.text) for one in _entries(_read(name, written), kind)] != after:
        raise Refused(f"Ce texte ne peut pas être écrit dans {name} : demandez à un développeur.")
    return written


def appended(content: bytes, kind: Kind, owner: str, texts: Iterable[str]) -> bytes:
    """The file with one more list at its end."""
    text = content.decode("utf-8-sig")
    end = "\r\n" if "\r\n" in text else "\n"
    rows = [f"- {kind}: {owner}", "  examples: |", *(f"    - {one}" for one in texts)]
    head = text if text.endswith("\n") else text + end
    return (head + end.join([*rows, ""])).encode()


def without(name: str, content: bytes, kind: Kind, owner: str) -> bytes:
    """The file without the lists of an owner."""
    items = _read(name, content).value["nlu"]
    return _items(name, content, [one for one in items if one.get(kind) != owner])


def _read(name: str, content: bytes) -> Tree:
    try:
        return read(name, content)
    except ContentError as error:
        raise Refused(f"Le fichier ne peut pas être lu : {error}") from None


def _entries(tree: Tree, kind: Kind) -> list[_Entry]:
    taught = teaching([tree])
    if kind == "intent":
        return [_Entry(one.intent, one.text, one.line) for one in taught.examples]
    if kind == "synonym":
        return [_Entry(one.value, one.text, one.line) for one in taught.forms]
    rows = ((name, form) for name, forms in taught.lookups.items() for form in forms)
    return sorted((_Entry(name, form.text, form.line) for name, form in rows), key=_by_line)


def _by_line(entry: _Entry) -> int:
    return entry.line


def _touched(entry: _Entry, lines: Lines) -> bool:
    key = entry.owner, entry.text
    return key in lines.removed or key in lines.replaced


def _changed(before: Sequence[_Entry], lines: Lines) -> list[tuple[str, str]]:
    """What the lists should hold afterwards, in the order of the file."""
    last = {entry.owner: place for place, entry in enumerate(before)}
    after: list[tuple[str, str]] = []
    for place, entry in enumerate(before):
        key = entry.owner, entry.text
        if key not in lines.removed:
            after.append((entry.owner, lines.replaced.get(key, entry.text)))
        if last[entry.owner] == place:
            after += [(entry.owner, one) for one in lines.added.get(entry.owner, ())]
    return after


def _without_empty(name: str, content: bytes) -> bytes:
    """The file without the lists that hold nothing."""
    items = _read(name, content).value["nlu"]
    kept = [one for one in items if not _is_empty(one)]
    return content if len(kept) == len(items) else _items(name, content, kept)


def _items(name: str, content: bytes, items: list[Mapping[str, Any]]) -> bytes:
    if not items:
        raise Refused(f"{name} serait vide : il faut au moins une intention par famille.")
    return yamltext.change(name, content, ("nlu",), items)


def _is_empty(item: Mapping[str, Any]) -> bool:
    return any(kind in item for kind in ITEM_KINDS) and not (item.get("examples") or "").strip()
