"""What domain.yml must say: the answers that the catalogue calls for, and how each is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from bot.content.catalogue import ANSWER, ASKED, CHANNELS, FALLBACK, Catalogue, FollowedUp
from bot.content.faults import ContentError, Fault
from bot.content.responses import HOLE, HOLES, SIMPLER
from bot.content.tree import Tree

MAX_SENTENCES = 3
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
DOMAIN_KEYS = (
    *("version", "session_config", "entities", "slots", "actions", "responses", "intents"),
    *("forms", "e2e_actions", "config"),
)
# Where a conversation keeps what was said before.
MEMORY = ("dialogue", {"type": "any", "influence_conversation": False})
_UNSEEN = ("Cc", "Cf", "Cs", "Co")
_AMOUNT = re.compile(r"\d\s*(?:€|euros?)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")
_VISIBLE = re.compile(r"[^\W_]")


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
            for said in (subject.answer, subject.note):
                needed[said or ""] = f"subjects.{kind}.{name}"
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
    for key in domain:
        if key not in DOMAIN_KEYS:
            message = f"clé inconnue « {key} » ; clés possibles : {', '.join(DOMAIN_KEYS)}"
            yield tree.fault((key,), message)
    name, form = MEMORY
    slot = (domain.get("slots") or {}).get(name) or {}
    if {key: slot.get(key) for key in form} != form:
        message = f"« slots » garde « {name} », de type « any », sans « influence_conversation »"
        yield tree.fault(("slots", name), message)
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
        if not isinstance(name, str):
            yield tree.fault(("responses", str(name)), f"« {name} » n'est pas le nom d'une réponse")
            continue
        whole = name.removesuffix(SIMPLER)
        if whole not in domain["responses"]:
            message = f"« {name} » dit plus simplement « {whole} », qui n'existe pas"
            yield tree.fault(("responses", name), message)
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
    if any(unicodedata.category(sign) in _UNSEEN for sign in text.replace("\n", "")):
        yield f"« {name} » contient un signe qui ne se voit pas"
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
