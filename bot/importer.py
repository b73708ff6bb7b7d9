"""Training data from the catalogue: each row is an intent of the domain and a rule.

`config.yml` names this importer beside Rasa's own, so that adding an intent needs an
example block, an answer and a catalogue row, and neither a rule nor any code.
"""

from __future__ import annotations

from typing import Any

from rasa.shared.core.constants import RULE_SNIPPET_ACTION_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.training_data.structures import (
    STORY_START,
    Checkpoint,
    RuleStep,
    StoryGraph,
)
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.catalogue import Intent, load


class CatalogueImporter(TrainingDataImporter):
    """Gives Rasa the intents of the catalogue and, for each, the rule to its action."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self._intents: dict[str, Intent] = load().intents

    def get_domain(self) -> Domain:
        """A domain that lists the intents; entities never choose what happens next."""
        intents: list[dict[str, Any]] = [
            {name: {"use_entities": []}} for name in self._intents if name != "nlu_fallback"
        ]
        return Domain.from_dict({"intents": intents})

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """One rule of one turn a row: the intent, then its action."""
        return StoryGraph(
            [
                RuleStep(
                    block_name=name,
                    start_checkpoints=[Checkpoint(STORY_START)],
                    source_name="bot/catalogue.yml",
                    events=[
                        ActionExecuted(RULE_SNIPPET_ACTION_NAME),
                        UserUttered(intent={"name": name}),
                        ActionExecuted(row.action),
                    ],
                )
                for name, row in self._intents.items()
            ]
        )

    def get_conversation_tests(self) -> StoryGraph:
        """The catalogue holds no test."""
        return StoryGraph([])

    def get_config(self) -> dict[str, Any]:
        """The catalogue configures no pipeline."""
        return {}

    def get_config_file_for_auto_config(self) -> None:
        """The catalogue configures no pipeline."""
        return None

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The catalogue holds no examples."""
        return TrainingData()
