"""How long the pages of the workbench take, on the whole content and a full inbox.

`python -m benchmarks.pages`, two minutes. The pages are those of the accessibility test, asked
one after the other by an administrator; what has taken longer than the bar is named at the end.
"""

from __future__ import annotations

import argparse
import datetime
import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import insert

from bot.content.examples import teaching
from bot.content.shelf import Shelf
from bot.content.sources import data_files
from bot.content.tree import read
from bot.nlu.normalise import gist
from storage.tables import conversations, inbox
from tests.workbench.conftest import copy_content
from tests.workbench.drafts import draft
from tests.workbench.web.addresses import PAGES
from tests.workbench.web.bench import Bench, Visitor
from workbench.files.workspace import NLU
from workbench.models.training import DRAFTS
from workbench.people.roles import Role

MESSAGES = 20_000
ROUNDS = 11
BAR_MS = 200.0
WHY = ("missed", "down", "suggested", "tried")
SEED = 7


class Took(NamedTuple):
    """How long a page took, in milliseconds: the first time, and then."""

    path: str
    status: int
    kilobytes: int
    first: float
    p50: float
    p95: float


def messages(project: Path, count: int) -> Iterator[dict[str, Any]]:
    """Rows of the inbox: examples of all intents, in the last thirty days, some of them often."""
    drawn = np.random.default_rng(SEED)
    taught = teaching(read(path.name, path.read_bytes()) for path in data_files(project / NLU))
    # One in four is drawn from few: groups of many, as of a day when something is broken.
    few, every = taught.examples[:200], taught.examples
    today = datetime.date.today()
    for number in range(count):
        among = few if number % 4 == 0 else every
        example = among[int(drawn.integers(len(among)))]
        other = every[int(drawn.integers(len(every)))]
        yield {
            "conversation": f"{number:032x}",
            "turn": 1,
            "day": (today - datetime.timedelta(days=int(drawn.integers(29)))).isoformat(),
            "channel": "app" if number % 3 == 0 else "web",
            "page": "mes paiements" if number % 5 == 0 else None,
            "text": example.text,
            "alike": gist(example.text)[:200],
            "ranking": json.dumps([[example.intent, 0.4], [other.intent, 0.2]]),
            "why": WHY[number % len(WHY)],
            "harm": number % len(WHY),
            "reason": None,
            "response": "answer_suggest",
            "around": json.dumps({"before": [], "after": []}),
            "next": None,
        }


def fill(bench: Bench, archive: Path | None, count: int) -> None:
    """Put something on every page: messages, counts, and drafts if there is an archive."""
    rows = list(messages(bench.project, count))
    known = [
        {"key": row["conversation"], "channel": row["channel"], "opened_at": 0.0}
        | {"seen_at": time.time(), "turns": 1, "remembered": 1}
        for row in rows
    ]
    with bench.database.engine.begin() as connection:
        connection.execute(insert(conversations), known)
        connection.execute(insert(inbox), rows)
    for days_ago in range(90):
        for measure in ("opened", "understood", "missed"):
            bench.count(days_ago, measure, 900 + days_ago, "consulter_paiements")
    if archive is not None:
        (bench.shelf.folder / DRAFTS).mkdir(parents=True)
        shutil.copy(archive, bench.shelf.folder / "ancien.tar.gz")
        bench.shelf.use("ancien")
        for name in ("nouveau.tar.gz", "essaye.tar.gz"):
            draft(bench.shelf, name, archive)


def measured(visitor: Visitor, path: str, rounds: int) -> Took:
    """Ask for a page, again and again."""
    taken = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        answer = visitor.get(path)
        taken.append(1000 * (time.perf_counter() - began))
    first, *rest = taken
    p50, p95 = np.percentile(rest, (50, 95))
    size = round(len(answer.content) / 1024)
    return Took(path, answer.status_code, size, first, float(p50), float(p95))


def table(rows: Sequence[Took]) -> Iterator[str]:
    """The pages, slowest first, and which are over the bar."""
    yield f"{'page':44} {'status':>6} {'KB':>5} {'first':>7} {'p50':>7} {'p95':>7}  ms"
    for row in sorted(rows, key=lambda one: -one.p95):
        yield (
            f"{row.path:44} {row.status:>6} {row.kilobytes:>5}"
            f" {row.first:>7.0f} {row.p50:>7.1f} {row.p95:>7.1f}"
        )
    over = [row.path for row in rows if row.p95 > BAR_MS]
    yield f"Over {BAR_MS:.0f} ms at p95: {', '.join(over) or 'none'}."


def main() -> None:
    """Start a workbench on a copy of the content, ask for all pages, and print the table."""
    parser = argparse.ArgumentParser(description="How long the pages of the workbench take.")
    parser.add_argument("--messages", type=int, default=MESSAGES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--archive", type=Path, default=Shelf().live(), help="the live one")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as room:
        project = copy_content(Path(room) / "projet")
        bench = Bench(project, f"sqlite:///{Path(room) / 'assistant.db'}")
        fill(bench, asked.archive, asked.messages)
        bench.start()
        try:
            visitor = bench.visitor(Role.administrator)
            print("\n".join(table([measured(visitor, path, asked.rounds) for path in PAGES])))
        finally:
            bench.stop()


if __name__ == "__main__":
    main()
