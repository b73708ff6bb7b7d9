"""What is known of a draft before it is published: figures, sentences, and what to do."""

from __future__ import annotations

import pydantic


class _Row(pydantic.BaseModel):
    class Config:
        frozen = True


class Scores(_Row):
    """Shares from 0 to 1 of a set of messages (`bot.evaluation.report` says what each counts)."""

    messages: int
    first: float
    first_acceptable: float
    three: float
    three_acceptable: float
    sure: float
    wrong_and_sure: float
    elsewhere_answered: float


class Sentence(_Row):
    """A message that the two archives read differently."""

    text: str
    right: str
    live: str
    live_sure: bool
    draft: str
    draft_sure: bool


class Comparison(_Row):
    """One set of messages; `gates` where a fall on it holds the draft back."""

    name: str
    title: str
    gates: bool
    live: Scores | None
    draft: Scores
    better: tuple[Sentence, ...]
    worse: tuple[Sentence, ...]


class Confusion(_Row):
    """How often messages of an intent were read as another."""

    right: str
    read: str
    count: int


class Advice(_Row):
    """What to do for an intent, in French, and the examples that it is about."""

    text: str
    examples: tuple[str, ...] = ()
    other: str | None = None


class Quality(_Row):
    """How well an intent is told from the others; a share is None where nothing asks for it."""

    precision: float | None = None
    recall: float | None = None
    f1: float | None = None


class IntentScore(Quality):
    """How well an intent is understood of messages, and of its own examples (`crossed`)."""

    intent: str
    examples: int
    messages: int
    advice: tuple[Advice, ...]
    crossed: Quality = Quality()


class Bin(_Row):
    """Messages of about one confidence: how sure the draft was, how often it was right."""

    low: float
    high: float
    messages: int
    confidence: float
    right: float


class Crossed(_Row):
    """The cross-validation: how many examples took part, and the share of them read right."""

    parts: int
    examples: int
    right: float
    confusions: tuple[Confusion, ...]


class Report(_Row):
    """A draft beside the live archive; `canaries` are those that it misses, in French.

    `conversations` are the names of those that were played on it; `crossed` is None in a
    report that was made before there was cross-validation.
    """

    draft: str
    live: str | None
    trained_at: str
    examples: int
    canaries: tuple[str, ...]
    comparisons: tuple[Comparison, ...]
    intents: tuple[IntentScore, ...]
    confusions: tuple[Confusion, ...]
    calibration: tuple[Bin, ...]
    conversations: tuple[str, ...] = ()
    crossed: Crossed | None = None
