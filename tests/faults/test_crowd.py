"""Many messages of one conversation at once, over two processes: all answered, few questions."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from connectors.contract.errors import Unavailable
from connectors.contract.schema import MessageRequest, read_body
from connectors.conversation.bot import Bot
from connectors.conversation.conversations import Conversations
from connectors.conversation.lines import Line
from connectors.conversation.tokens import Tokens
from connectors.runtime import Runtime
from storage.conversations import Store
from storage.owners import BEAT_SECONDS
from tests.faults import crashing

CROWD = 30


async def test_a_crowd_in_one_conversation(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Counter[str] = Counter()
    claim: Callable[..., Any] = Store.claim

    def counting(self: Store, key: str, message: str, *args: Any, **options: Any) -> Any:
        asked[message] += 1
        return claim(self, key, message, *args, **options)

    monkeypatch.setattr(Store, "claim", counting)
    processes = [await crashing.begin(url) for _ in range(2)]
    talks = [Conversations("web", one) for one in processes]
    bot = Bot("web", crashing.CountingAgent())
    token = (await talks[0].open(bot, None, None))["session"]
    beating = [asyncio.ensure_future(_beat(one)) for one in processes]

    async def say(number: int) -> dict[str, Any]:
        request = read_body(MessageRequest, crashing.body(number))
        return json.loads(await talks[number % 2].reply(bot, f"Bearer {token}", request))

    # Each one twice, as when a client asks again.
    answers = await asyncio.gather(*(say(number) for number in (*range(CROWD), *range(CROWD))))
    assert answers[:CROWD] == answers[CROWD:]
    key = Tokens("s" * 40, "web").key_of(f"Bearer {token}")
    kept = processes[0].store.history(key)[1:]
    assert sorted(turn.client_msg_id for turn in kept) == sorted(
        answer["reply_to"] for answer in answers[:CROWD]
    )
    # If everybody asked whenever a turn ends, it would be about CROWD * CROWD.
    assert sum(asked.values()) < 16 * CROWD
    for task in beating:
        task.cancel()
    for one in processes:
        await one.stop()


async def _beat(resources: Runtime) -> None:
    while True:
        await resources.call(resources.owners.beat)
        await asyncio.sleep(BEAT_SECONDS)


async def test_the_first_of_a_line_looks_and_the_next_when_it_left() -> None:
    line = Line()
    line.stand("late", 3)
    line.stand("early", 2)
    looked: list[str] = []

    async def wait(token: str) -> None:
        await line.wait(token, 0.001)
        looked.append(token)

    late = asyncio.ensure_future(wait("late"))
    await wait("early")
    assert looked == ["early"], "nobody called, it looks after its pause"
    line.leave("early")
    await late
    assert looked == ["early", "late"]


async def test_who_gets_a_later_place_lets_the_other_look() -> None:
    line = Line()
    line.stand("one", 1)
    line.stand("two", 2)
    two = asyncio.ensure_future(line.wait("two", 0.001))
    await asyncio.sleep(0)
    line.stand("one", 3)
    await two


async def test_who_waited_behind_a_failure_does_not_ask_once_more() -> None:
    line = Line()
    asked: list[int] = []

    async def ask(number: int) -> None:
        async with line.asking():
            asked.append(number)
            await asyncio.sleep(0)
            raise Unavailable("store")

    found = await asyncio.gather(*(ask(number) for number in range(5)), return_exceptions=True)
    assert all(isinstance(one, Unavailable) for one in found) and asked == [0]
    with pytest.raises(Unavailable):
        await ask(5)
    assert asked == [0, 5], "who comes later asks"


def test_nothing_moves_as_long_as_the_same_one_is_in_front() -> None:
    line = Line()
    assert line.unmoved("a", 1) == 0
    assert line.unmoved("a", 1) == 1
    assert line.unmoved("a", 2) == 3
    assert line.unmoved("b", 1) == 0
