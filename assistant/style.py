"""How easily the answers read: words a sentence, long words, sentences an answer.

Measured on what a person may read: each text on its channel, its holes filled with the
longest words that they may get.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import mean

from assistant.checking import answers
from bot.content import Content, sources
from bot.content.catalogue import CHANNELS
from bot.content.folders import in_project
from bot.content.responses import HOLE, fill
from bot.content.spoken import MAX_SENTENCES
from bot.content.tree import read
from bot.content.wording import every_word, holes, pointers

MAX_WORDS = 20
MAX_LONG = 0.30
LONG = 9

_LIST_ITEM = re.compile(r"^\s*(?:-|\d+\.)\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
# « 32 30 » is read as one word, « l'aide » too.
_WORD = re.compile(r"\d+(?:[ \u00a0]\d+)*|[^\W\d_][\w'’.-]*\w|[^\W\d_]")
_LETTERS = re.compile(r"[^\W\d_]+")

_WHERE = {"web": " (site)", "app": " (appli)", None: ""}

Words = Mapping[str, str]


@dataclass(frozen=True)
class Style:
    """How one text reads."""

    response: str
    channel: str | None
    line: int
    sentences: tuple[int, ...]
    listed: int
    long_words: float

    @property
    def words(self) -> int:
        """Those of its longest sentence."""
        return max(self.sentences, default=0)

    @property
    def mean_words(self) -> float:
        return mean(self.sentences) if self.sentences else 0.0

    @cached_property
    def over(self) -> dict[str, float]:
        """What is over its bar, in French, and how many times the bar it is."""
        prose = len(self.sentences) - self.listed
        measures = (
            (f"{self.words} mots dans une phrase", self.words, MAX_WORDS, str),
            (f"{_share(self.long_words)} de mots longs", self.long_words, MAX_LONG, _share),
            (f"{prose} phrases", prose, MAX_SENTENCES, str),
        )
        return {
            f"{told}, {shown(bar)} au plus": value / bar
            for told, value, bar, shown in measures
            if value > bar
        }

    def __str__(self) -> str:
        where = _WHERE[self.channel]
        return f"{sources.DOMAIN}:{self.line} : « {self.response} »{where} : " + " ; ".join(
            [*self.over, f"en moyenne {self.mean_words:.0f} mots par phrase"]
        )


@dataclass(frozen=True)
class Report:
    """How all texts read."""

    styles: tuple[Style, ...]

    @property
    def over(self) -> list[Style]:
        """Those over a bar, the worst first."""
        found = [style for style in self.styles if style.over]
        return sorted(found, key=lambda style: -max(style.over.values()))

    def __str__(self) -> str:
        sentences = [count for style in self.styles for count in style.sentences]
        return (
            f"{len(self.styles)} textes : {mean(sentences or [0]):.1f} mots par phrase, "
            f"{_share(mean([style.long_words for style in self.styles] or [0]))} de mots longs, "
            f"{mean([len(style.sentences) for style in self.styles] or [0]):.1f} phrases ; "
            f"{len(self.over)} à relire."
        )


def report(project: Path = sources.PROJECT) -> Report:
    """How each text of domain.yml reads; those in another language are not measured.

    Raises:
        ContentError: the files do not hold.
    """
    content = Content.from_files(project)
    tree = read(sources.DOMAIN, in_project(project, sources.DOMAIN).read_bytes())
    # « I only understand French », and what begins so: a danger in that language.
    foreign = tuple(
        str(row.answer) for row in content.catalogue.subjects.get("langue", {}).values()
    )
    fillings = _fillings(content)
    anything: list[Words] = list(every_word(content.catalogue))
    return Report(
        tuple(
            measure(
                name,
                variation.channel,
                tree.line(("responses", name, number)),
                _longest(variation.text, fillings.get((name, variation.channel)) or anything),
            )
            for name, variations in content.responses.items()
            if not name.startswith(foreign)
            for number, variation in enumerate(variations)
        )
    )


def measure(response: str, channel: str | None, line: int, text: str) -> Style:
    """How one text reads; each item of a list is a sentence, and none of the three allowed."""
    items: list[str] = []
    prose: list[str] = []
    for paragraph in text.replace("**", "").splitlines():
        item = _LIST_ITEM.match(paragraph)
        if item:
            items.append(paragraph[item.end() :])
        else:
            prose += _SENTENCE_END.split(paragraph.strip())
    counted = [count for part in (*prose, *items) if (count := len(_WORD.findall(part)))]
    letters = _LETTERS.findall(text)
    long = sum(len(word) >= LONG for word in letters)
    return Style(
        response,
        channel,
        line,
        tuple(counted),
        sum(bool(_WORD.search(item)) for item in items),
        long / len(letters) if letters else 0.0,
    )


def _share(part: float) -> str:
    return f"{100 * part:.0f} %"


def _longest(text: str, fillings: list[Words]) -> str:
    if not HOLE.search(text):
        return text
    filled = [fill(text, words) for words in fillings]
    return max(filled, key=lambda one: len(_WORD.findall(one)))


def _fillings(content: Content) -> dict[tuple[str, str | None], list[Words]]:
    """What may fill the holes of the answers that rows of the catalogue give."""
    found: dict[tuple[str, str | None], list[Words]] = {}
    anything = next(every_word(content.catalogue))
    for channel in CHANNELS:
        for response, named in answers(content, channel):
            ways = pointers(content.catalogue, named.destinations, channel)
            for where in (channel, None):
                words = {**anything, **holes(content.catalogue, named, ways, channel)}
                found.setdefault((response, where), []).append(words)
    return found
