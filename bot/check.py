"""Checks the content: catalogue, answers, examples, lookups, each fault with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from bot.content import canaries, components, phrases, rules, sources
from bot.content.catalogue import (
    FALLBACK,
    Catalogue,
)
from bot.content.coherence import parse
from bot.content.examples import Teaching, teaching, unknown_kinds, vocabulary_faults
from bot.content.faults import ContentError, Fault
from bot.content.folders import PROJECT, in_project
from bot.content.spoken import domain_faults
from bot.content.tree import Tree, read
from bot.nlu.normalise import words

SIMILAR = 0.9
_ANNOTATION = re.compile(r"\[[^\]]*\]\s*[({]")


def faults(project: Path = PROJECT) -> list[Fault]:
    """Everything to mend in the content of `project`, in the order of the files.

    A catalogue with faults hides the rest: nearly everything else refers to it.
    """
    try:
        catalogue_tree = _tree(project / sources.CATALOGUE)
        catalogue = parse(catalogue_tree)
    except ContentError as error:
        return error.faults
    domain = _domain(project)
    found = [
        *catalogue_tree.cut_texts(),
        *_of(in_project(project, sources.DOMAIN), lambda tree: domain_faults(tree, catalogue)),
        *_of(in_project(project, sources.CONFIG), components.faults),
        *_of(
            project / sources.CANARIES,
            lambda tree: canary_faults(tree, catalogue, domain) if domain else (),
        ),
    ]
    for listed, names in (
        (sources.DETAILS, phrases.of_details(catalogue)),
        (sources.MOMENTS, phrases.of_moments(catalogue)),
    ):
        if (project / listed).exists():
            found += _of(project / listed, partial(phrases.faults, names=names))
    aside = "ce fichier n'est pas lu : il faut un fichier YAML dont le nom finit par « .yml »"
    found += [Fault(path.name, 1, aside) for path in sources.left_aside(project / sources.DATA)]
    trees, unreadable = [], []
    for path in sources.data_files(project / sources.DATA):
        try:
            trees.append(_tree(path))
        except ContentError as error:
            unreadable += error.faults
    if unreadable:
        return [*found, *unreadable]
    taught = teaching(trees)
    return [
        *found,
        *(fault for tree in trees for fault in tree.cut_texts()),
        *taught.faults,
        *(rules.faults(trees, catalogue, _actions(domain)) if domain else ()),
        *_example_faults(taught, catalogue_tree, catalogue),
        *vocabulary_faults(taught),
        *(unknown_kinds(taught, _named(domain, "entities")) if domain else ()),
        *_lookup_faults(project, taught, catalogue),
    ]


def _tree(path: Path) -> Tree:
    try:
        return read(path.name, path.read_bytes())
    except FileNotFoundError:
        raise ContentError([Fault(path.name, 1, "ce fichier manque")]) from None
    except OSError:
        raise ContentError([Fault(path.name, 1, "ce fichier ne s'ouvre pas")]) from None


def _of(path: Path, checked: Any) -> list[Fault]:
    """The faults found in a file, and one more when it is not even of the right form."""
    found: list[Fault] = []
    try:
        tree = _tree(path)
        found.extend(tree.cut_texts())
        found.extend(checked(tree))
    except ContentError as error:
        found.extend(error.faults)
    except (KeyError, TypeError, AttributeError, ValueError):
        found.append(Fault(path.name, 1, "ce fichier n'a pas la forme attendue"))
    return found


def canary_faults(tree: Tree, catalogue: Catalogue, domain: Tree) -> Iterator[Fault]:
    """The canaries that ask for what does not exist: an intent, a response, a link.

    Raises:
        ContentError: the file is not of its form.
    """
    for text, intent in canaries.sentences(tree).items():
        if intent not in catalogue.intents:
            yield tree.fault((text,), f"l'intention « {intent} » n'est pas dans le catalogue")
    yield from canaries.faults(tree, {*(domain.value or {}).get("responses", ()), *catalogue.links})


def _domain(project: Path) -> Tree | None:
    """The domain that other files refer to; None when it has faults that are told already."""
    try:
        domain = _tree(in_project(project, sources.DOMAIN))
    except ContentError:
        return None
    value = domain.value if isinstance(domain.value, dict) else {}
    sound = isinstance(value.get("responses"), dict) and isinstance(value.get("actions"), list)
    return domain if sound else None


def _actions(domain: Tree) -> frozenset[str]:
    """What a rule may give: an action, or a response."""
    return _named(domain, "actions") | _named(domain, "responses")


def _named(domain: Tree, key: str) -> frozenset[str]:
    """The names under a key of the domain; one that has settings is a mapping of its name."""
    listed = domain.value.get(key)
    if not isinstance(listed, list | dict):
        return frozenset()
    return frozenset(
        str(name) for one in listed for name in (one if isinstance(one, dict) else (one,))
    )


def _example_faults(taught: Teaching, rows: Tree, catalogue: Catalogue) -> Iterator[Fault]:
    seen: dict[str, tuple[str, str, int]] = {}
    unknown: set[str] = set()
    for text, intent, file, line in taught.examples:
        if intent not in catalogue.intents and intent not in unknown:
            unknown.add(intent)
            yield Fault(file, line, f"l'intention « {intent} » n'est pas dans le catalogue")
        if _ANNOTATION.search(text):
            yield Fault(file, line, f"« {text} » : pas d'annotation [..](..)")
        before = seen.setdefault(words(text) or text, (intent, file, line))
        if before[2] != line or before[1] != file:
            where = f"{before[1]}:{before[2]}"
            same = "déjà écrit" if before[0] == intent else f"déjà classé « {before[0]} »"
            yield Fault(file, line, f"« {text} » : {same}, {where}")
    for name in catalogue.intents:
        if name not in taught.intents and name != FALLBACK:
            yield rows.fault(("intents", name), f"« {name} » n'a aucun exemple")


def _lookup_faults(project: Path, taught: Teaching, catalogue: Catalogue) -> Iterator[Fault]:
    for kind, rows in catalogue.subjects.items():
        if rows and all(row.said or row.told_by for row in rows.values()):
            continue  # The dialogue knows these by itself.
        path = project / sources.LOOKUPS / f"{kind}.yml"
        if not path.is_file():
            yield Fault(path.name, 1, "ce fichier manque")
            continue
        values = {form.text: form for form in taught.lookups.get(kind, ())}
        # What is heard without a name has no form of its own.
        named = {name for name, row in rows.items() if not row.general}
        for name in sorted(named ^ set(values)):
            message = f"« {name} » doit être à la fois dans subjects.{kind} et dans le lookup"
            form = values.get(name)
            yield Fault(form.file if form else path.name, form.line if form else 1, message)


def near_duplicates(taught: Teaching) -> Iterator[tuple[str, str, str]]:
    """Examples of one intent that share nearly all their words: they teach nothing.

    Returns:
        The intent and the two texts, for each pair whose words overlap by 90 % or more.
    """
    by_intent: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for text, intent, _, _ in taught.examples:
        known = by_intent.setdefault(intent, [])
        mine = frozenset(words(text).split())
        if len(mine) >= 5:
            for other, theirs in known:
                if len(mine & theirs) >= SIMILAR * len(mine | theirs):
                    yield intent, other, text
        known.append((text, mine))
