"""YAML read once and fast, with the line of everything.

The scalars mean what they mean to Rasa (YAML 1.2): `oui`, `on` and `no` are texts, only
`true` and `false` are not. Dates stay texts, for the catalogue's own types to judge.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from bot.content.faults import ContentError, Fault

Where = Sequence[str | int]

_TAG = "tag:yaml.org,2002:"
# What follows a text that a « # » cuts short; a comment has a space after its « # ».
_CUT = re.compile(r"[ \t]+#\w")


class _Loader(yaml.CSafeLoader):
    """LibYAML's parser with the scalars of YAML 1.2."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012


for _name, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    (
        "float",
        r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+",
        list("-+0123456789."),
    ),
):
    _Loader.add_implicit_resolver(_TAG + _name, re.compile(f"^(?:{_pattern})$"), _first)


@dataclass(frozen=True)
class Tree:
    """A file's value, and where each part of it stands."""

    name: str
    value: Any
    _root: yaml.Node | None
    _text: str = ""

    def line(self, where: Where = ()) -> int:
        """The line of the deepest part of `where` that the file really holds, from 1."""
        node, line = self._root, 1
        for key in where:
            step = _child(node, key)
            if step is None:
                break
            mark, node = step
            line = mark + 1
        return line

    def node(self, where: Where) -> yaml.Node | None:
        """The node at `where`, or None."""
        node = self._root
        for key in where:
            step = _child(node, key)
            if step is None:
                return None
            node = step[1]
        return node

    def fault(self, where: Where, message: str) -> Fault:
        """A fault of this file, at the line of `where`."""
        return Fault(self.name, self.line(where), message)

    def cut_texts(self) -> Iterator[Fault]:
        """The lines where a « # » makes a comment of the end of a text without quotes."""
        message = "« # » commence un commentaire : mettez le texte entre guillemets"
        for node in _scalars(self._root):
            if not node.style and _CUT.match(self._text, node.end_mark.index):
                yield Fault(self.name, node.end_mark.line + 1, message)


def read(name: str, content: bytes) -> Tree:
    """Parse a file.

    Raises:
        ContentError: with the line where it is not UTF-8, not YAML, or says a key twice.
    """
    try:
        text = content.decode("utf-8-sig")
        root = yaml.compose(text, Loader=_Loader)
    except UnicodeDecodeError:
        raise ContentError([Fault(name, 1, "ce fichier n'est pas en UTF-8")]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise ContentError([Fault(name, line, "ce n'est pas du YAML")]) from None
    try:
        return Tree(name, None if root is None else _Values(name).of(root), root, text)
    except RecursionError:
        raise ContentError([Fault(name, 1, "trop de niveaux les uns dans les autres")]) from None


def visible(text: str) -> bool:
    """If a text has a sign that is seen: not a space, nor one that only acts on others."""
    return any(unicodedata.category(sign)[0] not in "CZM" for sign in text)


def _scalars(root: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    """The texts, keys and values alike, in the order of the file."""
    left = [root] if root else []
    while left:
        node = left.pop()
        if isinstance(node, yaml.ScalarNode):
            yield node
        elif isinstance(node, yaml.MappingNode):
            left.extend(part for pair in reversed(node.value) for part in reversed(pair))
        elif isinstance(node, yaml.SequenceNode):
            left.extend(reversed(node.value))


def _child(node: yaml.Node | None, key: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        child = node.value[key]
        return child.start_mark.line, child
    if isinstance(node, yaml.MappingNode):
        for name, child in node.value:
            if name.value == str(key):
                return name.start_mark.line, child
    return None


class _Values:
    """The values of one file's nodes.

    An alias is refused: a few lines of them can stand for more than any machine holds.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._met: set[int] = set()

    def of(self, node: yaml.Node) -> Any:
        """The value of a node; raises ContentError."""
        if id(node) in self._met:
            raise self._fault(node, "« & » et « * » ne sont pas lus : recopiez le texte")
        self._met.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.of(child) for child in node.value]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node)
        read_scalar = _SCALARS.get(node.tag)
        if read_scalar is None:
            raise self._fault(node, f"« {node.tag} » n'est pas permis ici")
        try:
            return read_scalar(node.value)
        except ValueError:
            # Python reads no number of more than 4,300 figures.
            raise self._fault(
                node, "ce nombre est trop long : mettez-le entre guillemets"
            ) from None

    def _mapping(self, node: yaml.MappingNode) -> dict[Any, Any]:
        made: dict[Any, Any] = {}
        for key_node, child in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise self._fault(key_node, "une clé est un mot, pas une liste")
            key = self.of(key_node)
            if key in made:
                raise self._fault(key_node, f"« {key} » est écrit deux fois")
            made[key] = self.of(child)
        return made

    def _fault(self, node: yaml.Node, message: str) -> ContentError:
        return ContentError([Fault(self._name, node.start_mark.line + 1, message)])


_SCALARS: dict[str, Callable[[str], Any]] = {
    _TAG + "str": str,
    _TAG + "null": lambda _: None,
    _TAG + "bool": lambda text: text.lower() == "true",
    _TAG + "int": lambda text: int(text, 0) if text[:2] in ("0o", "0x") else int(text),
    _TAG + "float": float,
}
