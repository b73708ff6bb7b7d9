"""What the web connector adds to a message, beside the bare agent, in one process.

Both play the same conversations on the same model, a turn each in alternation, so that
whatever else the machine does weighs on both. The connector starts from the bytes of a
request and ends with the bytes of its answer: check, session, limits, once-only,
redaction, guard, envelope, store. `python -m benchmarks.connector_cost [--messages 2000]`
"""

from __future__ import annotations

from bot.engine.light import import_for_training

import_for_training()

import argparse  # noqa: E402
import asyncio  # noqa: E402
import json  # noqa: E402
import statistics  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
import uuid  # noqa: E402
from collections.abc import AsyncIterator, Awaitable  # noqa: E402
from dataclasses import dataclass, field  # noqa: E402
from itertools import cycle  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from prometheus_client import REGISTRY  # noqa: E402
from pydantic import SecretStr  # noqa: E402

from assistant.logs import configure_logs  # noqa: E402
from benchmarks.load import MESSAGES, TURNS_A_CONVERSATION  # noqa: E402
from bot.content.shelf import Shelf  # noqa: E402
from bot.engine.agent import AssistantAgent  # noqa: E402
from bot.engine.turns import Past, TurnRequest  # noqa: E402
from connectors.contract.schema import MessageRequest, read_body  # noqa: E402
from connectors.conversation.bot import Bot  # noqa: E402
from connectors.conversation.conversations import Conversations  # noqa: E402
from connectors.runtime import Runtime  # noqa: E402
from connectors.settings import Settings  # noqa: E402

BAR_MILLISECONDS = 2.0
STAGES = ("redact", "guard", "store")


@dataclass
class Times:
    """Milliseconds of each message: on the clock, and of this process's own work."""

    clock: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)

    async def take(self, message: Awaitable[Any]) -> Any:
        """Await a message's answer and note what it took."""
        clock, work = time.perf_counter(), time.thread_time()
        answer = await message
        self.work.append((time.thread_time() - work) * 1000)
        self.clock.append((time.perf_counter() - clock) * 1000)
        return answer


async def bare(agent: AssistantAgent, times: Times) -> AsyncIterator[None]:
    """Conversations with the agent alone, a message a step."""
    sender, past = "", Past()
    for turn, (text, _) in enumerate(cycle(MESSAGES)):
        if turn % TURNS_A_CONVERSATION == 0:
            sender, past = uuid.uuid4().hex, Past()
        outcome = await times.take(agent.play(TurnRequest(sender, "web", text, None, past)))
        past = Past(tracker=outcome.tracker)
        yield


async def connected(agent: AssistantAgent, resources: Runtime, times: Times) -> AsyncIterator[None]:
    """The same conversations through the connector."""
    conversations = Conversations("web", resources)
    bot = Bot("web", agent)
    authorization = ""

    async def answer(body: bytes) -> bytes:
        request = read_body(MessageRequest, body)
        return (await conversations.reply(bot, authorization, request)).encode()

    for turn, (text, _) in enumerate(cycle(MESSAGES)):
        if turn % TURNS_A_CONVERSATION == 0:
            opened = await conversations.open(bot, None, None)
            authorization = f"Bearer {opened['session']}"
        content = {"v": 1, "client_msg_id": str(uuid.uuid4()), "input": {"text": text}}
        body = await times.take(answer(json.dumps(content).encode()))
        assert body and json.loads(body)["messages"], "an empty answer must not be counted"
        yield


async def measure(model: Path, messages: int) -> tuple[Times, Times]:
    """The times of the agent alone and of the agent behind the connector."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/assistant.db"
        agent = AssistantAgent()
        await agent.swap(model)
        settings = Settings(database_url=url, secret_key=SecretStr(uuid.uuid4().hex))
        resources = Runtime(settings)
        await resources.prepare()
        for warm_up in (TURNS_A_CONVERSATION, messages):
            alone, behind = Times(), Times()
            ways = bare(agent, alone), connected(agent, resources, behind)
            for _ in range(warm_up):
                for way in ways:
                    await way.__anext__()
        await resources.stop()
        return alone, behind


def table(alone: Times, behind: Times) -> str:
    """The figures in Markdown."""
    lines = [
        "| a message, median (ms) | agent alone | with the connector | added |",
        "|---|--:|--:|--:|",
    ]
    for label, name in (("on the clock", "clock"), ("work of the process", "work")):
        first, second = (statistics.median(getattr(times, name)) for times in (alone, behind))
        lines.append(f"| {label} | {first:.2f} | {second:.2f} | {second - first:.2f} |")
    for stage in STAGES:
        lines.append(f"| of which {stage} (mean, on the clock) | | | {_mean(stage):.2f} |")
    return "\n".join(lines)


def _mean(stage: str) -> float:
    total, count = (
        REGISTRY.get_sample_value(f"assistant_stage_seconds_{name}", {"stage": stage}) or 0.0
        for name in ("sum", "count")
    )
    return 1000 * total / max(count, 1)


def main() -> None:
    """Measure both, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=2000)
    options = parser.parse_args()
    model = Shelf().live()
    if model is None:
        parser.error("no model: run « assistant train » first")
    configure_logs()
    alone, behind = asyncio.run(measure(model, options.messages))
    print(table(alone, behind))
    print(f"The bar: at most {BAR_MILLISECONDS} ms added.")


if __name__ == "__main__":
    main()
