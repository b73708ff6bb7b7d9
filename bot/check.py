"""Checks the content: catalogue, answers, examples, lookups, each fault with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.catalogue import CHANNELS, Catalogue, CatalogueError, Fault, load, read_yaml
from bot.nlu.normalise import words

PROJECT = Path(__file__).parent.parent
MAX_SENTENCES = 3
SIMILAR = 0.9
HOLES = frozenset({"subject", "label", "steps"})
_HOLE = re.compile(r"\{(\w+)\}")
_ANNOTATION = re.compile(r"\[[^\]]*\]\s*[({]")
_AMOUNT = re.compile(r"\d\s*(?:€|euros?)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")


def faults(project: Path = PROJECT) -> list[Fault]:
    """Everything to mend in the content of `project`, in the order of the files."""
    catalogue_path = project / "bot" / "catalogue.yml"
    try:
        catalogue = load(catalogue_path)
    except CatalogueError as error:
        return error.faults
    domain = project / "domain.yml"
    nlu = project / "bot" / "data" / "nlu"
    lookups = project / "bot" / "data" / "lookups"
    return [
        *_sound(domain, _answer_faults(domain, catalogue)),
        *_sound(nlu, _example_faults(nlu, catalogue_path, catalogue)),
        *(
            fault
            for kind in catalogue.subjects
            for path in (lookups / f"{kind}.yml",)
            for fault in _sound(path, _lookup_faults(path, kind, catalogue))
        ),
    ]


def _sound(path: Path, checked: Iterator[Fault]) -> list[Fault]:
    """The faults found, and one more when the file is not even of the right form."""
    found: list[Fault] = []
    try:
        found.extend(checked)
    except CatalogueError as error:
        found.extend(error.faults)
    except (KeyError, TypeError, AttributeError, ValueError):
        message = "ce fichier n'a pas la forme attendue"
        found.append(Fault(file=path.name, line=1, message=message))
    return found


def needed_answers(catalogue: Catalogue) -> dict[str, str]:
    """The name of every answer that the catalogue calls for, and which row does."""
    needed: dict[str, str] = {}
    for name, intent in catalogue.intents.items():
        if intent.action == "action_orient":
            needed[f"answer_{name}"] = f"intents.{name}"
        if intent.subject and intent.action == "action_orient":
            needed[f"answer_{name}_with_subject"] = f"intents.{name}"
    for kind, rows in catalogue.subjects.items():
        for name, subject in rows.items():
            if subject.answer:
                needed[subject.answer] = f"subjects.{kind}.{name}"
    for name, destination in catalogue.destinations.items():
        for channel in CHANNELS if destination.hint else ():
            needed[f"{destination.hint}_{channel}"] = f"destinations.{name}"
    for name, clarification in catalogue.clarifications.items():
        needed[clarification.answer] = f"clarifications.{name}"
    return needed


def _answer_faults(path: Path, catalogue: Catalogue) -> Iterator[Fault]:
    domain = read_yaml(path)
    for key in ("responses", "actions"):
        if key not in domain:
            raise CatalogueError([Fault(file=path.name, line=1, message=f"il manque « {key} »")])
    responses = domain["responses"]
    top = domain.lc.key("responses")[0] + 1
    for name, intent in catalogue.intents.items():
        if intent.action not in domain["actions"]:
            message = f"l'action « {intent.action} » (intents.{name}) n'est pas dans « actions »"
            yield Fault(file=path.name, line=domain.lc.key("actions")[0] + 1, message=message)
    for name, row in needed_answers(catalogue).items():
        if name not in responses:
            message = f"il manque la réponse « {name} » ({row} du catalogue)"
            yield Fault(file=path.name, line=top, message=message)
    for name, variations in responses.items():
        line = responses.lc.key(name)[0] + 1
        if not any("channel" not in variation for variation in variations):
            message = f"« {name} » n'a pas de texte sans « channel », valable partout"
            yield Fault(file=path.name, line=line, message=message)
        for number, variation in enumerate(variations):
            yield from _text_faults(path.name, variations.lc.item(number)[0] + 1, name, variation)


def _text_faults(file: str, line: int, name: str, variation: Any) -> Iterator[Fault]:
    text = str(variation.get("text") or "")
    sentences = len(_SENTENCE_END.findall(text))
    if not text:
        yield Fault(file=file, line=line, message=f"« {name} » est vide")
    if sentences > MAX_SENTENCES:
        message = f"« {name} » compte {sentences} phrases, {MAX_SENTENCES} au plus"
        yield Fault(file=file, line=line, message=message)
    if _AMOUNT.search(text):
        message = f"« {name} » contient un montant : l'assistant n'en donne jamais"
        yield Fault(file=file, line=line, message=message)
    for hole in set(_HOLE.findall(text)) - HOLES:
        yield Fault(file=file, line=line, message=f"« {name} » : rien ne remplit {{{hole}}}")
    if "http" in text or "www." in text:
        message = f"« {name} » contient une adresse : les liens sont dans le catalogue"
        yield Fault(file=file, line=line, message=message)


def examples(directory: Path) -> Iterator[tuple[str, str, str, int]]:
    """Each training example: its text, its intent, its file's name and its line."""
    for path in sorted(directory.glob("*.yml")):
        intent = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.startswith("- intent:"):
                intent = line.partition(":")[2].strip()
            elif line.startswith("    - "):
                yield line[6:].strip(), intent, path.name, number


def _example_faults(directory: Path, catalogue_path: Path, catalogue: Catalogue) -> Iterator[Fault]:
    for path in sorted(directory.glob("*.yml")):
        read_yaml(path)
    seen: dict[str, tuple[str, str, int]] = {}
    unknown: set[str] = set()
    for text, intent, file, line in examples(directory):
        if intent not in catalogue.intents and intent not in unknown:
            unknown.add(intent)
            message = f"l'intention « {intent} » n'est pas dans le catalogue"
            yield Fault(file=file, line=line, message=message)
        if not text or _ANNOTATION.search(text):
            message = "exemple vide" if not text else f"« {text} » : pas d'annotation [..](..)"
            yield Fault(file=file, line=line, message=message)
        before = seen.setdefault(words(text) or text, (intent, file, line))
        if before[2] != line or before[1] != file:
            where = f"{before[1]}:{before[2]}"
            same = "déjà écrit" if before[0] == intent else f"déjà classé « {before[0]} »"
            yield Fault(file=file, line=line, message=f"« {text} » : {same}, {where}")
    taught = {intent for intent, _, _ in seen.values()}
    for name in catalogue.intents:
        if name not in taught and name != "nlu_fallback":
            message = f"« {name} » n'a aucun exemple"
            yield Fault(file="catalogue.yml", line=_row_line(catalogue_path, name), message=message)


def _row_line(catalogue_path: Path, intent: str) -> int:
    return int(read_yaml(catalogue_path)["intents"].lc.key(intent)[0]) + 1


def _lookup_faults(path: Path, kind: str, catalogue: Catalogue) -> Iterator[Fault]:
    rows = next(rows for name, rows in catalogue.subjects.items() if name == kind)
    tables = [item for item in read_yaml(path)["nlu"] if "lookup" in item]
    values = {
        value.strip(" -"): table.lc.value("examples")[0] + 1 + number
        for table in tables
        for number, value in enumerate(table["examples"].splitlines(), start=1)
    }
    for name in sorted(set(rows) ^ set(values)):
        message = f"« {name} » doit être à la fois dans subjects.{kind} et dans le lookup"
        yield Fault(file=path.name, line=values.get(name, 1), message=message)


def near_duplicates(directory: Path) -> Iterator[tuple[str, str, str]]:
    """Examples of one intent that share nearly all their words: they teach nothing.

    Returns:
        The intent and the two texts, for each pair whose words overlap by 90 % or more.
    """
    by_intent: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for text, intent, _, _ in examples(directory):
        known = by_intent.setdefault(intent, [])
        mine = frozenset(words(text).split())
        if len(mine) >= 5:
            for other, theirs in known:
                if len(mine & theirs) >= SIMILAR * len(mine | theirs):
                    yield intent, other, text
        known.append((text, mine))
