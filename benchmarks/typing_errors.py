"""What typing errors cost, by three ways of making them.

`python -m benchmarks.typing_errors [FILE.tsv …]` reads each set (those of bot/measures by
default) with the live model, as it is and spoilt in each way, twice with other errors. The
first way is the one of `tests/nlu/test_floors.py`; the others were written apart from what
mends errors (`bot.nlu.spelling`), so that it is not made for one generator.
"""

from __future__ import annotations

import argparse
import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.nlu import mistyped
from bot.content.measures import FOLDER
from bot.content.shelf import Shelf
from bot.evaluation import Case, Report, judge, read_cases, report
from bot.understanding import Interpreter

SEEDS = (1, 2)
SHARE = 1 / 3
SHORTEST = 3
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# Keys that touch on an azerty keyboard.
NEIGHBOURS = {
    "a": "zq", "z": "aes", "e": "zrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij",
    "i": "uok", "o": "ipl", "p": "om", "q": "asw", "s": "qdzx", "d": "sfec", "f": "dgrv",
    "g": "fhtb", "h": "gjyn", "j": "hkun", "k": "jlio", "l": "kmo", "m": "lp", "w": "xq",
    "x": "wcs", "c": "xvd", "v": "cbf", "b": "vng", "n": "bhj",
}  # fmt: skip
# What people write for what they hear.
HEARD = (
    ("ph", "f"), ("qu", "k"), ("eau", "o"), ("au", "o"), ("tion", "sion"), ("ai", "é"),
    ("er", "é"), ("é", "er"), ("ç", "ss"), ("ss", "s"), ("mm", "m"), ("nn", "n"), ("ll", "l"),
    ("tt", "t"), ("rr", "r"), ("en", "an"), ("an", "en"), ("c", "k"), ("h", ""), ("e", "é"),
)  # fmt: skip


def by_ear(text: str, chance: random.Random) -> str:
    """A third of the words: any letter, neighbouring keys, by ear; sometimes a space less."""
    words = text.split(" ")
    for place, word in enumerate(words):
        if len(word) >= SHORTEST and word.isalpha() and chance.random() < SHARE:
            words[place] = chance.choice((_dropped, _doubled, _swapped, _beside, _heard, _heard))(
                word, chance
            )
    if len(words) > 1 and chance.random() < SHARE**2:
        place = chance.randrange(len(words) - 1)
        words[place : place + 2] = [words[place] + words[place + 1]]
    return " ".join(words)


def spoilt(text: str, chance: random.Random) -> str:
    """Exactly one word in three, one at least: any letter, the first and the last too."""
    words = text.split(" ")
    long = [place for place, word in enumerate(words) if len(word) >= SHORTEST]
    for place in chance.sample(long, min(len(long), max(1, round(len(words) * SHARE)))):
        words[place] = chance.choice((_dropped, _doubled, _swapped, _replaced))(
            words[place], chance
        )
    return " ".join(words)


WAYS: dict[str, Callable[[str, random.Random], str]] = {
    "A one slip inside a word": mistyped,
    "B by ear and by key": by_ear,
    "C exactly a third": spoilt,
}


def _dropped(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[:at] + word[at + 1 :]


def _doubled(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[: at + 1] + word[at:]


def _swapped(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _replaced(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[:at] + chance.choice(LETTERS) + word[at + 1 :]


def _beside(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[:at] + chance.choice(NEIGHBOURS.get(word[at].lower(), "e")) + word[at + 1 :]


def _heard(word: str, chance: random.Random) -> str:
    sounds = [sound for sound in HEARD if sound[0] in word]
    if not sounds:
        return _dropped(word, chance)
    written, heard = chance.choice(sounds)
    return word.replace(written, heard, 1)


def main() -> None:
    """Print what each way costs on each set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="*", default=sorted(FOLDER.glob("*.tsv")))
    files = parser.parse_args().files
    model = Shelf().live()
    if model is None:
        parser.error("no live model: `assistant train` first")
    interpreter = Interpreter(model)
    for path in files:
        cases = read_cases(path)
        plain = report(judge(interpreter, cases))
        print(f"{path.stem}: {plain.first_acceptable:.1%} first, {plain.three_acceptable:.1%} in 3")
        for name, way in WAYS.items():
            worse = [_spoilt_report(interpreter, cases, way, seed) for seed in SEEDS]
            print(f"  {name:26}", *(f"{value:6.1%}" for value in _mean(worse)), flush=True)


def _spoilt_report(
    interpreter: Interpreter,
    cases: Sequence[Case],
    way: Callable[[str, random.Random], str],
    seed: int,
) -> Report:
    chance = random.Random(seed)
    worse = [replace(case, text=way(case.text, chance)) for case in cases]
    return report(judge(interpreter, worse))


def _mean(reports: Sequence[Report]) -> tuple[float, float, float]:
    return (
        statistics.mean(one.first_acceptable for one in reports),
        statistics.mean(one.three_acceptable for one in reports),
        statistics.mean(one.wrong_and_sure for one in reports),
    )


if __name__ == "__main__":
    main()
