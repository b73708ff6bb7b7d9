"""Gives Rasa its training data: the project's files, each read once and fast.

Rasa's own importer reads the same YAML three times with a slow reader. This one gives
the same domain, examples and rules, and makes a rule of each row of the catalogue, so
that adding an intent needs an example block, an answer and a row, and no code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from copy import deepcopy
from functools import cached_property
from pathlib import Path
from typing import Any

from rasa.shared.core.constants import RULE_SNIPPET_ACTION_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import (
    STORY_START,
    Checkpoint,
    RuleStep,
    StoryGraph,
)
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.utils import story_graph_from_paths
from rasa.shared.nlu.training_data import entities_parser
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import raise_warning

from bot.content import sources
from bot.content.catalogue import FALLBACK, Catalogue
from bot.content.choices import Choices
from bot.content.coherence import parse
from bot.content.examples import Example, Teaching, teaching
from bot.content.folders import in_project
from bot.content.tree import Tree, read

CLASSIFIER, DOUBT = "FusedIntentClassifier", "DoubtClassifier"


class ProjectImporter(TrainingDataImporter):
    """The project as Rasa sees it.

    Raises:
        bot.content.faults.ContentError: a file cannot be read, from any method.
    """

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
        project: Path | None = None,
    ) -> None:
        """Args:
        config_file, domain_path, training_data_paths: what Rasa's command line was told;
            the project's own where it was told nothing.
        project: where the catalogue is; beside `config_file` by default, if there is one.
        """
        project = project or _project_of(config_file)
        paths = training_data_paths or [str(project / sources.DATA)]
        self._config_file = Path(config_file or in_project(project, sources.CONFIG))
        self._domain_path = Path(domain_path or in_project(project, sources.DOMAIN))
        self._paths = [Path(path) for path in ([paths] if isinstance(paths, str) else paths)]
        self._project = project

    def get_config(self) -> dict[str, Any]:
        """`config.yml`; the classifier gets `acts`, the catalogue's intents that mostly follow
        an answer, the doubt `ambiguous`, its words that mean several things, so that they
        travel in the model."""
        config: dict[str, Any] = deepcopy(_read(self._config_file).value or {})
        for component in config.get("pipeline") or ():
            if component["name"].endswith(CLASSIFIER):
                component["acts"] = sorted(self._catalogue.acts)
            if component["name"].endswith(DOUBT):
                component["ambiguous"] = Choices.of(self._catalogue).ambiguous
        return config

    def get_config_file_for_auto_config(self) -> None:
        """Nothing is chosen by Rasa."""
        return None

    def get_domain(self) -> Domain:
        """The domain, and the intents of the catalogue; entities never choose what is next."""
        return self._domain

    @cached_property
    def _domain(self) -> Domain:
        if self._domain_path.is_dir():
            own = Domain.load(self._domain_path)
        else:
            own = Domain.from_dict(deepcopy(_read(self._domain_path).value or {}))
        intents: list[dict[str, Any]] = [
            {name: {"use_entities": []}} for name in self._catalogue.intents if name != FALLBACK
        ]
        return own.merge(Domain.from_dict({"intents": intents}))

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """A rule of one turn a row of the catalogue, and what the files hold beside."""
        rules = StoryGraph(
            [
                RuleStep(
                    block_name=name,
                    start_checkpoints=[Checkpoint(STORY_START)],
                    source_name=sources.CATALOGUE,
                    events=[
                        ActionExecuted(RULE_SNIPPET_ACTION_NAME),
                        UserUttered(intent={"name": name}),
                        ActionExecuted(row.action),
                    ],
                )
                for name, row in self._catalogue.intents.items()
            ]
        )
        written = [
            str(path)
            for path, tree in self._trees.items()
            if isinstance(tree.value, dict)
            and ("stories" in tree.value or "rules" in tree.value)
            and not YAMLStoryReader.is_test_stories_file(str(path))
        ]
        if not written:
            return rules
        return rules.merge(story_graph_from_paths(written, self.get_domain(), exclusion_percentage))

    def get_conversation_tests(self) -> StoryGraph:
        """The test stories among the files that Rasa was told."""
        tests = [
            str(path) for path in self._trees if YAMLStoryReader.is_test_stories_file(str(path))
        ]
        return story_graph_from_paths(tests, self.get_domain())

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The examples and the vocabulary; a line that is skipped is warned of."""
        return self._training_data

    @cached_property
    def _training_data(self) -> TrainingData:
        for fault in self._teaching.faults:
            raise_warning(str(fault))
        return training_data(self._teaching)

    @cached_property
    def _catalogue(self) -> Catalogue:
        return parse(_read(self._project / sources.CATALOGUE))

    @cached_property
    def _trees(self) -> dict[Path, Tree]:
        return {path: _read(path) for path in self._files()}

    @cached_property
    def _teaching(self) -> Teaching:
        return teaching(
            tree
            for tree in self._trees.values()
            if not isinstance(tree.value, dict) or "nlu" in tree.value
        )

    def _files(self) -> Iterator[Path]:
        for path in self._paths:
            if path.is_dir():
                yield from sources.data_files(path)
            elif path.is_file():
                yield path


def training_data(taught: Teaching) -> TrainingData:
    """What Rasa's own reader would make of the same files."""
    return TrainingData(
        training_examples=[_message(example) for example in taught.examples],
        entity_synonyms={form.text: form.value for form in taught.forms},
        regex_features=[{"name": name, "pattern": pattern} for name, pattern in taught.regexes],
        lookup_tables=[
            {"name": kind, "elements": [value.text for value in values]}
            for kind, values in taught.lookups.items()
        ],
    )


class TaughtMessage(Message):
    """An example; nothing in our pipeline changes one, so that it need not be copied.

    Rasa copies all training data seven times on its way to the components: a third of a
    training of 43,000 examples. It also tells examples apart by a fingerprint of each, with
    five walks through it and a JSON document a part.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> TaughtMessage:
        return self

    def fingerprint(self) -> str:
        """What differs when the example does, in hexadecimal figures."""
        if self._cached_fingerprint is None:  # type: ignore[has-type]
            told = repr(sorted(self.data.items())).encode()
            self._cached_fingerprint = hashlib.md5(told, usedforsecurity=False).hexdigest()
        return self._cached_fingerprint


def _message(example: Example) -> Message:
    if "[" not in example.text:
        return TaughtMessage(Message.build(example.text, example.intent).data)
    entities = entities_parser.find_entities_in_training_example(example.text)
    plain = entities_parser.replace_entities(example.text)
    return TaughtMessage(Message.build(plain, example.intent, entities).data)


def _project_of(config_file: str | None) -> Path:
    beside = Path(config_file).resolve().parent if config_file else sources.PROJECT
    return beside if (beside / sources.CATALOGUE).is_file() else sources.PROJECT


def _read(path: Path) -> Tree:
    return read(path.name, path.read_bytes())
