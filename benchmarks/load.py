"""A load of messages on a server: how many a second, how long each, and all answers right."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import aiohttp

TURNS_A_CONVERSATION = 10

# Sentences whose intent nobody doubts, so that any classifier worth comparing gets them.
MESSAGES: tuple[tuple[str, str], ...] = (
    ("je n'ai pas reçu mon paiement ce mois-ci", "paiement_non_recu"),
    ("comment télécharger une attestation de quotient familial", "telecharger_attestation_qf"),
    ("je veux rembourser ma dette en ligne", "rembourser_dette"),
    ("comment prendre rendez-vous avec un conseiller de la caf", "prendre_rendez_vous"),
    ("je voudrais changer mon rib", "changer_coordonnees_bancaires"),
    ("déclarer ma grossesse", "declarer_grossesse"),
    ("faire ma déclaration trimestrielle rsa", "declarer_ressources_trimestrielles"),
    ("mot de passe oublié", "mot_de_passe_oublie"),
    ("où en est ma demande, mon dossier avance ?", "suivre_demarche"),
    ("envoyer mon certificat de scolarité", "envoyer_certificat_scolarite"),
)


Right = Callable[[str, str], bool]


class Target(Protocol):
    """A server that can be talked to."""

    url: str

    async def open(self, http: aiohttp.ClientSession) -> str:
        """Begin a conversation; returns what `say` needs."""
        ...

    async def say(self, http: aiohttp.ClientSession, conversation: str, text: str) -> str:
        """Send a message and return the first text of the answer."""
        ...


class WrongAnswer(Exception):
    """An answer that must not be counted."""


@dataclass(frozen=True)
class Measure:
    """What a load gave: rate in messages a second, latencies in milliseconds."""

    clients: int
    messages: int
    rate: float
    p50: float
    p95: float
    p99: float


async def measure(target: Target, right: Right, clients: int, messages: int) -> Measure:
    """Send `messages` messages from `clients` clients at once.

    Args:
        right: tells if a text answers an intent.

    Raises:
        WrongAnswer: when an answer is not the right one, or there is none.
    """
    latencies: list[float] = []
    remaining = iter(range(messages))

    async def client(number: int) -> None:
        # Each asks everything once a conversation: what is asked twice is answered otherwise.
        first = number % len(MESSAGES)
        asked = itertools.cycle(MESSAGES[first:] + MESSAGES[:first])
        conversation = ""
        for turn, _ in enumerate(remaining):
            if turn % TURNS_A_CONVERSATION == 0:
                conversation = await target.open(http)
            text, intent = next(asked)
            started = time.perf_counter()
            answer = await target.say(http, conversation, text)
            latencies.append((time.perf_counter() - started) * 1000)
            if not right(intent, answer):
                raise WrongAnswer(f"« {text} » : {answer!r}")

    async with _session() as http:
        started = time.perf_counter()
        await asyncio.gather(*(client(number) for number in range(clients)))
        seconds = time.perf_counter() - started
    cuts = statistics.quantiles(latencies, n=100, method="inclusive")
    return Measure(clients, messages, messages / seconds, cuts[49], cuts[94], cuts[98])


@asynccontextmanager
async def _session() -> AsyncIterator[aiohttp.ClientSession]:
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(timeout=timeout) as http:
        yield http


async def wait_until(condition: Callable[[], Awaitable[bool]], seconds: float) -> float:
    """Wait for a condition; returns the seconds it took.

    Raises:
        TimeoutError: when it does not come true in time.
    """
    started = time.monotonic()
    while not await condition():
        if time.monotonic() - started > seconds:
            raise TimeoutError(f"nothing after {seconds:.0f} s")
        await asyncio.sleep(0.05)
    return time.monotonic() - started
