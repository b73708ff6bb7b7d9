"""A process that plays conversations until it is killed: connectors and store, no model.

The bot is a stand-in that keeps count of the past it is given; everything else is the
product. Run in a forked process by `kills.py`.
"""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

from pydantic import SecretStr

from bot.content import Content
from bot.content.responses import Variation
from bot.engine.turns import TurnOutcome, TurnRequest
from connectors.contract.errors import ApiError
from connectors.contract.schema import MessageRequest, read_body
from connectors.conversation.bot import Bot
from connectors.conversation.conversations import Conversations
from connectors.runtime import Runtime
from connectors.settings import Settings
from storage import owners

SAID = "Voilà."
# So that a test need not wait long for a death to be seen.
BEAT_SECONDS, DEAD_SECONDS = 0.1, 0.5


def _content() -> Content:
    """The project's, with one more answer."""
    own = Content.from_files()
    return replace(own, responses={**own.responses, "answer": (Variation(SAID),)})


class CountingAgent:
    """Answers always alike, and stores how many turns it was told of."""

    content = _content()

    def is_ready(self) -> bool:
        return True

    async def play(self, turn: TurnRequest) -> TurnOutcome:
        await asyncio.sleep(random.random() / 200)
        past: Any = turn.past.tracker if turn.past.tracker is not None else list(turn.past.events)
        event = {"event": "user", "text": turn.text, "turns before": len(past)}
        return TurnOutcome(
            messages=[{"text": SAID, "utter_action": "answer"}],
            content=self.content,
            understood=None,
            events=[event],
            sensitive=False,
            tracker=[*past, event],  # type: ignore[arg-type]
        )

    async def forget(self, conversation: str) -> None:
        """It keeps nothing."""


def body(number: int) -> bytes:
    """The same message has the same id in whatever process it is sent."""
    said = {"v": 1, "client_msg_id": str(uuid.UUID(int=number)), "input": {"text": f"n{number}"}}
    return json.dumps(said).encode()


def play(url: str, tokens: dict[str, int], wire: Connection) -> None:
    """Send each conversation's messages in turn, from the first that was not answered."""
    owners.DEAD_SECONDS, owners.BEAT_SECONDS = DEAD_SECONDS, BEAT_SECONDS
    asyncio.run(_play(url, tokens, wire))


async def begin(url: str) -> Runtime:
    """The process's resources, ready."""
    settings = Settings(
        database_url=url,
        secret_key=SecretStr("s" * 40),
        conversation_max_turns=100_000,
        rate_conversation="",
        rate_address="",
        rate_openings="",
    )
    resources = Runtime(settings)
    await resources.prepare()
    return resources


async def _play(url: str, tokens: dict[str, int], wire: Connection) -> None:
    resources = await begin(url)
    conversations, bot = Conversations("web", resources), Bot("web", CountingAgent())

    async def beat() -> None:
        while True:
            await resources.call(resources.owners.beat)
            await asyncio.sleep(BEAT_SECONDS)

    async def person(token: str, number: int) -> None:
        while True:
            request = read_body(MessageRequest, body(number))
            try:
                reply = await conversations.reply(bot, f"Bearer {token}", request)
            except ApiError as error:
                wire.send((token, number, error.code.name))
            else:
                wire.send((token, number, reply))
                number += 1

    await asyncio.gather(beat(), *(person(token, number) for token, number in tokens.items()))
