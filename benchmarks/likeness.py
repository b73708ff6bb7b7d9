"""How often what is said of an answer is heard by phrases that were held back.

`python -m benchmarks.likeness`: of `bot/data/details.yml`, a sixth of each list is held back in
turn; what is heard is restricted to what one row of the catalogue answers. Beside it, openings
(`bot/measures/dev.tsv`, which are no word on an answer) that would be taken for one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

from bot.content import Content
from bot.content.phrases import QUESTIONS
from bot.content.sources import PROJECT
from bot.nlu.likeness import Likeness
from bot.nlu.normalise import words

PARTS = 6
THRESHOLDS = (0.12, 0.15, 0.17, 0.19, 0.22, 0.25, 0.3)
LONGEST = 14

Heard = tuple[str, float]


def nearest(likeness: Likeness, said: str, among: set[str]) -> Heard:
    """The likeliest of these lists, and how like it is."""
    scores = {name: score for name, score in likeness.of(said).items() if name in among}
    return max(scores.items(), key=lambda one: one[1])


def held_back(content: Content, answered: list[set[str]]) -> Iterator[tuple[str, Heard]]:
    """What each held back phrase is, and what it was heard as."""
    for part in range(PARTS):
        taught = {
            name: [one for place, one in enumerate(listed) if place % PARTS != part]
            for name, listed in content.phrases.items()
        }
        likeness = Likeness(taught)
        for name, listed in content.phrases.items():
            rows = [row for row in answered if name in row]
            for place in range(part, len(listed), PARTS):
                if rows:
                    yield name, nearest(likeness, words(listed[place]), rows[place % len(rows)])


def openings(content: Content, answered: list[set[str]]) -> Iterator[float]:
    """How like a word on some answer each short opening is."""
    with (PROJECT / "bot/measures/dev.tsv").open(encoding="utf-8") as lines:
        said = [words(row["text"]) for row in csv.DictReader(lines, delimiter="\t")]
    for number, one in enumerate(said):
        if len(one.split()) <= LONGEST:
            yield nearest(content.likeness, one, answered[number % len(answered)])[1]


def main() -> None:
    """Print, for each threshold, what is heard right and wrong, and the openings taken."""
    content = Content.from_files()
    rows = content.catalogue
    general = {name for name, row in rows.details.items() if row.answer} | {*QUESTIONS}
    answered = [general | {*row.details} for row in rows.intents.values() if row.details]
    heard = list(held_back(content, answered))
    taken = list(openings(content, answered))
    print(f"{len(heard)} phrases, {len(taken)} openings\nthreshold  right  wrong  openings")
    for least in THRESHOLDS:
        loud = [(name, one[0]) for name, one in heard if one[1] >= least]
        right = sum(name == one for name, one in loud) / len(heard)
        wrong = len(loud) / len(heard) - right
        told = sum(score >= least for score in taken) / len(taken)
        print(f"{least:9.2f}  {right:.3f}  {wrong:.3f}  {told:.3f}")


if __name__ == "__main__":
    main()
