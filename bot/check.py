"""Checks the content: catalogue, answers, examples, lookups, each fault with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.content import canaries, components, sources
from bot.content.catalogue import (
    ANSWER,
    ASKED,
    CHANNELS,
    FALLBACK,
    Catalogue,
    FollowedUp,
    parse,
)
from bot.content.examples import Teaching, teaching, vocabulary_faults
from bot.content.faults import ContentError, Fault
from bot.content.folders import PROJECT, in_project
from bot.content.responses import HOLE, HOLES
from bot.content.tree import Tree, cut_texts, read
from bot.nlu.normalise import words

MAX_SENTENCES = 3
SIMILAR = 0.9
# What the connectors say around the answers (`connectors.conversation.voice`).
SPOKEN_BY_CONNECTORS = (
    "connector_welcome",
    "connector_farewell",
    "connector_thanks",
    "connector_contact",
    "connector_open_in_app",
    "connector_see_on_site",
    *(
        f"connector_topics_{name}"
        for name in ("title", "heading", "intro", "contact", "elsewhere", "in_app")
    ),
)
_ANNOTATION = re.compile(r"\[[^\]]*\]\s*[({]")
_AMOUNT = re.compile(r"\d\s*(?:€|euros?)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")
_VISIBLE = re.compile(r"[^\W_]")


def faults(project: Path = PROJECT) -> list[Fault]:
    """Everything to mend in the content of `project`, in the order of the files.

    A catalogue with faults hides the rest: nearly everything else refers to it.
    """
    try:
        catalogue_tree = _tree(project / sources.CATALOGUE)
        catalogue = parse(catalogue_tree)
    except ContentError as error:
        return error.faults
    found = [
        *_cut(project / sources.CATALOGUE),
        *_cut(in_project(project, sources.DOMAIN)),
        *_of(in_project(project, sources.DOMAIN), lambda tree: domain_faults(tree, catalogue)),
        *_of(in_project(project, sources.CONFIG), _config_faults),
        *_of(project / sources.CANARIES, lambda tree: _canary_faults(tree, catalogue, project)),
    ]
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
        *taught.faults,
        *(fault for tree in trees for fault in _rule_faults(tree)),
        *_example_faults(taught, catalogue_tree, catalogue),
        *vocabulary_faults(taught),
        *_lookup_faults(project, taught, catalogue),
    ]


def _tree(path: Path) -> Tree:
    try:
        return read(path.name, path.read_bytes())
    except FileNotFoundError:
        raise ContentError([Fault(path.name, 1, "ce fichier manque")]) from None


def _cut(path: Path) -> list[Fault]:
    return cut_texts(path.name, path.read_bytes()) if path.is_file() else []


def _of(path: Path, checked: Any) -> list[Fault]:
    """The faults found in a file, and one more when it is not even of the right form."""
    found: list[Fault] = []
    try:
        tree = _tree(path)
        found.extend(checked(tree))
    except ContentError as error:
        found.extend(error.faults)
    except (KeyError, TypeError, AttributeError, ValueError):
        found.append(Fault(path.name, 1, "ce fichier n'a pas la forme attendue"))
    return found


def needed_answers(catalogue: Catalogue) -> dict[str, str]:
    """The name of every answer that the catalogue calls for, and which row does."""
    needed: dict[str, str] = {}
    for name, intent in catalogue.intents.items():
        answered = intent.action == ANSWER and name not in {*catalogue.acts, FALLBACK}
        if answered:
            needed[f"answer_{name}"] = f"intents.{name}"
        rows = catalogue.subjects.get(intent.subject, {}) if intent.subject else {}
        if answered and any(row.changes(name).answer is None for row in rows.values()):
            needed[f"answer_{name}_with_subject"] = f"intents.{name}"
        for asked, response in _followed_up(intent):
            needed[response] = f"intents.{name}.{asked}"
    for kind, rows in catalogue.subjects.items():
        for name, subject in rows.items():
            if subject.answer:
                needed[subject.answer] = f"subjects.{kind}.{name}"
            for intent_name, change in subject.intents.items():
                needed[change.answer or ""] = f"subjects.{kind}.{name}.intents.{intent_name}"
            for asked, response in _followed_up(subject):
                needed[response] = f"subjects.{kind}.{name}.{asked}"
    for name, detail in catalogue.details.items():
        needed[detail.answer or ""] = f"details.{name}"
    for name, destination in catalogue.destinations.items():
        for channel in CHANNELS if destination.hint else ():
            needed[f"{destination.hint}_{channel}"] = f"destinations.{name}"
    for name, clarification in catalogue.clarifications.items():
        needed[clarification.answer] = f"clarifications.{name}"
    needed.pop("", None)
    return needed


def _followed_up(row: FollowedUp) -> Iterator[tuple[str, str]]:
    """Each question that a row answers in its own words, and the response that does."""
    for asked in (*ASKED, *row.details):
        own = row.answer_to(asked)
        if own is not None and own.answer:
            yield asked, own.answer


def domain_faults(tree: Tree, catalogue: Catalogue) -> Iterator[Fault]:
    """What is missing of a domain, and what is wrong with its responses.

    Raises:
        ContentError: it has no responses or no actions at all.
    """
    domain = tree.value or {}
    for key in ("responses", "actions"):
        if key not in domain:
            raise ContentError([Fault(tree.name, 1, f"il manque « {key} »")])
    if domain.get("forms"):
        yield tree.fault(("forms",), "les formulaires (forms) ne sont pas pris en charge")
    for name, intent in catalogue.intents.items():
        if intent.action not in domain["actions"]:
            message = f"l'action « {intent.action} » (intents.{name}) n'est pas dans « actions »"
            yield tree.fault(("actions",), message)
    needed = needed_answers(catalogue)
    for name, row in needed.items():
        if name not in domain["responses"]:
            message = f"il manque la réponse « {name} » ({row} du catalogue)"
            yield tree.fault(("responses",), message)
    for name in SPOKEN_BY_CONNECTORS:
        if name not in domain["responses"]:
            yield tree.fault(("responses",), f"il manque la réponse « {name} »")
    for name, variations in domain["responses"].items():
        yield from response_faults(tree, name, variations)


def response_faults(tree: Tree, name: str, variations: Any) -> Iterator[Fault]:
    """What is wrong with the variations of one response."""
    here = ("responses", name)
    if not isinstance(variations, list) or not all(isinstance(one, dict) for one in variations):
        yield tree.fault(here, f"« {name} » : une liste de « - text: … » est attendue")
        return
    if not any("channel" not in variation for variation in variations):
        message = f"« {name} » n'a pas de texte sans « channel », valable partout"
        yield tree.fault(here, message)
    for number, variation in enumerate(variations):
        for key in variation:
            if key not in ("text", "channel", "metadata"):
                yield tree.fault((*here, number, key), f"« {name} » : clé inconnue « {key} »")
        channel = variation.get("channel")
        if channel is not None and channel not in CHANNELS:
            message = f"« {name} » : le canal est « web » ou « app », pas « {channel} »"
            yield tree.fault((*here, number, "channel"), message)
        for message in text_faults(name, variation.get("text")):
            yield tree.fault((*here, number), message)


def text_faults(name: str, text: Any) -> Iterator[str]:
    """What is wrong with one text of a response, in French."""
    if text is not None and not isinstance(text, str):
        yield f"« {name} » : mettez le texte entre guillemets"
        return
    text = text or ""
    sentences = len(_SENTENCE_END.findall(text))
    if not _VISIBLE.search(text):
        yield f"« {name} » est vide"
    if sentences > MAX_SENTENCES:
        yield f"« {name} » compte {sentences} phrases, {MAX_SENTENCES} au plus"
    if _AMOUNT.search(text):
        yield f"« {name} » contient un montant : l'assistant n'en donne jamais"
    holes = set(HOLE.findall(text))
    for hole in sorted(holes - HOLES):
        yield f"« {name} » : rien ne remplit {{{hole}}}"
    if re.search(r"[{}]", HOLE.sub("", text)):
        yield f"« {name} » : une accolade n'est pas fermée, ou doublée"
    if "http" in text or "www." in text:
        yield f"« {name} » contient une adresse : les liens sont dans le catalogue"


def _config_faults(tree: Tree) -> Iterator[Fault]:
    for part in ("pipeline", "policies"):
        for number, component in enumerate(tree.value[part]):
            for name, why in components.refusals([component["name"]]):
                yield tree.fault((part, number), f"le composant « {name} » est refusé : {why}")


def canary_faults(tree: Tree, catalogue: Catalogue, domain: Tree) -> Iterator[Fault]:
    """The canaries that ask for what does not exist: an intent, a response, a link.

    Raises:
        ContentError: the file is not of its form.
    """
    for text, intent in canaries.sentences(tree).items():
        if intent not in catalogue.intents:
            yield tree.fault((text,), f"l'intention « {intent} » n'est pas dans le catalogue")
    yield from canaries.faults(tree, {*(domain.value or {}).get("responses", ()), *catalogue.links})


def _canary_faults(tree: Tree, catalogue: Catalogue, project: Path) -> Iterator[Fault]:
    try:
        domain = _tree(in_project(project, sources.DOMAIN))
    except ContentError:
        return  # Told already, where the domain is checked.
    if isinstance(domain.value, dict) and domain.value.get("responses"):
        yield from canary_faults(tree, catalogue, domain)


def _rule_faults(tree: Tree) -> Iterator[Fault]:
    """What the policy does not play: stories, and rules of more than one turn."""
    if not isinstance(tree.value, dict):
        return
    if "stories" in tree.value:
        message = "les stories ne sont pas prises en charge : une règle d'un tour par intention"
        yield tree.fault(("stories",), message)
    for number, rule in enumerate(tree.value.get("rules") or ()):
        steps = rule.get("steps") if isinstance(rule, dict) else None
        kinds = [next(iter(step), "") for step in steps or () if isinstance(step, dict)]
        if sorted(kinds) != ["action", "intent"]:
            message = "une règle lit une intention, puis donne une action, et rien d'autre"
            yield tree.fault(("rules", number), message)


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
        for name in sorted(set(rows) ^ set(values)):
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
