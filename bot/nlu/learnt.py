"""A graph component whose training leaves one JSON file."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, TypeVar

import rasa.shared.utils.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

Self = TypeVar("Self", bound="LearntComponent")


class LearntComponent(GraphComponent):
    """What Rasa asks of a trained component; a class says what it learnt, and how it is used."""

    file: ClassVar[str]

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        self._model_storage = model_storage
        self._resource = resource

    @abstractmethod
    def use(self, learnt: dict[str, Any]) -> None:
        """Take over what `keep` was given in training."""

    @classmethod
    def create(
        cls: type[Self],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """One that learnt nothing yet."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls: type[Self],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Self:
        """The one of a trained model."""
        component = cls(model_storage, resource)
        with model_storage.read_from(resource) as directory:
            component.use(rasa.shared.utils.io.read_json_file(directory / cls.file))
        return component

    def keep(self, learnt: dict[str, Any]) -> Resource:
        """Use what was learnt, and write it into the model."""
        self.use(learnt)
        with self._model_storage.write_to(self._resource) as directory:
            rasa.shared.utils.io.dump_obj_as_json_to_file(directory / self.file, learnt)
        return self._resource
