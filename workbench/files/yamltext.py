"""Changes parts of a YAML file in its text: all that is not changed stays as it is written.

A round trip of ruamel.yaml takes one to two seconds on our files and writes other lines
again (`domain.yml` indents its lists in two ways). Here the marks of the parser say where a
value stands, only its characters are replaced, and the whole is read again: it must say
what it said before, but for the change.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any, NamedTuple

import yaml

from bot.content.faults import ContentError
from bot.content.tree import Tree, Where, read
from workbench.errors import Refused
from workbench.files import scalars

BLOCK = (">", "|")


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


class _Absent:
    """What a part is changed to when it is taken away."""


ABSENT = _Absent()


def change(name: str, content: bytes, where: Where, value: Any, after: str | None = None) -> bytes:
    """The file with another value at `where`, which is added when it is not there.

    Args:
        where: the keys and positions that lead to the value; its mapping must exist.
        value: what stands there afterwards, or `ABSENT`.
        after: the key after which a new key goes; without one it goes last.

    Raises:
        Refused: the file cannot be read, or the change cannot be written in it.
    """
    try:
        tree = read(name, content)
    except ContentError as error:
        raise Refused(f"Le fichier ne peut pas être lu : {error}") from None
    wanted = _patched(tree.value, where, value, after)
    source = _Source(content.decode("utf-8-sig"))
    edits = source.edits(tree, where, value, after)
    written = source.applied(edits).encode()
    try:
        if read(name, written).value == wanted:
            return written
    except ContentError:
        pass
    raise Refused(f"Ce texte ne peut pas être écrit dans {name} : demandez à un développeur.")


def _patched(old: Any, where: Where, value: Any, after: str | None) -> Any:
    """What the file should say afterwards."""
    if not where:
        return _as_read(value)
    key, *rest = where
    if isinstance(old, list) and isinstance(key, int) and key < len(old):
        return [
            _patched(one, rest, value, after) if place == key else one
            for place, one in enumerate(old)
        ]
    if not isinstance(old, dict) or (rest and key not in old):
        raise Refused(f"« {key} » n'existe pas.")
    if not rest and value is ABSENT:
        return {name: one for name, one in old.items() if name != key}
    return {**old, key: _patched(old.get(key), rest, value, after)}


def _as_read(value: Any) -> Any:
    """A value as the reader of our files gives it back."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _as_read(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_read(one) for one in value]
    return value


class _Source:
    """A file's text, and what must be replaced in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._newline = "\r\n" if "\r\n" in text else "\n"

    def applied(self, edits: list[_Edit]) -> str:
        text = self._text
        for start, end, new in sorted(edits, reverse=True):
            text = text[:start] + new.replace("\n", self._newline) + text[end:]
        return text

    def edits(self, tree: Tree, where: Where, value: Any, after: str | None) -> list[_Edit]:
        node = tree.node(where)
        if node is not None and value is not ABSENT:
            old = tree.value
            for key in where:
                old = old[key]
            return self._differences(node, old, _as_read(value))
        parent = tree.node(where[:-1])
        if not isinstance(parent, yaml.MappingNode):
            raise Refused(f"« {where[-1]} » n'existe pas.")
        if node is None:
            return [] if value is ABSENT else [self._added(parent, str(where[-1]), value, after)]
        return [self._removed(parent, str(where[-1]))]

    def _differences(self, node: yaml.Node, old: Any, new: Any) -> list[_Edit]:
        if old == new and type(old) is type(new):
            return []
        if isinstance(node, yaml.MappingNode) and isinstance(new, dict) and old and new:
            return self._in_mapping(node, old, new)
        if isinstance(node, yaml.SequenceNode) and isinstance(new, list) and old and new:
            return self._in_list(node, old, new)
        return [_Edit(*self._span(node), self._written(node, new))]

    def _in_mapping(self, node: yaml.MappingNode, old: Any, new: Any) -> list[_Edit]:
        if node.flow_style and set(old) != set(new):
            return [_Edit(*self._span(node), self._flow(node, old, new))]
        edits = []
        for (key_node, child), key in zip(node.value, old, strict=True):
            if key not in new:
                edits.append(self._removed(node, key_node.value))
            else:
                edits += self._differences(child, old[key], new[key])
        return edits + [
            self._added(node, key, one, None) for key, one in new.items() if key not in old
        ]

    def _in_list(self, node: yaml.SequenceNode, old: Any, new: Any) -> list[_Edit]:
        if len(old) == len(new):
            parts = zip(node.value, old, new, strict=True)
            return [edit for part in parts for edit in self._differences(*part)]
        if node.flow_style:
            return [_Edit(*self._span(node), self._flow(node, old, new))]
        return self._items(node, old, new)

    def _items(self, node: yaml.SequenceNode, old: list[Any], new: list[Any]) -> list[_Edit]:
        """The items that come and go in a list of one item a line or more."""
        column = node.start_mark.column
        margin = "\n" + " " * column
        edits = []
        matcher = SequenceMatcher(None, [*map(repr, old)], [*map(repr, new)], autojunk=False)
        for kind, first, last, start, end in matcher.get_opcodes():
            items = "".join(f"{margin}- {scalars.block(one, column + 2)}" for one in new[start:end])
            if kind == "equal":
                continue
            if kind == "delete":
                # Whole lines; what is written between two items stays.
                dash = self._dash(node.value[first])
                begin = self._text.rfind("\n", 0, dash) + 1
                finish = self._text.find("\n", self._end(node.value[last - 1])) + 1
                edits.append(_Edit(begin, finish or len(self._text), ""))
                continue
            # From the end of the item before: the first one has none.
            begin = self._end(node.value[first - 1]) if first else node.start_mark.index
            finish = self._end(node.value[last - 1]) if last > first else begin
            if not first:
                items = items.lstrip() + ("" if last > first else margin)
            edits.append(_Edit(begin, finish, items))
        return edits

    def _dash(self, item: yaml.Node) -> int:
        """Where the dash of an item stands."""
        return self._text.rindex("-", 0, item.start_mark.index)

    def _flow(self, node: yaml.CollectionNode, old: Any, new: Any) -> str:
        """A mapping or list in brackets, what it keeps as it was written."""
        if isinstance(node, yaml.MappingNode):
            kept = {key: pair for key, pair in zip(old, node.value, strict=True)}
            pairs = [
                self._raw(kept[key][0]) + ": " + self._raw(kept[key][1])
                if key in kept and old[key] == one
                else f"{scalars.inline(key, True)}: {scalars.inline(one, True)}"
                for key, one in new.items()
            ]
            return "{" + ", ".join(pairs) + "}"
        raw = {repr(one): self._raw(child) for one, child in zip(old, node.value, strict=True)}
        return "[" + ", ".join(raw.get(repr(one)) or scalars.inline(one, True) for one in new) + "]"

    def _raw(self, node: yaml.Node) -> str:
        start, end = self._span(node)
        return self._text[start:end]

    def _written(self, node: yaml.Node, new: Any) -> str:
        """A value in the place of a node, in its manner."""
        start, end = self._span(node)
        space = " " if start == end and self._text[start - 1 : start] == ":" else ""
        if isinstance(node, yaml.ScalarNode) and isinstance(new, str):
            if node.style in BLOCK:
                indent = self._block_indent(node)
                if node.style == "|":
                    return scalars.literal(new, indent)
                return scalars.folded(new, indent, self._rows(node))
            flow = self._in_flow(node)
            # A long line of its own, such as a pattern, stays one.
            is_long = len(node.value) > scalars.WIDTH and node.start_mark.line == node.end_mark.line
            can_fold = " " in new[: scalars.WIDTH] and len(new) > scalars.WIDTH and not is_long
            if not flow and ("\n" in new or can_fold):
                return space + scalars.paragraph(new, self._line_indent(node) + 2)
            return space + scalars.inline(new, flow, node.style or None)
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and new:
            return scalars.block(new, node.start_mark.column)
        return space + scalars.inline(new, True)

    def _in_flow(self, node: yaml.Node) -> bool:
        """If a scalar stands between brackets or braces that are open on its line."""
        line = self._text[self._line_start(node) : node.start_mark.index]
        return line.count("{") > line.count("}") or line.count("[") > line.count("]")

    def _line_start(self, node: yaml.Node) -> int:
        return self._text.rfind("\n", 0, node.start_mark.index) + 1

    def _line_indent(self, node: yaml.Node) -> int:
        """The column where the key of a value stands."""
        line = self._text[self._line_start(node) : node.start_mark.index]
        return len(line) - len(line.lstrip(" -"))

    def _rows(self, node: yaml.Node) -> list[str]:
        """The lines of a block text, without their indent."""
        _, _, body = self._raw(node).partition("\n")
        return [line.strip() for line in body.splitlines()]

    def _block_indent(self, node: yaml.Node) -> int:
        _, _, body = self._raw(node).partition("\n")
        first = next((line for line in body.splitlines() if line.strip()), "")
        return len(first) - len(first.lstrip()) or self._line_indent(node) + 2

    def _added(self, node: yaml.MappingNode, key: str, value: Any, after: str | None) -> _Edit:
        if node.flow_style:
            end = node.end_mark.index - 1
            pair = f"{scalars.inline(key, True)}: {scalars.inline(_as_read(value), True)}"
            return _Edit(end, end, f", {pair}" if node.value else pair)
        before = [child for name, child in node.value if name.value == after]
        last = before[-1] if before else node.value[-1][1]
        column = node.start_mark.column
        end = self._line_end(self._end(last))
        spread = isinstance(last, yaml.MappingNode) and not last.flow_style
        entry = scalars.entry(key, value, column, spread)
        return _Edit(end, end, "\n" + " " * column + entry)

    def _removed(self, node: yaml.MappingNode, key: str) -> _Edit:
        place = [name.value for name, _ in node.value].index(key)
        name, child = node.value[place]
        if len(node.value) == 1:
            raise Refused(f"« {key} » est le dernier : il en faut au moins un.")
        if node.flow_style:
            first, last = place == 0, place == len(node.value) - 1
            start = name.start_mark.index if first else self._end(node.value[place - 1][1])
            end = self._end(child) if last or not first else node.value[1][0].start_mark.index
            return _Edit(start, end, "")
        if place == 0:
            # The first key may stand behind the dash of a list.
            return _Edit(name.start_mark.index, node.value[1][0].start_mark.index, "")
        # What is said in comments above the key stays: it often speaks of the rows after it too.
        start = self._line_end(self._text.rfind("\n", 0, name.start_mark.index))
        return _Edit(start, self._line_end(self._end(child)), "")

    def _line_end(self, index: int) -> int:
        """The end of a line, without its break; a comment at the end of the line is in it."""
        end = self._text.find("\n", index)
        end = len(self._text.rstrip("\r\n")) if end < 0 else end
        return end - 1 if self._text[end - 1 : end] == "\r" else end

    def _span(self, node: yaml.Node) -> tuple[int, int]:
        return node.start_mark.index, self._end(node)

    def _end(self, node: yaml.Node) -> int:
        """Where a node's own characters end; the parser counts what follows it as well."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            if isinstance(last, tuple):
                key, child = last
                return max(self._end(child), key.end_mark.index)
            return self._end(last)
        start, end = node.start_mark.index, node.end_mark.index
        if isinstance(node, yaml.ScalarNode) and node.style in BLOCK:
            return start + len(self._text[start:end].rstrip())
        return end
