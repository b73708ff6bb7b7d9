"""A catalogue from its file: refused, line by line in French, when something does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pydantic

from bot.content.catalogue import (
    ASKED,
    CHANNELS,
    OTHER_QUESTIONS,
    ROLES,
    Catalogue,
    Destination,
    FollowedUp,
    Intent,
    Subject,
)
from bot.content.faults import ContentError
from bot.content.tree import Tree

Location = tuple[str | int, ...]
# A place in the catalogue, and what does not hold there.
Found = tuple[Location, str]

# A host in small letters, without a port or a name; then what needs no other spelling.
_ADDRESS = re.compile(r"https://[a-z0-9.-]+(?:[/?#][!#-;=?-\[\]_a-z~]*)?")
_NUMBER = re.compile(r"\+?\d{2,15}")


def parse(tree: Tree) -> Catalogue:
    """The catalogue that a file holds, every reference of which leads somewhere.

    Raises:
        ContentError: with one fault, in French, for each thing to mend.
    """
    value = {} if tree.value is None else tree.value
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        # Pydantic takes pairs for a mapping, and stops at a key that is no word.
        raise ContentError([tree.fault((), "ce fichier n'a pas la forme attendue")])
    try:
        catalogue = Catalogue.parse_obj(value)
    except pydantic.ValidationError as error:
        told: dict[Location, str] = {}
        for entry in error.errors():
            told.setdefault(entry["loc"], _in_french(entry))
        # Of a value that fits none of several types, the complaint that goes deepest is told.
        found = [
            (where, what)
            for where, what in told.items()
            if not any(other[: len(where)] == where for other in told if other != where)
        ]
    else:
        found = list(faults(catalogue))
        if not found:
            return catalogue
    raise ContentError(
        tree.fault(where, f"{'.'.join(map(str, where))} : {what}") for where, what in found
    )


def faults(catalogue: Catalogue) -> Iterator[Found]:
    """The references that lead nowhere, each with the place that makes it."""
    yield from _link_faults(catalogue)
    for name, destination in catalogue.destinations.items():
        yield from _destination_faults(catalogue, name, destination)
    for name, intent in catalogue.intents.items():
        here: Location = ("intents", name)
        yield from _unknown((*here, "destinations"), intent.destinations, catalogue.destinations)
        yield from _unknown((*here, "links"), intent.links, catalogue.links)
        yield from _unknown((*here, "follow_ups"), intent.follow_ups, catalogue.intents)
        yield from _called_faults(catalogue, (*here, "called"), intent)
        yield from _detail_faults(catalogue, here, intent)
    for name, detail in catalogue.details.items():
        here = ("details", name)
        yield from _unknown(
            (*here, "destinations"), detail.destinations or (), catalogue.destinations
        )
        yield from _unknown((*here, "links"), detail.links, catalogue.links)
        if detail.intent is not None and detail.intent not in catalogue.intents:
            yield (*here, "intent"), f"« {detail.intent} » n'existe pas"
    for kind, rows in catalogue.subjects.items():
        for name, subject in rows.items():
            yield from _subject_faults(catalogue, ("subjects", kind, name), subject)
    for name, clarification in catalogue.clarifications.items():
        here = ("clarifications", name, "intents")
        yield from _unknown(here, clarification.intents, catalogue.intents)
    yield from _unknown(("topics",), catalogue.topics, catalogue.intents)
    yield from _role_faults(catalogue)


def _called_faults(catalogue: Catalogue, here: Location, intent: Intent) -> Iterator[Found]:
    for said, benefit in intent.called.items():
        try:
            re.compile(said)
        except re.error:
            yield (*here, said), "cette expression ne se lit pas"
        if catalogue.subject("prestation", benefit) is None:
            yield (*here, said), f"prestation inconnue « {benefit} »"


def _link_faults(catalogue: Catalogue) -> Iterator[Found]:
    for name, link in catalogue.links.items():
        here: Location = ("links", name, "href")
        if link.scheme in ("tel", "sms"):
            if not _NUMBER.fullmatch(link.href.partition(":")[2]):
                yield here, "un numéro s'écrit en chiffres seuls, comme tel:3230"
            continue
        if not link.href.startswith("https://"):
            yield here, "l'adresse doit commencer par https://, tel: ou sms:"
        if link.host not in catalogue.hosts:
            yield here, f"l'hôte « {link.host} » n'est pas dans « hosts »"
        elif link.scheme == "https" and not _ADDRESS.fullmatch(link.href):
            yield here, "un signe de cette adresse ne convient pas : écrivez %20 pour un espace"


def _subject_faults(catalogue: Catalogue, here: Location, subject: Subject) -> Iterator[Found]:
    if subject.link and subject.link not in catalogue.links:
        yield (*here, "link"), f"lien inconnu « {subject.link} »"
    if subject.phone and subject.phone not in catalogue.links:
        yield (*here, "phone"), f"lien inconnu « {subject.phone} »"
    elif subject.phone and catalogue.links[subject.phone].scheme != "tel":
        yield (*here, "phone"), f"« {subject.phone} » n'est pas un lien tel:"
    yield from _unknown((*here, "links"), subject.links, catalogue.links)
    for intent, change in subject.intents.items():
        within = (*here, "intents", intent)
        if intent not in catalogue.intents:
            yield within, f"« {intent} » n'existe pas"
        yield from _unknown(
            (*within, "destinations"), change.destinations or (), catalogue.destinations
        )
        yield from _unknown((*within, "follow_ups"), change.follow_ups, catalogue.intents)
    if subject.body and catalogue.subject("organisme", subject.body) is None:
        yield (*here, "body"), f"organisme inconnu « {subject.body} »"
    yield from _unknown((*here, "destinations"), subject.destinations or (), catalogue.destinations)
    yield from _unknown((*here, "follow_ups"), subject.follow_ups, catalogue.intents)
    yield from _unknown((*here, "told_by"), subject.told_by, catalogue.intents)
    about = (subject.about,) if subject.about is not None else ()
    yield from _unknown((*here, "about"), about, catalogue.intents)
    beside: Mapping[str, Subject] = catalogue.subjects[here[1]]  # type: ignore[index]
    for key in ("like", "eases", "of_another"):
        named = getattr(subject, key)
        if named is not None and named not in beside:
            yield (*here, key), f"« {named} » n'existe pas"
    yield from _unknown((*here, "ends"), subject.ends, beside)
    told = (*subject.dangers, *subject.dangers.values())
    yield from _unknown((*here, "dangers"), told, catalogue.subjects.get("danger", {}))
    yield from _unknown(
        (*here, "foreign"), (*subject.foreign,), catalogue.subjects.get("langue", {})
    )
    yield from _detail_faults(catalogue, here, subject)


def _detail_faults(catalogue: Catalogue, here: Location, row: FollowedUp) -> Iterator[Found]:
    for name, own in row.details.items():
        within = (*here, "details", name)
        if name not in catalogue.details and name not in (*ASKED, *OTHER_QUESTIONS):
            yield within, f"« {name} » n'est pas dans « details »"
        yield from _unknown(
            (*within, "destinations"), own.destinations or (), catalogue.destinations
        )
        yield from _unknown((*within, "links"), own.links, catalogue.links)
        yield from _unknown((*within, "follow_ups"), own.follow_ups, catalogue.intents)


def _destination_faults(
    catalogue: Catalogue, name: str, destination: Destination
) -> Iterator[Found]:
    if not (destination.web or destination.app):
        yield ("destinations", name), "il faut au moins un canal, « web » ou « app »"
    for channel in CHANNELS:
        place = destination.place(channel)
        if place and place.link and place.link not in catalogue.links:
            here = ("destinations", name, channel, "link")
            yield here, f"lien inconnu « {place.link} »"


def _role_faults(catalogue: Catalogue) -> Iterator[Found]:
    for role in ROLES:
        if role not in catalogue.roles:
            yield ("roles",), f"il manque le rôle « {role} »"
    for role, intent in catalogue.roles.items():
        if intent not in catalogue.intents:
            yield ("roles", role), f"« {intent} » n'existe pas"
    contact = catalogue.intents.get(catalogue.roles.get("contact", ""))
    if contact is not None and not contact.destinations:
        yield ("roles", "contact"), "cette intention ne mène nulle part"


def _unknown(where: Location, names: tuple[str, ...], known: Mapping[str, Any]) -> Iterator[Found]:
    for position, name in enumerate(names):
        if name not in known:
            yield (*where, position), f"« {name} » n'existe pas"


_FRENCH = {
    "value_error.missing": "cette clé manque",
    "value_error.extra": "clé inconnue",
    "value_error.const": "valeurs possibles : {permitted}",
    "value_error.list.min_items": "il en faut au moins {limit_value}",
    "value_error.list.max_items": "il en faut au plus {limit_value}",
    "value_error.date": "une date s'écrit AAAA-MM-JJ",
    "value_error.strictbool": "true ou false est attendu",
    "type_error.none.not_allowed": "il manque une valeur",
    "type_error.str": "un texte est attendu",
    "type_error.bool": "true ou false est attendu",
    "type_error.list": "une liste est attendue",
    "type_error.tuple": "une liste est attendue",
    "type_error.dict": "des clés et des valeurs sont attendues",
}


def _in_french(error: Mapping[str, Any]) -> str:
    """What pydantic says of a value, in French."""
    context = {**error.get("ctx", {})}
    if "permitted" in context:
        context["permitted"] = ", ".join(map(str, context["permitted"]))
    return _FRENCH.get(error["type"], "cette valeur ne convient pas").format(**context)
