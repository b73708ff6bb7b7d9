"""Killed at random moments, again and again: no turn is lost, none is there twice.

Twenty kills in an ordinary run; `ASSISTANT_FAULTS=full` (`make faults`) for three hundred.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing import forkserver
from pathlib import Path

import crashing
import pytest
from sqlalchemy import create_engine, text

from connectors.conversation.bot import Bot
from connectors.conversation.conversations import Conversations
from connectors.conversation.tokens import Tokens

KILLS = 300 if os.environ.get("ASSISTANT_FAULTS") == "full" else 20
PEOPLE = 6


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/assistant.db"
    make: Callable[[], str] = request.getfixturevalue("make_database")
    return make()


@pytest.fixture(scope="module")
def forks() -> Iterator[multiprocessing.context.ForkServerContext]:
    """Starts a process in no time: what it imports is there already."""
    with pytest.MonkeyPatch.context() as patch:
        # Where the server of forks finds this module and the product.
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["crashing"])
        forkserver.ensure_running()
    yield context


async def opened(url: str) -> list[str]:
    resources = await crashing.begin(url)
    conversations = Conversations("web", resources)
    bot = Bot("web", crashing.CountingAgent())
    opened = [await conversations.open(bot, None, None, "") for _ in range(PEOPLE)]
    tokens = [str(one["session"]) for one in opened]
    await resources.stop()
    return tokens


def test_kill_9_loses_no_turn_and_plays_none_twice(
    url: str, forks: multiprocessing.context.ForkServerContext
) -> None:
    tokens = asyncio.run(opened(url))
    chance = random.Random(KILLS)
    following = dict.fromkeys(tokens, 1)
    replies: dict[tuple[str, int], str] = {}
    for _ in range(KILLS):
        wire, inside = forks.Pipe(duplex=False)
        process = forks.Process(target=crashing.play, args=(url, following, inside))
        process.start()
        inside.close()
        # At the earliest when something was answered, so that something is under way.
        assert wire.poll(60), "it does not go on after the death of the one before"
        time.sleep(chance.random() / 5)
        process.kill()
        process.join()
        for token, number, reply in answers(wire):
            assert reply.startswith("{"), reply
            assert replies.setdefault((token, number), reply) == reply
            following[token] = number + 1
    kept = turns(url)
    assert min(following.values()) > 1 and sum(following.values()) > KILLS
    for token, number in following.items():
        rows = kept[Tokens("s" * 40, "web").key_of(f"Bearer {token}")]
        # The last one may have been kept and its answer lost with the process.
        assert len(rows) in (number - 1, number)
        for place, (message, reply, events) in enumerate(rows, start=1):
            assert int(message.replace("-", ""), 16) == place
            assert replies.get((token, place), reply) == reply
            assert json.loads(events) == [
                {"event": "user", "text": f"n{place}", "turns before": place - 1}
            ]


def answers(wire: multiprocessing.connection.Connection) -> Iterator[tuple[str, int, str]]:
    """What a process that is dead had said; the last may be cut."""
    try:
        while wire.poll():
            yield wire.recv()
    except (EOFError, OSError):
        return


def turns(url: str) -> dict[str, list[tuple[str, str, str]]]:
    """The turns of each conversation, in order."""
    engine = create_engine(url)
    query = (
        "SELECT conversation, number, client_msg_id, reply, events FROM turns"
        " WHERE number > 0 ORDER BY conversation, number"
    )
    kept: dict[str, list[tuple[str, str, str]]] = {}
    with engine.connect() as connection:
        for key, number, *row in connection.execute(text(query)):
            kept.setdefault(key, []).append((row[0], row[1], row[2]))
            assert number == len(kept[key])
    engine.dispose()
    return kept
