"""A file of rules: what the policy would not play, or play otherwise, is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.check import faults
from bot.content.faults import Fault

HEAD = 'version: "3.1"\nrules:\n'
GOOD = "- rule: bonjour\n  steps:\n  - intent: saluer\n  - action: action_answer\n"
ONE_TURN = "une règle lit une intention, puis donne une action, et rien d'autre"


def found(project: Path, text: str) -> list[tuple[int, str]]:
    (project / "bot" / "data" / "rules.yml").write_text(text, encoding="utf-8")
    told = faults(project)
    assert {fault.file for fault in told} <= {"rules.yml"}
    return [(fault.line, fault.message) for fault in told]


@pytest.mark.parametrize("text", [HEAD + GOOD, 'version: "3.1"\nrules: []\n'])
def test_rules_that_agree_with_the_catalogue(project: Path, text: str) -> None:
    assert found(project, text) == []


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("rules: 3\n", 1, "« rules » doit contenir une liste"),
        ("rules:\n", 1, "« rules » doit contenir une liste"),
        ("rules: {rule: a}\n", 1, "« rules » doit contenir une liste"),
        (HEAD + GOOD + "- 3\n", 7, "une règle commence par « - rule : » et son nom"),
        (HEAD + "- steps: []\n", 3, "une règle commence par « - rule : » et son nom"),
        (HEAD + "- rule: a\n", 3, "« steps » doit contenir une liste"),
        (HEAD + "- rule: a\n  steps: 3\n", 4, "« steps » doit contenir une liste"),
        (HEAD + "- rule: a\n  steps: [3]\n", 3, ONE_TURN),
        (HEAD + "- rule: a\n  steps: [{action: action_answer}, {intent: saluer}]\n", 3, ONE_TURN),
        (
            HEAD + "- rule: a\n  steps:\n  - intent: saluer\n    entities: [{a: b}]\n"
            "  - action: action_answer\n",
            3,
            ONE_TURN,
        ),
        (
            HEAD + GOOD + "  condition: []\n",
            7,
            "clé inconnue « condition » ; clés possibles : rule, steps, metadata",
        ),
        (
            HEAD + GOOD.replace("saluer", "perdue"),
            5,
            "l'intention « perdue » n'est pas dans le catalogue",
        ),
        (
            HEAD + GOOD.replace("intent: saluer", "intent:"),
            5,
            "il manque le nom après « intent : »",
        ),
        (
            HEAD + GOOD.replace("action_answer", "action_perdue"),
            6,
            "l'action « action_perdue » n'est pas dans le domaine",
        ),
        (
            HEAD + GOOD.replace("action_answer", "answer_remercier"),
            6,
            "« saluer » donne « action_answer » dans le catalogue, pas « answer_remercier »",
        ),
        (HEAD + GOOD + GOOD, 9, "« saluer » a déjà une règle, rules.yml:5"),
    ],
)
def test_a_rule_that_is_not_played(project: Path, text: str, line: int, message: str) -> None:
    assert found(project, text) == [(line, message)]


def test_a_second_rule_in_another_file(project: Path) -> None:
    other = project / "bot" / "data" / "z.yml"
    other.write_text(HEAD + GOOD, encoding="utf-8")
    message = "« saluer » a déjà une règle, rules.yml:5"
    assert faults(project) == [Fault("z.yml", 5, message)]


def test_rules_wait_for_a_domain_that_can_be_read(project: Path) -> None:
    """Its own fault is told; that each action is unknown would only hide it."""
    (project / "domain.yml").write_text("version: '3.1'\nresponses: {}\n", encoding="utf-8")
    assert faults(project) == [Fault("domain.yml", 1, "il manque « actions »")]
