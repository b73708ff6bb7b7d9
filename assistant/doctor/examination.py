"""All checks, one after the other, whatever one of them meets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import requests

from assistant.doctor import archives, machine, service, settings, stores
from assistant.doctor.findings import Check, Finding, NothingToExamine, Setup, note, wrong
from bot.content.archive import ArchiveRefused
from clients.reference import AssistantError
from connectors.settings import SettingsRefused
from storage.errors import Away

CHECKS: tuple[Check, ...] = (
    *(settings.values, settings.secrets, settings.demonstration, settings.proxies),
    *(machine.folders, machine.disk),
    *(stores.database, stores.tables, stores.clock, stores.redis, stores.backups),
    *(archives.live, archives.verified, archives.canaries, archives.validated, archives.links),
    stores.replicas,
    *(service.alive, service.ready, service.conversation),
)
# What a check may meet: said once, by the check that it is about, or by all that meet it.
_MET: tuple[tuple[type[Exception], Callable[[Any], Finding | None]], ...] = (
    (SettingsRefused, lambda _: None),
    (NothingToExamine, lambda _: None),
    (Away, lambda _: note("Base de données : elle ne répond pas, ceci n'est pas examiné.")),
    (ArchiveRefused, lambda error: wrong(f"{error}.", "entraînez ou publiez une autre archive")),
    (AssistantError, lambda error: wrong(f"Service : {error}.", "lisez le journal de l'instance")),
    (
        requests.RequestException,
        lambda error: wrong(
            f"Service : {type(error).__name__}.", "vérifiez l'adresse, le mandataire, le certificat"
        ),
    ),
    (
        Exception,
        lambda error: wrong(
            f"Cet examen a échoué ({type(error).__name__}).", "montrez ceci à un développeur"
        ),
    ),
)


def examine(setup: Setup, checks: Iterable[Check] = CHECKS) -> Iterator[Finding]:
    """What all checks find, as they find it; what came before is not said again."""
    said = set()
    for check in checks:
        for finding in _found(check, setup):
            if finding not in said:
                said.add(finding)
                yield finding


def _found(check: Check, setup: Setup) -> Iterator[Finding]:
    try:
        yield from check(setup)
    except Exception as error:
        tell = next(tell for kind, tell in _MET if isinstance(error, kind))
        finding = tell(error)
        if finding is not None:
            yield finding
