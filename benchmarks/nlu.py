"""The classifiers of `benchmarks/candidates.py` in one table.

`python -m benchmarks.nlu [--real FILE.tsv …] [--only TEXT] [--one-in N]` trains each one in
a process of its own on one example in N of each intent of bot/data/nlu, and measures it on
bot/measures/heldout.tsv (as it is, without accents, with typing errors) and on real messages
where the file is at hand. On all the examples it takes an hour, on a third fifteen minutes.
Times are the processor's, which a busy machine does not blur.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
from collections import Counter
from heapq import nlargest
from operator import itemgetter
from pathlib import Path
from typing import Any

import psutil

from bot.content.sources import PROJECT
from bot.evaluation import Case, read_cases
from bot.nlu.normalise import fold
from bot.training import taught as taught_by

HELDOUT = PROJECT / "bot" / "measures" / "heldout.tsv"
NEIGHBOURS = "azertyuiopqsdfghjklmwxcvbn"
COLUMNS = (
    ("held-out, first", "heldout_1", "{:.1%}"),
    ("among 3", "heldout_3", "{:.1%}"),
    ("no accents", "bare_1", "{:.1%}"),
    ("typing errors", "typos_1", "{:.1%}"),
    ("real, first", "real_1", "{:.1%}"),
    ("among 3", "real_3", "{:.1%}"),
    ("CPU ms a message", "parse_ms", "{:.2f}"),
    ("training, CPU s", "train_s", "{:.0f}"),
    ("size (MB)", "size_mb", "{:.0f}"),
    ("memory (MB)", "memory_mb", "{:.0f}"),
)


def mistyped(text: str, chance: random.Random) -> str:
    """One slip in every third word of four letters or more: dropped, doubled, swapped, wrong."""
    words = text.split(" ")
    for position, word in enumerate(words):
        if len(word) < 4 or chance.random() > 1 / 3:
            continue
        at = chance.randrange(1, len(word) - 1)
        slip = chance.randrange(4)
        words[position] = (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + chance.choice(NEIGHBOURS) + word[at + 1 :],
        )[slip]
    return " ".join(words)


def examples(one_in: int) -> tuple[list[str], list[str]]:
    """The texts of one example in so many of each intent, and their intents."""
    seen: Counter[str] = Counter()
    texts, intents = [], []
    for text, intent, *_ in taught_by().examples:
        if seen[intent] % one_in == 0:
            texts.append(text)
            intents.append(intent)
        seen[intent] += 1
    return texts, intents


def worked() -> float:
    """Seconds of processor that this process and those it started have used."""
    living = (child.cpu_times() for child in psutil.Process().children(recursive=True))
    return sum(os.times()[:4]) + sum(times.user + times.system for times in living)


def measure(name: str, real: list[Path], one_in: int) -> dict[str, Any]:
    """Train one candidate and measure it."""
    from benchmarks.candidates import CANDIDATES

    texts, intents = examples(one_in)
    started = worked()
    predict, size = CANDIDATES[name].train(texts, intents)
    train_s = worked() - started
    cases = read_cases(HELDOUT)
    chance = random.Random(20261121)
    figures: dict[str, Any] = {"train_s": train_s, "size_mb": size}
    sets = {
        "heldout": cases,
        "bare": [Case(fold(case.text), case.intent, case.acceptable) for case in cases],
        "typos": [
            Case(mistyped(case.text, chance), case.intent, case.acceptable) for case in cases
        ],
    }
    if real:
        sets["real"] = [case for path in real for case in read_cases(path)]
    for label, some in sets.items():
        found = [predict(case.text) for case in some]
        likeliest = [nlargest(3, every.items(), key=itemgetter(1)) for every in found]
        for count in (1, 3):
            figures[f"{label}_{count}"] = statistics.mean(
                bool(case.acceptable & {intent for intent, _ in best[:count]})
                for case, best in zip(some, likeliest, strict=True)
            )
    started = worked()
    for case in cases:
        predict(case.text)
    figures["parse_ms"] = (worked() - started) / len(cases) * 1000
    figures["memory_mb"] = psutil.Process().memory_info().rss / 1e6
    return figures


def table(results: dict[str, dict[str, Any]]) -> str:
    """The figures in Markdown, a row a candidate."""
    lines = [
        "| | " + " | ".join(label for label, *_ in COLUMNS) + " |",
        "|---|" + "--:|" * len(COLUMNS),
    ]
    for name, figures in results.items():
        cells = [form.format(figures[key]) if key in figures else "-" for _, key, form in COLUMNS]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Measure every candidate, each in its own process, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", type=Path, nargs="*", default=[])
    parser.add_argument("--only", default="", help="candidates whose name holds this")
    parser.add_argument("--one-in", type=int, default=1, help="learn from one example in so many")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.real, options.one_in)))
        return
    from benchmarks.candidates import CANDIDATES

    results = {}
    for name in CANDIDATES:
        if options.only.lower() in name.lower():
            command = [sys.executable, "-W", "ignore", "-m", "benchmarks.nlu", "--one", name]
            command += ["--one-in", str(options.one_in)]
            done = subprocess.run(
                [*command, "--real", *map(str, options.real)],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                check=True,
                env=os.environ | {"LOG_LEVEL": "ERROR", "RASA_TELEMETRY_ENABLED": "false"},
            )
            results[name] = json.loads(done.stdout.splitlines()[-1])
            print(table({name: results[name]}).splitlines()[-1], file=sys.stderr, flush=True)
    print(table(results))


if __name__ == "__main__":
    main()
