"""A process is killed at random moments, again and again, while people write."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import forkserver
from typing import NamedTuple
from unittest import mock

from sqlalchemy import create_engine, text

from connectors.conversation.bot import Bot
from connectors.conversation.conversations import Conversations
from connectors.conversation.tokens import Tokens
from tests.faults import crashing

PEOPLE = 6
LONGEST_SECONDS = 120.0

Forks = multiprocessing.context.ForkServerContext
Turn = tuple[str, str, str]


class Killed(NamedTuple):
    """What became of the messages of all people."""

    kills: int
    answered: int
    lost: int
    doubled: int


@contextmanager
def forks() -> Iterator[Forks]:
    """Starts a process in no time: what it imports is there already."""
    # Where the server of forks finds the product and the tests.
    path = os.pathsep.join(filter(None, sys.path))
    with mock.patch.dict(os.environ, {"PYTHONPATH": path}):
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([crashing.__name__])
        forkserver.ensure_running()
        yield context


def kill_again_and_again(url: str, kills: int, context: Forks) -> Killed:
    """Kill a process as often as asked, and compare what was answered with what is kept."""
    tokens = asyncio.run(_opened(url))
    chance = random.Random(kills)
    following = dict.fromkeys(tokens, 1)
    replies: dict[tuple[str, int], str] = {}
    for _ in range(kills):
        wire, inside = context.Pipe(duplex=False)
        process = context.Process(target=crashing.play, args=(url, following, inside))
        process.start()
        inside.close()
        # At the earliest when something was answered, so that something is under way.
        assert wire.poll(LONGEST_SECONDS), "it does not go on after the death of the one before"
        time.sleep(chance.random() / 5)
        process.kill()
        process.join()
        for token, number, reply in _answers(wire):
            assert reply.startswith("{"), reply
            assert replies.setdefault((token, number), reply) == reply
            following[token] = number + 1
    kept = _turns(url)
    lost = doubled = 0
    for token, number in following.items():
        assert number > 1, "somebody was never answered"
        turns = kept[Tokens("s" * 40, "web").key_of(f"Bearer {token}")]
        # The last one may have been kept and its answer lost with the process.
        lost += max(0, number - 1 - len(turns))
        doubled += max(0, len(turns) - number)
        for place, (message, reply, events) in enumerate(turns, start=1):
            right = {"event": "user", "text": f"n{place}", "turns before": place - 1}
            doubled += int(message.replace("-", ""), 16) != place or json.loads(events) != [right]
            lost += replies.get((token, place), reply) != reply
    return Killed(kills, len(replies), lost, doubled)


async def _opened(url: str) -> list[str]:
    resources = await crashing.begin(url)
    conversations = Conversations("web", resources)
    bot = Bot("web", crashing.CountingAgent())
    opened = [await conversations.open(bot, None, None) for _ in range(PEOPLE)]
    tokens = [str(one["session"]) for one in opened]
    await resources.stop()
    return tokens


def _answers(wire: multiprocessing.connection.Connection) -> Iterator[tuple[str, int, str]]:
    """What a process that is dead had said; the last may be cut."""
    try:
        while wire.poll():
            yield wire.recv()
    except (EOFError, OSError):
        return


def _turns(url: str) -> dict[str, list[Turn]]:
    """The turns of each conversation, in order."""
    engine = create_engine(url)
    query = (
        "SELECT conversation, number, client_msg_id, reply, events FROM turns"
        " WHERE number > 0 ORDER BY conversation, number"
    )
    kept: dict[str, list[Turn]] = {}
    with engine.connect() as connection:
        for key, number, *row in connection.execute(text(query)):
            kept.setdefault(key, []).append((row[0], row[1], row[2]))
            assert number == len(kept[key])
    engine.dispose()
    return kept
