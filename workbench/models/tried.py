"""What is asked of the process that plays conversations, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bot.content.catalogue import Channel
from workbench.models.nearest import Near, Sentence
from workbench.models.way import Begun, Message


class Step(NamedTuple):
    """What a person did: wrote a text, or pressed a choice, which plays an intent.

    Of a text that was masked already, `begun` is what it had left open of a number.
    """

    text: str | None
    choice: str | None = None
    begun: tuple[tuple[int, str], ...] = ()


class Read(NamedTuple):
    """What an archive understood of a text.

    `counted` are words and what each adds to the score of the likeliest intent; `said` the
    folded words as they were read; `validated` says that an editor settled the sentence.
    """

    ranking: tuple[tuple[str, float], ...]
    sure: bool
    validated: bool
    entities: tuple[tuple[str, str], ...]
    said: str
    counted: tuple[tuple[str, float], ...]


class Answer(NamedTuple):
    """What people get on a channel; `stopped` says that the guard held something back."""

    messages: tuple[Message, ...]
    stopped: bool = False


class Turn(NamedTuple):
    """What an archive made of a step: an answer by channel; None where it knows no such choice.

    `said` is the text without personal numbers, None of a choice; `begun` what it left open.
    """

    said: str | None
    begun: Begun
    read: Read | None
    answers: dict[Channel, Answer | None]


class Tried(NamedTuple):
    """A conversation on an archive, or why the archive cannot be used, in French."""

    archive: str
    refusal: str | None
    turns: tuple[Turn, ...] = ()


class Reply(NamedTuple):
    """The conversation on each archive, and the nearest examples of each of its texts."""

    tried: tuple[Tried, ...]
    nearest: tuple[tuple[Near, ...], ...]


class Request(NamedTuple):
    """A conversation to play, from its beginning.

    `shelf` holds the validated sentences; `sentences` are the examples as they are now, or
    None when they are as they were.
    """

    archives: tuple[Path, ...]
    steps: tuple[Step, ...]
    shelf: Path
    sentences: Sequence[Sentence] | None
