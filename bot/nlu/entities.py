"""Entities from lookup tables: benefits, bodies, documents, channels.

In Rasa's training data, a `lookup` gives an entity its values and a `synonym` gives a
value its forms. Matching ignores case, accents and punctuation, takes the longest form,
and looks for each entity on its own, so that « titre de séjour » can be a document
inside a longer expression that names the body to turn to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import rasa.shared.utils.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.normalise import fold, words

FORMS_FILE = "forms.json"
# A word, with the accents that some keyboards write as characters of their own.
_TOKEN = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")

Forms = dict[str, dict[str, str]]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LookupEntityExtractor(GraphComponent):
    """Finds the forms of the lookup tables in a message."""

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, forms: Forms | None = None
    ) -> None:
        """Args:
        forms: for each entity, its folded forms and the value of each.
        """
        self._model_storage = model_storage
        self._resource = resource
        self._forms = forms or {}
        self._longest = {
            entity: max((form.count(" ") + 1 for form in values), default=0)
            for entity, values in self._forms.items()
        }

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
        return cls(model_storage, resource, forms)

    def train(self, training_data: TrainingData) -> Resource:
        """Collect the forms of every lookup table."""
        entity_of = {
            value: table["name"]
            for table in training_data.lookup_tables
            for value in table["elements"]
        }
        forms: Forms = defaultdict(dict)
        for form, value in training_data.entity_synonyms.items():
            if value in entity_of:
                forms[entity_of[value]][words(form)] = value
        with self._model_storage.write_to(self._resource) as directory:
            rasa.shared.utils.io.dump_obj_as_json_to_file(directory / FORMS_FILE, forms)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add to each message the entities found in its text."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                found = self.extract(text)
                message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def extract(self, text: str) -> list[dict[str, Any]]:
        """The entities of a text, in Rasa's form (`entity`, `value`, `start`, `end`)."""
        tokens = [(fold(found.group()), *found.span()) for found in _TOKEN.finditer(text)]
        found = []
        for entity, values in self._forms.items():
            position = 0
            while position < len(tokens):
                length = self._match(values, self._longest[entity], tokens, position)
                if length:
                    last = tokens[position + length - 1]
                    form = " ".join(token[0] for token in tokens[position : position + length])
                    found.append(
                        {
                            "entity": entity,
                            "value": values[form],
                            "start": tokens[position][1],
                            "end": last[2],
                            "extractor": type(self).__name__,
                        }
                    )
                position += length or 1
        return found

    @staticmethod
    def _match(
        values: dict[str, str], longest: int, tokens: list[tuple[str, int, int]], position: int
    ) -> int:
        """How many tokens the longest form at `position` takes, 0 if there is none."""
        for length in range(min(longest, len(tokens) - position), 0, -1):
            form = " ".join(token[0] for token in tokens[position : position + length])
            if form in values:
                return length
        return 0
