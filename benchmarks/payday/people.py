"""People as they write: four to six turns, buttons, opinions; and what they see.

What they say comes from the measures of the content, in an order that a seed chooses, so
that two runs say the same.
"""

from __future__ import annotations

import csv
import itertools
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bot.content.sources import PROJECT

MESSAGES = PROJECT / "bot" / "measures" / "heldout.tsv"
FOLLOW_UPS = (
    *("et c'est quand ?", "je ne trouve pas", "et par téléphone ?", "comment je fais", "merci"),
    *("combien de temps ça prend", "non c'est pas ça", "et pour l'apl ?", "d'accord et après"),
)
TURNS = (4, 5, 6)
# What people do with an answer, as shares of their turns after the first.
PICKS, GOES_ON, RATES = 0.3, 0.3, 0.1


def sentences() -> list[str]:
    """What people ask."""
    with MESSAGES.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file, delimiter="\t")]


class Failed(Exception):
    """A message that got no right answer; says which status, or what was wrong."""


@dataclass
class Person:
    """One conversation, and what may be said in it next; its messages go to `urls` in turn."""

    urls: Sequence[str]
    chance: random.Random
    asks: Sequence[str]
    turns: int
    said: int = 0
    _token: str = ""
    _shown: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        return self.said >= self.turns

    @property
    def url(self) -> str:
        """The server of the next message."""
        return self.urls[self.said % len(self.urls)]

    async def open(self, http: aiohttp.ClientSession) -> None:
        """Begin the conversation; raises Failed."""
        body = await _posted(http, f"{self.url}/webhooks/web/sessions", {"v": 1}, {})
        self._token, self._shown = body["session"], body["reply"]["messages"]

    async def write(self, http: aiohttp.ClientSession) -> None:
        """Say the next thing, and look at the answer; raises Failed."""
        url = f"{self.url}/webhooks/web/messages"
        self.said += 1
        name = str(uuid.uuid4())
        asked = {"v": 1, "client_msg_id": name, "input": self._next()}
        authorization = {"Authorization": f"Bearer {self._token}"}
        body = await _posted(http, url, asked, authorization)
        if body.get("reply_to") != name or not all(one.get("text") for one in body["messages"]):
            raise Failed("another answer")
        self._shown = body["messages"]

    def _next(self) -> dict[str, Any]:
        choices = [choice for one in self._shown for choice in one.get("choices", ())]
        handles = [one["feedback"]["handle"] for one in self._shown if "feedback" in one]
        what = self.chance.random()
        if self.said > 1 and choices and what < PICKS:
            return {"choice": self.chance.choice(choices)["id"]}
        if self.said > 1 and PICKS <= what < PICKS + GOES_ON:
            return {"text": self.chance.choice(FOLLOW_UPS)}
        if self.said > 1 and handles and what > 1 - RATES:
            value = self.chance.choice(("up", "up", "down"))
            return {"feedback": {"handle": handles[-1], "value": value}}
        return {"text": self.chance.choice(self.asks)}


async def _posted(
    http: aiohttp.ClientSession, url: str, body: dict[str, Any], headers: dict[str, str]
) -> dict[str, Any]:
    try:
        async with http.post(url, json=body, headers=headers) as response:
            if response.status not in (200, 201):
                raise Failed(str(response.status))
            answer: dict[str, Any] = await response.json()
            return answer
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Failed(type(error).__name__) from error


class Crowd:
    """All people of a run: so many conversations are open, and one that ends makes room."""

    def __init__(self, urls: Sequence[str], *, wandering: bool = False, seed: int = 5) -> None:
        """Args:
        urls: the servers; each person stays with one, or goes on to the next with every
            message when they are `wandering`.
        """
        self._servers = itertools.cycle([tuple(urls)] if wandering else [(one,) for one in urls])
        self._chance = random.Random(seed)
        self._asks = sentences()

    def person(self, turns: int | None = None) -> Person:
        """Somebody new."""
        chance = random.Random(self._chance.random())
        return Person(next(self._servers), chance, self._asks, turns or chance.choice(TURNS))
