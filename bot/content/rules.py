"""The rules that a file of `bot/data` may hold: one turn each, as the policy plays them.

Every row of the catalogue is a rule already; what a file adds must agree with it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any

from bot.content.catalogue import Catalogue
from bot.content.faults import Fault
from bot.content.tree import Tree

_KEYS = ("rule", "steps", "metadata")
_STEPS = ("intent", "action")


def faults(trees: Iterable[Tree], catalogue: Catalogue, actions: Container[str]) -> Iterator[Fault]:
    """What the policy does not play, each with its line.

    Args:
        actions: the names of the actions and responses that the domain has.
    """
    # The line of each intent's first rule.
    ruled: dict[str, str] = {}
    for tree in trees:
        if not isinstance(tree.value, dict):
            continue
        if "stories" in tree.value:
            message = "les stories ne sont pas prises en charge : une règle d'un tour par intention"
            yield tree.fault(("stories",), message)
        rules = tree.value.get("rules", [])
        if not isinstance(rules, list):
            yield tree.fault(("rules",), "« rules » doit contenir une liste")
            continue
        for number, rule in enumerate(rules):
            where = ("rules", number)
            form = list(_form_faults(tree, where, rule))
            yield from form
            if not form:
                yield from _meaning_faults(tree, where, rule, catalogue, actions, ruled)


def _form_faults(tree: Tree, where: tuple[str | int, ...], rule: Any) -> Iterator[Fault]:
    if not isinstance(rule, dict) or not isinstance(rule.get("rule"), str):
        yield tree.fault(where, "une règle commence par « - rule : » et son nom")
        return
    for key in rule:
        if key not in _KEYS:
            message = f"clé inconnue « {key} » ; clés possibles : {', '.join(_KEYS)}"
            yield tree.fault((*where, key), message)
    steps = rule.get("steps")
    if not isinstance(steps, list):
        yield tree.fault((*where, "steps"), "« steps » doit contenir une liste")
        return
    kinds = [tuple(step) if isinstance(step, dict) else () for step in steps]
    if kinds != [(kind,) for kind in _STEPS]:
        message = "une règle lit une intention, puis donne une action, et rien d'autre"
        yield tree.fault(where, message)
        return
    for number, kind in enumerate(_STEPS):
        if not isinstance(steps[number][kind], str):
            message = f"il manque le nom après « {kind} : »"
            yield tree.fault((*where, "steps", number, kind), message)


def _meaning_faults(
    tree: Tree,
    where: tuple[str | int, ...],
    rule: dict[str, Any],
    catalogue: Catalogue,
    actions: Container[str],
    ruled: dict[str, str],
) -> Iterator[Fault]:
    """What a rule of the right form names that does not exist, or says against another."""
    intent, action = (step[kind] for kind, step in zip(_STEPS, rule["steps"], strict=True))
    reads, gives = ((*where, "steps", number, kind) for number, kind in enumerate(_STEPS))
    row = catalogue.intents.get(intent)
    if row is None:
        yield tree.fault(reads, f"l'intention « {intent} » n'est pas dans le catalogue")
    elif intent in ruled:
        yield tree.fault(reads, f"« {intent} » a déjà une règle, {ruled[intent]}")
    ruled.setdefault(intent, f"{tree.name}:{tree.line(reads)}")
    if action not in actions:
        yield tree.fault(gives, f"l'action « {action} » n'est pas dans le domaine")
    elif row is not None and action != row.action:
        message = f"« {intent} » donne « {row.action} » dans le catalogue, pas « {action} »"
        yield tree.fault(gives, message)
