"""The settings: read, secret enough, fit for production."""

from __future__ import annotations

import os
from collections.abc import Iterator

from assistant.doctor.findings import Finding, Setup, note, right, wrong
from bot.content.signing import PUBLIC_VARIABLE, public_key
from connectors.settings import MIN_KEY_BYTES, SettingsRefused

_MAKE = 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
_SECRET = "ASSISTANT_SECRET_KEY"


def values(setup: Setup) -> Iterator[Finding]:
    try:
        _ = setup.settings
    except SettingsRefused as refused:
        for line in refused.lines:
            yield wrong(line, "corrigez ce réglage (docs/integration.md)")
    else:
        yield right("Réglages : tous sont utilisables.")


def secrets(setup: Setup) -> Iterator[Finding]:
    size = len(os.environ.get(_SECRET, "").encode("utf-8", "surrogateescape"))
    if not size:
        yield wrong(f"{_SECRET} manque : un redémarrage met fin aux conversations.", _MAKE)
    elif size < MIN_KEY_BYTES:
        yield wrong(f"{_SECRET} a {size} octets ; {MIN_KEY_BYTES} au moins.", _MAKE)
    else:
        yield right(f"{_SECRET} : {size} octets.")
    if public_key() is None:
        said = f"{PUBLIC_VARIABLE} manque : qui écrit dans les archives décide des réponses."
        yield wrong(said, "assistant models key")
    else:
        yield right("Archives : une clé les vérifie.")
    if not setup.settings.app_jwt_keys:
        yield note("ASSISTANT_APP_JWT_KEY manque : l'appli ne peut pas ouvrir de conversation.")


def demonstration(setup: Setup) -> Iterator[Finding]:
    if setup.settings.demo:
        yield wrong("La démonstration est ouverte.", "retirez ASSISTANT_DEMO en production")


def proxies(setup: Setup) -> Iterator[Finding]:
    trusted = setup.settings.trusted_proxies
    if trusted:
        yield right(f"Mandataires de confiance : {', '.join(map(str, trusted))}.")
        return
    yield note(
        "Aucun mandataire de confiance : derrière un mandataire, toutes les personnes "
        "partageraient une seule limite.",
        "ASSISTANT_TRUSTED_PROXIES, si un mandataire est devant le service",
    )
