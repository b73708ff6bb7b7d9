"""Values written as YAML, as a person would write them here."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

WIDTH = 100
# A value that stays on the line of its key, in braces or brackets, up to this many characters.
FLOW_WIDTH = 110

_FIRST = re.compile(r"[^\W\d_]|[«»€…/]")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
# What means something else than its letters, here or to a reader of YAML 1.1.
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n", "~"})


def is_plain(text: str, flow: bool) -> bool:
    """If a text may stand without quotes."""
    return bool(_DATE.fullmatch(text)) or (
        bool(_FIRST.match(text))
        and text == text.strip()
        and text.lower() not in _WORDS
        and text.isprintable()
        and not re.search(r":(?:\s|$)|\s#", text)
        and not (flow and re.search(r"[,\[\]{}]|:", text))
    )


def inline(value: Any, flow: bool, quote: str | None = None) -> str:
    """A value on one line; `quote` is how the text in its place was quoted, if it was."""
    if value is None:
        return "null" if flow else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, datetime.date)):
        return str(value)
    if isinstance(value, Mapping):
        pairs = (f"{inline(key, True)}: {inline(one, True)}" for key, one in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(inline(one, True) for one in value) + "]"
    return _text(str(value), flow, quote)


def _text(text: str, flow: bool, quote: str | None) -> str:
    if quote is None and is_plain(text, flow):
        return text
    if quote == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)


def block(value: Any, indent: int, spread: bool = False) -> str:
    """A value over as many lines as it needs; all but the first are indented.

    Args:
        indent: the column where the value's own lines begin.
        spread: a mapping in it goes over lines even when it is short.
    """
    margin = "\n" + " " * indent
    if isinstance(value, Mapping) and value:
        return margin.join(entry(str(key), one, indent, spread) for key, one in value.items())
    if isinstance(value, (list, tuple)) and value:
        return margin.join("- " + block(one, indent + 2) for one in value)
    return paragraph(value, indent) if isinstance(value, str) else inline(value, False)


def entry(key: str, value: Any, indent: int, spread: bool = False) -> str:
    """A key with its value: on its line when that is short, below it otherwise."""
    head = f"{inline(key, False)}:"
    if isinstance(value, str):
        return f"{head} {paragraph(value, indent + 2)}"
    if not isinstance(value, (Mapping, list, tuple)):
        return f"{head} {inline(value, False)}".rstrip()
    if value and isinstance(value[0] if isinstance(value, (list, tuple)) else None, Mapping):
        # The variations of an answer.
        return f"{head}\n{' ' * indent}{block(value, indent)}"
    spread = spread and isinstance(value, Mapping)
    short = inline(value, True)
    if not value or (not spread and indent + len(head) + len(short) < FLOW_WIDTH):
        return f"{head} {short}"
    return f"{head}\n{' ' * (indent + 2)}{block(value, indent + 2)}"


def paragraph(text: str, indent: int) -> str:
    """A text: on one line when it fits, else folded at the width of the files, or literal."""
    if "\n" in text:
        return literal(text, indent)
    if indent + len(text) < WIDTH - 10 or " " not in text[:WIDTH]:
        return inline(text, False)
    return folded(text, indent)


def folded(text: str, indent: int, before: Sequence[str] = ()) -> str:
    """A text in folded lines; in another way when folding would not give it back.

    Args:
        before: the lines in its place; those that it begins with stay as they are.
    """
    if "\n" in text:
        return literal(text, indent)
    if "  " in text or text != text.strip() or not text.isprintable():
        return json.dumps(text, ensure_ascii=False)
    lines, rest = [], text
    for kept in before:
        if not rest.startswith(f"{kept} "):
            break
        lines.append(kept)
        rest = rest.removeprefix(f"{kept} ")
    width = max([WIDTH - indent, *map(len, before)])
    line = ""
    for word in rest.split(" "):
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    margin = "\n" + " " * indent
    return ">-" + margin + margin.join([*lines, line])


def literal(text: str, indent: int) -> str:
    """A text whose lines stay as they are; in quotes when they would not come back."""
    rows = text.split("\n")
    if not text.strip() or text != text.strip() or not all(row.isprintable() for row in rows):
        return json.dumps(text, ensure_ascii=False)
    return "|-" + "".join(f"\n{' ' * indent}{row}" if row else "\n" for row in rows)
