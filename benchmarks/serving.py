"""`assistant serve` against stock Rasa, in one run, on the same data and classifier.

Stock is Rasa's default way: its RulePolicy, and `rasa run` and `rasa run actions` as
two processes that talk over HTTP. Both servers get the same messages; an answer only
counts when it is the right one. `python -m benchmarks.serving`; with `--messages 100
--stock-messages 30` it only shows that it runs. Stock's model takes what `assistant train`
left in Rasa's cache: train before.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil
from rasa.shared.utils.io import read_yaml_file, write_yaml

from benchmarks.load import MESSAGES, Measure, Right, Target, WrongAnswer, measure, wait_until
from bot.content import Content
from bot.content.responses import HOLE
from bot.content.shelf import Shelf
from bot.content.sources import PROJECT
from bot.content.typography import typeset

BIN = Path(sys.executable).parent
START_LIMIT = 180.0
# A message that n-grams leave unsure.
DOUBTFUL = "quelqu'un de chez vous pourrait éclairer ma lanterne sur tout ça"


class Stock:
    """Rasa's REST channel."""

    def __init__(self) -> None:
        self._port, self._actions = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self._port}"

    def commands(self, model: Path, folder: Path) -> list[list[str]]:
        """`rasa run` and `rasa run actions`."""
        (folder / "credentials.yml").write_text("rest:\n", encoding="utf-8")
        (folder / "endpoints.yml").write_text(
            f"action_endpoint:\n  url: http://127.0.0.1:{self._actions}/webhook\n",
            encoding="utf-8",
        )
        rasa = str(BIN / "rasa")
        return [
            [rasa, "run", "actions", "--actions", "bot.actions", "--port", str(self._actions)],
            [
                *(rasa, "run", "--model", str(model), "--port", str(self._port)),
                *("--credentials", str(folder / "credentials.yml")),
                *("--endpoints", str(folder / "endpoints.yml")),
            ],
        ]

    async def open(self, http: aiohttp.ClientSession) -> str:
        return uuid.uuid4().hex

    async def say(self, http: aiohttp.ClientSession, conversation: str, text: str) -> str:
        body = {"sender": conversation, "message": text}
        async with http.post(f"{self.url}/webhooks/rest/webhook", json=body) as response:
            messages = await response.json()
        return str(next((m["text"] for m in messages if m.get("text")), ""))


class Ours:
    """The web connector of `assistant serve`."""

    def __init__(self) -> None:
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"

    def commands(self, model: Path, folder: Path) -> list[list[str]]:
        """`assistant serve`."""
        port = str(self._port)
        return [[str(BIN / "assistant"), "serve", "--port", port, "--model", str(model)]]

    async def open(self, http: aiohttp.ClientSession) -> str:
        async with http.post(f"{self.url}/webhooks/web/sessions", json={"v": 1}) as response:
            return str((await response.json())["session"])

    async def say(self, http: aiohttp.ClientSession, conversation: str, text: str) -> str:
        body = {"v": 1, "client_msg_id": str(uuid.uuid4()), "input": {"text": text}}
        async with http.post(
            f"{self.url}/webhooks/web/messages",
            json=body,
            headers={"Authorization": f"Bearer {conversation}"},
        ) as response:
            reply = await response.json()
        if response.status != 200:
            raise WrongAnswer(f"{response.status} {reply}")
        return str(reply["messages"][0]["text"])


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@dataclass(frozen=True)
class Result:
    """One server's figures: start in seconds, memory in megabytes, CPU in ms a message.

    CPU is the work of all its processes, of a message at 8 clients: what others do beside
    them on the machine slows the clock, and that much less.
    """

    start: float
    start_cpu: float
    memory: float
    cpu: float
    one: Measure
    eight: Measure


@contextmanager
def running(commands: list[list[str]], folder: Path) -> Iterator[list[psutil.Process]]:
    """The processes of a server, stopped at the end."""
    environment = os.environ | {
        "RASA_TELEMETRY_ENABLED": "false",
        "ASSISTANT_DATABASE_URL": f"sqlite:///{folder}/assistant.db",
        "ASSISTANT_SECRET_KEY": uuid.uuid4().hex,
        "ASSISTANT_RATE_CONVERSATION": "",
        "ASSISTANT_RATE_ADDRESS": "",
        "ASSISTANT_RATE_OPENINGS": "",
    }
    log = (folder / "server.log").open("w")
    started = [
        subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=log)
        for command in commands
    ]
    try:
        yield [psutil.Process(process.pid) for process in started]
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(timeout=30)
        log.close()


async def run(server: Stock | Ours, model: Path, right: Right, messages: int) -> Result:
    """Start a server, load it, weigh it, stop it."""
    folder = Path(tempfile.mkdtemp())
    try:
        with running(server.commands(model, folder), folder) as processes:
            start = await wait_until(lambda: answers(server, right), START_LIMIT)
            start_cpu = _cpu_seconds(processes)
            await _doubt(server)
            await measure(server, right, 2, max(50, messages // 10))
            one = await measure(server, right, 1, messages)
            before = _cpu_seconds(processes)
            eight = await measure(server, right, 8, messages)
            cpu = 1000 * (_cpu_seconds(processes) - before) / messages
            return Result(start, start_cpu, _memory(processes), cpu, one, eight)
    finally:
        shutil.rmtree(folder)


async def answers(server: Target, right: Right) -> bool:
    text, intent = MESSAGES[0]
    async with aiohttp.ClientSession() as http:
        with suppress(aiohttp.ClientError, KeyError, WrongAnswer, ValueError):
            return right(intent, await server.say(http, await server.open(http), text))
    return False


async def _doubt(server: Target) -> None:
    """Have the sentence encoder used once, so that the memory it takes is weighed."""
    async with aiohttp.ClientSession() as http:
        await server.say(http, await server.open(http), DOUBTFUL)


def _memory(processes: list[psutil.Process]) -> float:
    return sum(process.memory_info().rss for process in _family(processes)) / 1e6


def _cpu_seconds(processes: list[psutil.Process]) -> float:
    times = [process.cpu_times() for process in _family(processes)]
    return sum(spent.user + spent.system for spent in times)


def _family(processes: list[psutil.Process]) -> set[psutil.Process]:
    children = {child for process in processes for child in process.children(recursive=True)}
    return {*processes, *children}


def right_answers() -> Right:
    """Tells the answers of an intent on the web, whatever subject they name."""
    content = Content.from_files()
    subjects = [row for rows in content.catalogue.subjects.values() for row in rows.values()]
    forms: dict[str, list[re.Pattern[str]]] = {}
    for _, intent in MESSAGES:
        own = {subject.changes(intent).answer for subject in subjects}
        own |= {f"answer_{intent}", f"answer_{intent}_with_subject"}
        forms[intent] = [
            re.compile(HOLE.sub(".+", re.escape(typeset(one.text)).replace(r"\{", "{")))
            for name, variations in content.responses.items()
            if name in own
            for one in variations
            if one.channel != "app"
        ]
    return lambda intent, text: any(form.fullmatch(typeset(text)) for form in forms[intent])


def stock_model(folder: Path) -> Path:
    """A model of the same data whose policy is Rasa's RulePolicy."""
    config = read_yaml_file(PROJECT / "config.yml")
    write_yaml({**config, "policies": [{"name": "RulePolicy"}]}, folder / "config.yml")
    subprocess.run(
        [
            *(BIN / "rasa", "train", "--quiet", "--data", "bot/data"),
            *("--config", folder / "config.yml", "--out", folder, "--fixed-model-name", "stock"),
        ],
        cwd=PROJECT,
        env=os.environ | {"RASA_TELEMETRY_ENABLED": "false"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return folder / "stock.tar.gz"


def table(stock: Result, ours: Result) -> str:
    """The figures side by side, in Markdown, with the factor that is wanted of some."""
    rows = [
        ("messages/s, 1 client", stock.one.rate, ours.one.rate, "×", None),
        ("messages/s, 8 clients", stock.eight.rate, ours.eight.rate, "×", 14),
        ("p50, 1 client (ms)", stock.one.p50, ours.one.p50, "÷", None),
        ("p95, 1 client (ms)", stock.one.p95, ours.one.p95, "÷", None),
        ("p99, 1 client (ms)", stock.one.p99, ours.one.p99, "÷", 8),
        ("p50, 8 clients (ms)", stock.eight.p50, ours.eight.p50, "÷", None),
        ("p95, 8 clients (ms)", stock.eight.p95, ours.eight.p95, "÷", None),
        ("p99, 8 clients (ms)", stock.eight.p99, ours.eight.p99, "÷", 10),
        ("CPU a message, 8 clients (ms)", stock.cpu, ours.cpu, "÷", None),
        ("start to first answer (s)", stock.start, ours.start, "÷", 4),
        ("CPU of the start (s)", stock.start_cpu, ours.start_cpu, "÷", None),
        ("memory (MB)", stock.memory, ours.memory, "÷", 4),
    ]
    lines = ["| | stock Rasa | ours | | wanted |", "|---|--:|--:|--:|--:|"]
    for label, theirs, mine, sign, bar in rows:
        factor = mine / theirs if sign == "×" else theirs / mine
        wanted = f"{sign} {bar}" if bar else ""
        lines.append(f"| {label} | {theirs:.1f} | {mine:.1f} | {sign} {factor:.1f} | {wanted} |")
    return "\n".join(lines)


def main() -> None:
    """Measure both, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=2000, help="messages a measure, ours")
    parser.add_argument("--stock-messages", type=int, default=300)
    options = parser.parse_args()
    model = Shelf().live()
    if model is None:
        parser.error("no model: run « assistant train » first")
    right = right_answers()
    with tempfile.TemporaryDirectory() as folder:
        with_rules = stock_model(Path(folder))
        stock = asyncio.run(run(Stock(), with_rules, right, options.stock_messages))
    ours = asyncio.run(run(Ours(), model, right, options.messages))
    print(table(stock, ours))


if __name__ == "__main__":
    main()
