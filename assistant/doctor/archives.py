"""The live archive: there, verified, signed, understood; and its links."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.doctor.findings import Finding, Setup, note, right, wrong
from bot.content.signing import public_key
from bot.content.validated import ValidatedRefused, read_validated

_PUBLISH = "assistant train, ou assistant models use NOM"


def live(setup: Setup) -> Iterator[Finding]:
    if setup.shelf.trouble:
        yield wrong(f"Archives : {setup.shelf.trouble}.", "vérifiez la base et le dossier")
    found = setup.shelf.live()
    if found is None:
        yield wrong("Archives : aucun modèle en service.", _PUBLISH)
    elif not found.is_file():
        yield wrong(f"Archives : {found.name} n'est pas dans {found.parent}.", _PUBLISH)
    else:
        yield right(f"Archives : {found.name} est en service.")


def verified(setup: Setup) -> Iterator[Finding]:
    facts = setup.archive.facts
    yield right(f"Archive : entière, {facts.examples} exemples, {facts.intents} intentions.")
    if public_key() is None:
        yield note("Archive : sa signature n'est pas vérifiée, faute de clé.")
    else:
        yield right("Archive : signée, sa signature est la bonne.")


def canaries(setup: Setup) -> Iterator[Finding]:
    count = len(setup.archive.content.canaries)
    from bot.engine import light

    light.import_for_training()
    from bot.engine.agent import AssistantAgent

    AssistantAgent().open_model(setup.live)
    yield right(f"Archive : les {count} phrases de contrôle sont comprises.")


def validated(setup: Setup) -> Iterator[Finding]:
    try:
        count = len(read_validated(setup.live.parent, public_key()))
    except ValidatedRefused as refused:
        todo = "corrigez une phrase dans l'atelier : le fichier est écrit de nouveau"
        yield wrong(f"Corrections immédiates : {refused}.", todo)
    else:
        yield right(f"Corrections immédiates : {count}.")


def links(setup: Setup) -> Iterator[Finding]:
    all_links = setup.archive.content.catalogue.links
    unchecked = [name for name, link in all_links.items() if link.checked_on is None]
    if unchecked:
        said = f"Liens : {len(unchecked)} sur {len(all_links)} n'ont jamais été ouverts."
        yield note(said, "assistant check --links FICHIER, ou la page « Tous les liens »")
    else:
        yield right(f"Liens : les {len(all_links)} ont été ouverts par une personne.")
