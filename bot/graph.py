"""Trains Rasa's graph of a project: what its `train` does, less what nobody reads of it.

Rasa's own tells all the examples apart at each component and keeps what each leaves in a cache,
which a training that was asked for never looks into. It packs the model as small as can be,
where `bot.content.archive.pack` packs it anew at once.
"""

from __future__ import annotations

import tarfile
import tempfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import rasa.engine.validation
from rasa.engine.constants import PLACEHOLDER_IMPORTER
from rasa.engine.graph import ExecutionContext, GraphModelConfiguration, GraphNodeHook
from rasa.engine.recipes.recipe import Recipe
from rasa.engine.storage.local_model_storage import MODEL_ARCHIVE_COMPONENTS_DIR, LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.engine.training.hooks import LoggingHook
from rasa.shared.core.domain import Domain
from rasa.shared.data import TrainingType

from bot.engine.runner import OrderedGraphRunner
from bot.importer import ProjectImporter

Tell = Callable[[str], None]


class QuickStorage(LocalModelStorage):
    """Packs a model without making it small."""

    def create_model_package(
        self,
        model_archive_path: str | Path,
        model_configuration: GraphModelConfiguration,
        domain: Domain,
    ) -> ModelMetadata:
        """Write what the components left, and the description of the model, into an archive."""
        metadata = self._create_model_metadata(domain, model_configuration)
        with (
            tempfile.TemporaryDirectory() as described,
            tarfile.open(model_archive_path, "w:gz", compresslevel=0) as tar,
        ):
            self._persist_metadata(metadata, Path(described))
            tar.add(described, arcname="")
            tar.add(self._storage_path, arcname=MODEL_ARCHIVE_COMPONENTS_DIR)
        return metadata


class Telling(GraphNodeHook):
    """Tells the name of each component when its turn comes."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def on_before_node(
        self,
        node_name: str,
        execution_context: ExecutionContext,
        config: dict[str, Any],
        received_inputs: dict[str, Any],
    ) -> dict[str, Any]:
        self._tell(execution_context.graph_schema.nodes[node_name].uses.__name__)
        return {}

    def on_after_node(
        self,
        node_name: str,
        execution_context: ExecutionContext,
        config: dict[str, Any],
        output: Any,
        input_hook_data: dict[str, Any],
    ) -> None:
        """Nothing to tell."""


def train_graph(domain: Path, config: Path, data: Path, target: Path, tell: Tell) -> None:
    """Train every component of the configuration, and pack what they learnt.

    Args:
        target: Rasa's archive of the model.
        tell: hears the name of the class of each component that begins.

    Raises:
        rasa.shared.exceptions.RasaException: the configuration or the data do not hold.
        rasa.engine.exceptions.GraphComponentException: a component failed.
    """
    # As it is: what Rasa puts around it reads retrieval intents and examples out of stories, of
    # which there are none here, and copies and sorts out all the examples nine times for it.
    importer = ProjectImporter(str(config), str(domain), [str(data)])
    told = importer.get_config()
    configuration = Recipe.recipe_for_name(told.get("recipe")).graph_config_for_recipe(
        told, {}, training_type=TrainingType.BOTH, is_finetuning=False
    )
    rasa.engine.validation.validate(configuration)
    # Whatever the components do with theirs.
    described = deepcopy(importer.get_domain())
    schema = configuration.train_schema
    with tempfile.TemporaryDirectory() as folder:
        storage = QuickStorage(Path(folder))
        runner = OrderedGraphRunner.create(
            schema, storage, ExecutionContext(schema), [LoggingHook(schema), Telling(tell)]
        )
        runner.run({PLACEHOLDER_IMPORTER: importer})
        storage.create_model_package(target, configuration, described)
