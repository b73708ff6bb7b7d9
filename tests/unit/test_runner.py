"""Nodes in plain order give what Rasa's own runner gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine import loader
from rasa.engine.exceptions import GraphComponentException
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelMetadata, ModelStorage
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.runner import OrderedGraphRunner

TEXTS = [
    "bonjour",
    "je n'ai pas reçu mon apl",
    "attestation",
    "je n'arrive pas à demander le rsa et la prime d'activité sur l'appli",
    "???",
    "",
]


class Sum(GraphComponent):
    """Adds its inputs, and notes that it ran."""

    ran: list[str] = []  # noqa: RUF012

    def __init__(self, name: str, fails: bool) -> None:
        self._name, self._fails = name, fails

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Sum:
        return cls(resource.name, config.get("fails", False))

    def add(self, first: int, second: int = 0) -> int:
        if self._fails:
            raise ValueError("cannot add")
        Sum.ran.append(self._name)
        return first + second


def node(needs: dict[str, str], target: bool = False, fails: bool = False) -> SchemaNode:
    return SchemaNode(
        needs=needs,
        uses=Sum,
        constructor_name="create",
        fn="add",
        config={"fails": fails},
        is_target=target,
    )


# The total is written before what it needs, and `twice` is needed two times.
SCHEMA = GraphSchema(
    {
        "total": node({"first": "twice", "second": "thrice"}, target=True),
        "thrice": node({"first": "twice", "second": "given"}),
        "twice": node({"first": "given", "second": "given"}),
        "aside": node({"first": "given"}),
        "broken": node({"first": "given"}, fails=True),
    }
)


@pytest.fixture
def toy(storage: LocalModelStorage, context: ExecutionContext) -> OrderedGraphRunner:
    Sum.ran.clear()
    return OrderedGraphRunner.create(SCHEMA, storage, context)


def test_each_node_runs_once_after_what_it_needs(toy: OrderedGraphRunner) -> None:
    assert toy.run({"given": 2}) == {"total": 4 + 6}
    assert Sum.ran == ["twice", "thrice", "total"]


def test_only_what_the_targets_need_runs(toy: OrderedGraphRunner) -> None:
    assert toy.run({"given": 2}, ["twice"]) == {"twice": 4}
    assert toy.run({"given": 5}, ["aside", "twice"]) == {"aside": 5, "twice": 10}
    assert Sum.ran == ["twice", "aside", "twice"]


def test_a_node_that_fails_is_rasa_s_error(toy: OrderedGraphRunner) -> None:
    with pytest.raises(GraphComponentException):
        toy.run({"given": 2}, ["broken"])


def test_inputs_do_not_stay(toy: OrderedGraphRunner) -> None:
    toy.run({"given": 2})
    assert toy.run({"given": 3}) == {"total": 15}


@pytest.fixture(scope="module")
def runners(
    model: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[type[GraphRunner], tuple[ModelMetadata, GraphRunner]]:
    """The current model in our runner and in Rasa's."""
    return {
        kind: loader.load_predict_graph_runner(
            tmp_path_factory.mktemp(kind.__name__), model, LocalModelStorage, kind
        )
        for kind in (OrderedGraphRunner, DaskGraphRunner)
    }


def outputs(runners: dict[type[GraphRunner], Any], target: str, inputs: Any) -> tuple[Any, Any]:
    """What each runner gives for the same fresh inputs."""
    found = []
    for kind in (OrderedGraphRunner, DaskGraphRunner):
        metadata, runner = runners[kind]
        name = getattr(metadata, target)
        result = runner.run(inputs=inputs(), targets=[name])
        assert result.keys() == {name}
        found.append(result[name])
    return found[0], found[1]


@pytest.mark.parametrize("text", TEXTS)
def test_messages_are_understood_alike(runners: dict[type[GraphRunner], Any], text: str) -> None:
    ours, theirs = outputs(
        runners,
        "nlu_target",
        lambda: {
            PLACEHOLDER_MESSAGE: [UserMessage(text, message_id="1")],
            PLACEHOLDER_TRACKER: None,
        },
    )
    [mine], [dask_s] = ours, theirs
    assert mine.as_dict() == dask_s.as_dict()
    assert mine.get("intent")["name"]


@pytest.mark.parametrize("intent", ["saluer", "refuser", "urgence_sociale", "intention_perdue"])
def test_actions_are_predicted_alike(runners: dict[type[GraphRunner], Any], intent: str) -> None:
    events = [ActionExecuted("action_listen"), UserUttered("x", intent={"name": intent})]
    ours, theirs = outputs(
        runners,
        "core_target",
        lambda: {PLACEHOLDER_TRACKER: DialogueStateTracker.from_events("somebody", events)},
    )
    assert ours == theirs
    assert max(ours.probabilities) == 1
