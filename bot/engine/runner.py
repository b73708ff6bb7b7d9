"""Runs Rasa's model graph in plain order.

Rasa hands each message to dask's scheduler; our graphs have ten small nodes that take
turns anyway. `benchmarks/serving.py` measures the difference.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar

from rasa.engine.exceptions import GraphComponentException
from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import RasaException

T = TypeVar("T")


class OrderedGraphRunner(GraphRunner):
    """Instantiates a graph's nodes once, then runs them one after the other."""

    def __init__(self, schema: GraphSchema, nodes: dict[str, GraphNode]) -> None:
        self._schema = schema
        self._nodes = nodes
        self._order_for = lru_cache(maxsize=None)(self._order)

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> OrderedGraphRunner:
        """Load the component of every node."""
        nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        return cls(graph_schema, nodes)

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        """The outputs of the target nodes, by name.

        Raises:
            rasa.engine.exceptions.GraphComponentException: when a node fails.
        """
        wanted = tuple(targets or self._schema.target_names)
        outputs = dict(inputs or {})
        for name, needs in self._order_for(wanted):
            outputs[name] = _output(self._nodes[name], needs, outputs)
        return {name: outputs[name] for name in wanted}

    def components(self, kind: type[T]) -> list[T]:
        """The loaded components of a kind."""
        return [it for node in self._nodes.values() if isinstance(it := node._component, kind)]

    def _order(self, targets: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
        """The nodes that the targets need, each after those it needs."""
        schema = self._schema.minimal_graph_schema(list(targets)).nodes
        ordered: dict[str, tuple[str, ...]] = {}

        def visit(name: str) -> None:
            if name in ordered or name not in schema:
                return
            needs = tuple(schema[name].needs.values())
            for need in needs:
                visit(need)
            ordered[name] = needs

        for target in targets:
            visit(target)
        return list(ordered.items())


def _output(node: GraphNode, needs: tuple[str, ...], outputs: dict[str, Any]) -> Any:
    """What a node makes of the outputs of others.

    Rasa's own call adds hooks and debug lines, which cost more than our components.
    """
    if node._component is None or node._hooks:
        return node(*[(need, outputs[need]) if need in outputs else need for need in needs])[1]
    try:
        given = {parameter: outputs[need] for parameter, need in node._inputs.items()}
        return node._fn(node._component, **given)
    except RasaException:
        raise
    except Exception as error:
        raise GraphComponentException(f"Error running node {node._node_name}.") from error
