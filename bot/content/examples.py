"""The examples and the vocabulary, read once for everybody.

What Rasa's own reader takes is taken, what it would skip without a word is a fault with
its line. So what `assistant check` counts, training learns.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from bot.content.faults import Fault
from bot.content.tree import Tree, visible

VERSION = "3.1"
TOP_KEYS = frozenset({"version", "nlu", "rules", "stories", "responses"})
ITEM_KINDS = ("intent", "synonym", "lookup", "regex")
_VERSION = re.compile(r"[23]\.[01]")
_DASHES = "–—•*·‑-"
_STRIP = "\n\r "


class Example(NamedTuple):
    """A text that teaches an intent, and where it stands."""

    text: str
    intent: str
    file: str
    line: int


class Form(NamedTuple):
    """A form of a value of the vocabulary, and where it stands."""

    text: str
    value: str
    file: str
    line: int


@dataclass
class Teaching:
    """All that the files of `bot/data` teach.

    `lookups` holds the values of each entity, `forms` the spellings of each value,
    `regexes` patterns by name; `faults` what was not understood.
    """

    examples: list[Example] = field(default_factory=list)
    lookups: dict[str, list[Form]] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)
    regexes: list[tuple[str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def intents(self) -> set[str]:
        """The intents that have an example."""
        return {example.intent for example in self.examples}

    def vocabulary(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """The forms of each value of each entity."""
        forms: dict[str, list[str]] = {}
        for form in self.forms:
            forms.setdefault(form.value, []).append(form.text)
        return {
            kind: {value.text: tuple(forms.get(value.text, ())) for value in values}
            for kind, values in self.lookups.items()
        }


def teaching(trees: Iterable[Tree]) -> Teaching:
    """Read the files, in their order."""
    read = Teaching()
    for tree in trees:
        _read_file(tree, read)
    return read


def _read_file(tree: Tree, read: Teaching) -> None:
    if not isinstance(tree.value, dict):
        read.faults.append(tree.fault((), "ce fichier n'a pas la forme attendue"))
        return
    for key in tree.value:
        if key not in TOP_KEYS:
            read.faults.append(tree.fault((key,), _unknown_key(key, TOP_KEYS)))
    version = tree.value.get("version")
    if version is not None and not _VERSION.fullmatch(str(version)):
        message = f'version « {version} » : écrivez version: "{VERSION}"'
        read.faults.append(tree.fault(("version",), message))
        return
    if "nlu" not in tree.value:
        if "rules" not in tree.value:
            read.faults.append(tree.fault((), "il manque « nlu : »"))
        return
    items = tree.value["nlu"]
    if not isinstance(items, list):
        read.faults.append(tree.fault(("nlu",), "« nlu » doit contenir une liste"))
        return
    for number, item in enumerate(items):
        _read_item(tree, ("nlu", number), item, read)


def _read_item(tree: Tree, where: tuple[str | int, ...], item: Any, read: Teaching) -> None:
    kind = next((kind for kind in ITEM_KINDS if isinstance(item, dict) and kind in item), None)
    if kind is None:
        message = f"il faut ici l'une de ces clés : {', '.join(ITEM_KINDS)}"
        read.faults.append(tree.fault(where, message))
        return
    for key in item:
        if key not in (kind, "examples", "metadata"):
            read.faults.append(tree.fault((*where, key), _unknown_key(key, {"examples"})))
    name = item[kind]
    if not isinstance(name, str) or not name:
        read.faults.append(tree.fault((*where, kind), f"il manque le nom après « {kind} : »"))
        return
    if "examples" not in item:
        read.faults.append(tree.fault((*where, kind), f"« {name} » n'a pas de liste « examples »"))
        return
    told: list[Fault] = []
    texts = list(_texts(tree, (*where, "examples"), item["examples"], told))
    read.faults.extend(told)
    if not (texts or told):
        read.faults.append(tree.fault((*where, "examples"), f"« {name} » : la liste est vide"))
    for text, line in texts:
        if not visible(text):
            read.faults.append(Fault(tree.name, line, "exemple vide"))
        elif kind == "intent":
            read.examples.append(Example(text, name, tree.name, line))
        elif kind == "synonym":
            read.forms.append(Form(text, name, tree.name, line))
        elif kind == "lookup":
            read.lookups.setdefault(name, []).append(Form(text, text, tree.name, line))
        elif _compiles(text):
            read.regexes.append((name, text))
        else:
            message = f"« {text} » : cette expression régulière n'est pas valable"
            read.faults.append(Fault(tree.name, line, message))


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def _texts(
    tree: Tree, where: tuple[str | int, ...], value: Any, faults: list[Fault]
) -> Iterator[tuple[str, int]]:
    """The texts of an `examples` value, with their lines."""
    if isinstance(value, list):
        for number, entry in enumerate(value):
            text = entry.get("text") if isinstance(entry, dict) else None
            if isinstance(text, str):
                yield text.strip(_STRIP), tree.line((*where, number))
            else:
                message = "écrivez « examples: | », puis un exemple par ligne"
                faults.append(tree.fault((*where, number), message))
        return
    node = tree.node(where)
    if not isinstance(value, str) or not isinstance(node, yaml.ScalarNode) or node.style != "|":
        faults.append(tree.fault(where, "écrivez « examples: | », avec la barre verticale"))
        return
    first = node.start_mark.line + 2
    for line, text in enumerate(value.splitlines(), start=first):
        if text.startswith("-"):
            yield text[1:].strip(_STRIP), line
        elif text.strip():
            faults.append(Fault(tree.name, line, _why_skipped(text)))


def _why_skipped(text: str) -> str:
    bare = text.strip()
    if bare.startswith("#"):
        return "un commentaire n'est pas permis dans une liste d'exemples"
    if bare.startswith("-"):
        return f"« {bare} » : le tiret doit être aligné avec celui du premier exemple"
    if bare[0] in _DASHES:
        return f"« {bare} » : un exemple commence par un tiret simple, « - »"
    return f"« {bare} » : un exemple commence par « - »"


def _unknown_key(key: Any, known: Iterable[str]) -> str:
    return f"clé inconnue « {key} » ; clés possibles : {', '.join(sorted(known))}"


def vocabulary_faults(read: Teaching) -> Iterator[Fault]:
    """Forms of values that no lookup has, and forms that mean two values of one entity."""
    entities: Mapping[str, set[str]] = {
        kind: {value.text for value in values} for kind, values in read.lookups.items()
    }
    seen: dict[tuple[str, str], Form] = {}
    lost: set[str] = set()
    for form in read.forms:
        of = [kind for kind, values in entities.items() if form.value in values]
        if not of and form.value not in lost:
            lost.add(form.value)
            message = f"« {form.value} » n'est dans aucune liste « lookup »"
            yield Fault(form.file, form.line, message)
        for kind in of:
            before = seen.setdefault((kind, form.text.casefold()), form)
            if before.value != form.value:
                where = f"{before.file}:{before.line}"
                message = f"« {form.text} » veut déjà dire « {before.value} », {where}"
                yield Fault(form.file, form.line, message)


def unknown_kinds(read: Teaching, entities: Container[str]) -> Iterator[Fault]:
    """Lists of values of a kind that is not among the entities of the domain: nobody reads them."""
    for kind, values in read.lookups.items():
        if kind not in entities:
            message = f"« {kind} » n'est pas dans « entities » du domaine"
            yield Fault(values[0].file, values[0].line, message)
