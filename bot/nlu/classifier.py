"""The intent classifier: one linear model over character and word n-grams.

Trained by scikit-learn, then kept as plain arrays: loading a model runs no code of it.
`docs/nlu.md` compares it with the alternatives, measured.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.linear import LinearModel

RANKING = "intent_ranking"
RANKED = 10
DESCRIPTION_FILE = "description.json"
ARRAYS_FILE = "arrays.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(GraphComponent, IntentClassifier):
    """Classifies a message's intent from its text alone."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: LinearModel | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`C`: the inverse of the regularisation."""
        return {"C": 0.3}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
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
    ) -> LinearIntentClassifier:
        """The classifier of a trained model.

        Raises:
            ValueError, OSError: when its files are damaged. An assistant with an
                untrained classifier would answer anything, so nothing is caught here.
        """
        with model_storage.read_from(resource) as directory:
            description = json.loads((directory / DESCRIPTION_FILE).read_text(encoding="utf-8"))
            with np.load(directory / ARRAYS_FILE, allow_pickle=False) as arrays:
                model = LinearModel.from_parts(description, dict(arrays))
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on the examples and write it."""
        examples = [
            (example.get(TEXT), example.get(INTENT))
            for example in training_data.intent_examples
            if example.get(TEXT)
        ]
        self._model = LinearModel.fit(
            [text for text, _ in examples],
            [intent for _, intent in examples],
            self._config["C"],
        )
        description, arrays = self._model.to_parts()
        with self._model_storage.write_to(self._resource) as directory:
            (directory / DESCRIPTION_FILE).write_text(
                json.dumps(description, ensure_ascii=False), encoding="utf-8"
            )
            np.savez(directory / ARRAYS_FILE, **arrays)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set each message's intent and the ten likeliest, with their confidences."""
        for message in messages:
            ranking = self._rank(message.get(TEXT) or "")
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(RANKING, ranking, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing to add: later components read messages, not examples."""
        return training_data

    def _rank(self, text: str) -> list[dict[str, Any]]:
        if self._model is None:
            raise RuntimeError("the intent classifier is not trained")
        confidences = self._model.confidences(text)
        order = np.argsort(-confidences)[:RANKED]
        return [
            {"name": self._model.intents[index], "confidence": float(confidences[index])}
            for index in order
        ]
