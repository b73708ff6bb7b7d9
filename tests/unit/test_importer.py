"""The catalogue as training data: an intent and a rule a row."""

from __future__ import annotations

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates, TrainingDataGenerator
from rasa.shared.core.training_data.structures import RuleStep
from rasa.shared.importers.importer import TrainingDataImporter

from bot.catalogue import Catalogue
from bot.check import PROJECT
from bot.engine.actions import registered_actions
from bot.importer import CatalogueImporter


@pytest.fixture(scope="module")
def importer() -> CatalogueImporter:
    return CatalogueImporter()


@pytest.fixture(scope="module")
def trackers(domain: Domain, importer: CatalogueImporter) -> list[TrackerWithCachedStates]:
    """The rules as Rasa gives them to a policy."""
    generator = TrainingDataGenerator(importer.get_stories(), domain, augmentation_factor=0)
    found = generator.generate()
    return [tracker for tracker in found if tracker.is_rule_tracker]


def test_every_row_is_an_intent_of_the_domain(importer: CatalogueImporter, rows: Catalogue) -> None:
    assert set(importer.get_domain().intents) >= set(rows.intents)
    for name in rows.intents.keys() - {"nlu_fallback"}:
        assert importer.get_domain().intent_properties[name]["used_entities"] == []


def test_every_row_is_one_rule(importer: CatalogueImporter, rows: Catalogue) -> None:
    steps = importer.get_stories().story_steps
    assert all(isinstance(step, RuleStep) for step in steps)
    found = {
        event.intent_name: step.events[-1].action_name
        for step in steps
        for event in step.events
        if isinstance(event, UserUttered)
    }
    assert len(steps) == len(rows.intents)
    assert found == {name: intent.action for name, intent in rows.intents.items()}


def test_rasa_reads_the_rules(trackers: list[TrackerWithCachedStates], rows: Catalogue) -> None:
    found = {}
    for tracker in trackers:
        [intent] = [e.intent_name for e in tracker.events if isinstance(e, UserUttered)]
        actions = [e.action_name for e in tracker.events if isinstance(e, ActionExecuted)]
        assert actions[-1] == "action_listen"
        found[intent] = actions[-2]
    assert found == {name: intent.action for name, intent in rows.intents.items()}


def test_every_action_exists(domain: Domain, rows: Catalogue) -> None:
    called = {intent.action for intent in rows.intents.values()}
    assert called <= set(domain.user_actions)
    assert set(domain.user_actions) - set(domain.responses) == set(registered_actions())


def test_nothing_but_rules_comes_from_the_catalogue(importer: CatalogueImporter) -> None:
    assert importer.get_nlu_data().is_empty()
    assert importer.get_conversation_tests().story_steps == []
    assert importer.get_config() == {}
    assert importer.get_config_file_for_auto_config() is None


def test_the_configuration_names_it(rows: Catalogue) -> None:
    """As `rasa train` reads the project: our intents beside Rasa's own files."""
    whole = TrainingDataImporter.load_from_config(
        str(PROJECT / "config.yml"), str(PROJECT / "domain.yml"), []
    )
    assert set(whole.get_domain().intents) >= set(rows.intents)
    assert "answer_saluer" in whole.get_domain().responses
    rules = [step for step in whole.get_stories().story_steps if isinstance(step, RuleStep)]
    assert {step.block_name for step in rules} == set(rows.intents)
