"""Entities from lookup tables: benefits, bodies, documents, objects, channels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import rasa.shared.utils.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.lookups import Lookups, Word, words_of

FORMS_FILE = "forms.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LookupEntityExtractor(GraphComponent):
    """Finds the forms of the lookup tables in a message."""

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, lookups: Lookups | None = None
    ) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._lookups = lookups or Lookups({})

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LookupEntityExtractor:
        """An extractor that knows no form yet."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LookupEntityExtractor:
        """The extractor of a trained model."""
        with model_storage.read_from(resource) as directory:
            forms = rasa.shared.utils.io.read_json_file(directory / FORMS_FILE)
        return cls(model_storage, resource, Lookups(forms))

    def train(self, training_data: TrainingData) -> Resource:
        """Collect the forms of every lookup table."""
        forms = Lookups.of(training_data).forms
        with self._model_storage.write_to(self._resource) as directory:
            rasa.shared.utils.io.dump_obj_as_json_to_file(directory / FORMS_FILE, forms)
        return self._resource

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
