"""The content of one moment, typed and frozen: what every part of a turn answers from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.content import canaries, coherence, phrases, sources
from bot.content import responses as answers
from bot.content.canaries import Turn
from bot.content.catalogue import Catalogue, Channel
from bot.content.choices import Choices
from bot.content.examples import teaching
from bot.content.faults import ContentError, Fault
from bot.content.responses import Responses
from bot.content.tree import Tree, read
from bot.nlu.likeness import Likeness

FILES = "fichiers"


@dataclass(frozen=True)
class Content:
    """All that an answer depends on, beside the model of the same archive.

    `name` is the archive's, or « fichiers »; `thresholds` those of the pipeline;
    `canaries` sentences and the intent each must get; `lookups` the forms of each value
    of each entity; `conversations` what must be answered, turn by turn; `phrases` how people
    say what they ask or tell of an answer, `moments` how they tell of a hard moment.
    """

    name: str
    catalogue: Catalogue
    responses: Responses
    thresholds: Mapping[str, float]
    canaries: Mapping[str, str]
    lookups: Mapping[str, Mapping[str, tuple[str, ...]]]
    conversations: Mapping[str, tuple[Turn, ...]] = field(default_factory=dict)
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    moments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def from_files(cls, project: Path = sources.PROJECT) -> Content:
        """The content of the files as they are now.

        Raises:
            ContentError: a file is missing or does not hold.
        """
        try:
            return cls.from_sources(FILES, sources.of_project(project))
        except FileNotFoundError as error:
            name = Path(error.filename).name
            raise ContentError([Fault(name, 1, "ce fichier manque")]) from None

    @classmethod
    def from_sources(cls, name: str, files: Mapping[str, bytes]) -> Content:
        """The content of these files, by their path in the project.

        Raises:
            ContentError: one of them does not hold.
            KeyError: one of them is missing.
        """
        trees = {path: read(Path(path).name, content) for path, content in files.items()}
        domain = trees[sources.DOMAIN]
        vocabulary = teaching(
            tree for path, tree in trees.items() if path.startswith(f"{sources.LOOKUPS}/")
        )
        try:
            catalogue = coherence.parse(trees[sources.CATALOGUE])
            details, moments = trees.get(sources.DETAILS), trees.get(sources.MOMENTS)
            return cls(
                name=name,
                catalogue=catalogue,
                responses=answers.parse(domain.value["responses"]),
                thresholds=_thresholds(trees[sources.CONFIG].value),
                canaries=canaries.sentences(trees[sources.CANARIES]),
                lookups=vocabulary.vocabulary(),
                conversations=canaries.conversations(trees[sources.CANARIES]),
                phrases=_listed(details, phrases.of_details(catalogue)),
                moments=_listed(moments, phrases.of_moments(catalogue)),
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            message = f"ce fichier n'a pas la forme attendue ({error})"
            raise ContentError([domain.fault((), message)]) from error

    @cached_property
    def choices(self) -> Choices:
        """What may be suggested and asked."""
        return Choices.of(self.catalogue)

    @cached_property
    def likeness(self) -> Likeness:
        """Tells which of the details a message is like."""
        return Likeness(self.phrases)

    @cached_property
    def likeness_of_moments(self) -> Likeness:
        """Tells which of the hard moments a message is like."""
        return Likeness(self.moments)

    def text(
        self, response: str, channel: Channel, words: Mapping[str, str] | None = None, turn: int = 0
    ) -> str:
        """What a response says on a channel, its holes filled.

        Raises:
            KeyError: there is no such response, or nothing fills one of its holes.
        """
        return answers.fill(answers.choose(self.responses[response], channel, turn), words or {})


def _listed(tree: Tree | None, names: frozenset[str]) -> phrases.Phrases:
    return phrases.parse(tree, names) if tree is not None else {}


def _thresholds(config: Any) -> dict[str, float]:
    return {
        key: float(value)
        for component in config["pipeline"]
        for key, value in component.items()
        if "threshold" in key and isinstance(value, (int, float))
    }
