"""The intent classifier: n-grams, weighed with what the message names, and a confidence.

Trained by scikit-learn and scipy, then kept as plain arrays: loading a model runs no code
of it. `docs/nlu.md` compares it with the alternatives, measured.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.encoder import sentence_encoder
from bot.nlu.fitting import fit
from bot.nlu.lookups import Found, Lookups
from bot.nlu.reader import GOING_ON, QUICK, Reader
from bot.nlu.said import said_in

RANKING = "intent_ranking"
RANKED = 10
DESCRIPTION_FILE = "description.json"
ARRAYS_FILE = "arrays.npz"
INVERSE_PENALTY = 0.3


def kept_folder() -> Path:
    """Where a training leaves what the next one need not do again."""
    # Of training only: Rasa keeps its cache in a database.
    from rasa.engine.caching import CACHE_LOCATION_ENV, DEFAULT_CACHE_LOCATION

    return Path(os.environ.get(CACHE_LOCATION_ENV, DEFAULT_CACHE_LOCATION))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FusedIntentClassifier(GraphComponent, IntentClassifier):
    """Classifies a message's intent from its text and the entities found in it before."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        reader: Reader | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._reader = reader

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`C`: the inverse of the regularisation.

        `elsewhere`: the intents of other bodies and off topic, where answering as the
        Caf's is the worst mistake. `elsewhere_share`: their share of the messages, from
        0 to 1, when the confidence is fitted. `acts`: the intents that mostly follow an
        answer.
        """
        return {"C": INVERSE_PENALTY, "elsewhere": [], "elsewhere_share": 0.4, "acts": []}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FusedIntentClassifier:
        """A classifier that is not trained yet."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> FusedIntentClassifier:
        """The classifier of a trained model.

        Raises:
            ValueError, KeyError, OSError: when its files are damaged. An assistant with an
                untrained classifier would answer anything, so nothing is caught here.
        """
        with model_storage.read_from(resource) as directory:
            description = json.loads((directory / DESCRIPTION_FILE).read_text(encoding="utf-8"))
            with np.load(directory / ARRAYS_FILE, allow_pickle=False) as arrays:
                reader = Reader.from_parts(description, dict(arrays), sentence_encoder())
        return cls(config, model_storage, resource, reader)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on the examples and write it."""
        examples = [
            (example.get(TEXT), example.get(INTENT))
            for example in training_data.intent_examples
            if example.get(TEXT)
        ]
        self._reader = fit(
            [text for text, _ in examples],
            [intent for _, intent in examples],
            Lookups.of(training_data),
            inverse_penalty=self._config["C"],
            elsewhere_intents=self._config["elsewhere"],
            elsewhere_share=self._config["elsewhere_share"],
            acts=self._config["acts"],
            encoder=sentence_encoder(),
            kept=kept_folder(),
        )
        description, arrays = self._reader.to_parts()
        with self._model_storage.write_to(self._resource) as directory:
            (directory / DESCRIPTION_FILE).write_text(
                json.dumps(description, ensure_ascii=False), encoding="utf-8"
            )
            np.savez(directory / ARRAYS_FILE, **arrays)
        return self._resource

    @property
    def reader(self) -> Reader:
        """What reads the messages; raises RuntimeError before the training."""
        if self._reader is None:
            raise RuntimeError("the intent classifier is not trained")
        return self._reader

    def process(self, messages: list[Message]) -> list[Message]:
        """Set each message's intent and the ten likeliest, with their confidences."""
        reader = self.reader
        for message in messages:
            found = [
                Found(entity["entity"], entity["value"], entity["start"], entity["end"])
                for entity in message.get(ENTITIES, ())
            ]
            text = message.get(TEXT) or ""
            told = message.get(METADATA) or {}
            going_on = told.get(GOING_ON)
            likeliest = reader.rank(
                text,
                said_in(message),
                found,
                RANKED,
                quick=bool(told.get(QUICK)),
                going_on=going_on if isinstance(going_on, bool) else None,
            )
            ranking = [{"name": name, "confidence": confidence} for name, confidence in likeliest]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(RANKING, ranking, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing to add: later components read messages, not examples."""
        return training_data
