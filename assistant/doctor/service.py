"""A running service, tried as a person would."""

from __future__ import annotations

from collections.abc import Iterator

import requests

from assistant.doctor.findings import Finding, Setup, note, right, wrong
from clients.reference import Assistant, AssistantError

SECONDS = 10.0
_WORD = "bonjour"


def alive(setup: Setup) -> Iterator[Finding]:
    answer = _asked(setup, "/healthz")
    if answer is None:
        return
    if answer.status_code == 404:
        yield note("/healthz : pas publié à cette adresse, comme il se doit vers l'extérieur.")
    elif answer.ok:
        yield right("/healthz : le service répond.")
    else:
        yield wrong(f"/healthz : {answer.status_code}.", "lisez le journal de l'instance")


def ready(setup: Setup) -> Iterator[Finding]:
    answer = _asked(setup, "/readyz")
    if answer is None or answer.status_code == 404:
        return
    told = answer.json()
    if not told["ready"]:
        missing = ", ".join(name for name, there in told["checks"].items() if not there)
        yield wrong(f"/readyz : il manque {missing}.", "docs/operators/operations.md, « incident »")
    if told.get("refused"):
        yield wrong(f"/readyz : {told['refused']}.", "l'archive d'avant est servie ; republiez")
    if told["ready"] and not told.get("refused"):
        yield right(f"/readyz : prêt, avec {told.get('archive')}.")


def conversation(setup: Setup) -> Iterator[Finding]:
    if setup.url is None:
        return
    with Assistant(setup.url, "web", timeout=SECONDS) as person:
        person.open()
        answered = [one["text"] for one in person.say(_WORD)["messages"]]
        if any(answered):
            yield right(f"Conversation : « {_WORD} » reçoit une réponse.")
        else:
            yield wrong(f"Conversation : « {_WORD} » reste sans réponse.", "lisez le journal")
        person.erase()
        try:
            person.read()
        except AssistantError:
            yield right("Effacement : la conversation n'est plus là.")
        else:
            yield wrong("Effacement : la conversation est encore là.", "prévenez un développeur")


def _asked(setup: Setup, path: str) -> requests.Response | None:
    if setup.url is None:
        return None
    return requests.get(setup.url.rstrip("/") + path, timeout=SECONDS)
