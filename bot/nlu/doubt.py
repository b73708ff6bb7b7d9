"""When not to answer: too little confidence, or an ambiguous word."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.said import said_in


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class DoubtClassifier(FallbackClassifier):
    """Rasa's FallbackClassifier, which also doubts the catalogue's ambiguous words.

    « attestation » alone means several things, however sure the classifier is.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self._ambiguous = frozenset(config.get("ambiguous", ()))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DoubtClassifier:
        """A classifier with the thresholds of `config.yml` and the words of the catalogue."""
        return cls(config)

    def _should_fallback(self, message: Message) -> bool:
        return said_in(message) in self._ambiguous or super()._should_fallback(message)
