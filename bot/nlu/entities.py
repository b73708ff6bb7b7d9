"""Entities from lookup tables: benefits, bodies, documents, objects, channels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.learnt import LearntComponent
from bot.nlu.lookups import Lookups, Word
from bot.nlu.said import words_of


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LookupEntityExtractor(LearntComponent):
    """Finds the forms of the lookup tables in a message."""

    file = "forms.json"
    _lookups = Lookups({})

    def use(self, learnt: dict[str, Any]) -> None:
        self._lookups = Lookups(learnt)

    def train(self, training_data: TrainingData) -> Resource:
        """Collect the forms of every lookup table."""
        return self.keep(dict(Lookups.of(training_data).forms))

    def process(self, messages: list[Message]) -> list[Message]:
        """Add to each message the entities found in its text."""
        for message in messages:
            if message.get(TEXT):
                known = message.get(ENTITIES, [])
                found = self.extract(words_of(message))
                message.set(ENTITIES, known + found, add_to_output=True)
        return messages

    def extract(self, said: Sequence[Word]) -> list[dict[str, Any]]:
        """The entities among some words, in Rasa's form (`entity`, `value`, `start`, `end`)."""
        return [
            {**found._asdict(), "extractor": type(self).__name__}
            for found in self._lookups.find(said)
        ]
