"""Rules of one turn: each intent leads to its action, then the assistant listens."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates, TrainingDataGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException

from bot.content.catalogue import FALLBACK, Catalogue
from bot.content.sources import CONFIG, PROJECT
from bot.content.tree import read
from bot.importer import ProjectImporter
from bot.policy import OneTurnRulePolicy

RESOURCE = Resource("policy")
LISTEN = ActionExecuted("action_listen")


def configured() -> dict[str, Any]:
    """The policy's configuration, as training reads it from config.yml."""
    [own] = read("config.yml", (PROJECT / CONFIG).read_bytes()).value["policies"]
    return {**OneTurnRulePolicy.get_default_config(), **own}


def rule(*events: Event) -> TrackerWithCachedStates:
    tracker = TrackerWithCachedStates("rule", [], is_rule_tracker=True)
    for event in events:
        tracker.update(event)
    return tracker


def said(intent: str, text: str = "") -> UserUttered:
    return UserUttered(text, intent={"name": intent})


@pytest.fixture
def untrained(storage: LocalModelStorage, context: ExecutionContext) -> OneTurnRulePolicy:
    return OneTurnRulePolicy.create(configured(), storage, RESOURCE, context)


@pytest.fixture
def policy(
    untrained: OneTurnRulePolicy,
    domain: Domain,
    storage: LocalModelStorage,
    context: ExecutionContext,
) -> OneTurnRulePolicy:
    """Trained on the catalogue's rules, then loaded from what training stored."""
    stories = ProjectImporter().get_stories()
    rules = TrainingDataGenerator(stories, domain, augmentation_factor=0).generate()
    untrained.train(rules, domain)
    return OneTurnRulePolicy.load(configured(), storage, RESOURCE, context)


@pytest.fixture
def next_action(policy: OneTurnRulePolicy, domain: Domain) -> Any:
    def predict(*events: Event) -> str:
        tracker = DialogueStateTracker.from_events("somebody", list(events), domain.slots)
        prediction = policy.predict_action_probabilities(tracker, domain)
        assert sum(prediction.probabilities) == 1
        return domain.action_names_or_texts[prediction.max_confidence_index]

    return predict


# -- what training accepts


def test_a_rule_of_two_turns_is_refused(untrained: OneTurnRulePolicy, domain: Domain) -> None:
    two_turns = rule(
        LISTEN, said("saluer"), ActionExecuted("action_answer"),
        LISTEN, said("remercier"), ActionExecuted("action_answer"),
    )  # fmt: skip
    with pytest.raises(InvalidConfigException, match=r"one intent, then one action.*remercier"):
        untrained.train([two_turns], domain)


def test_a_rule_of_two_actions_is_refused(untrained: OneTurnRulePolicy, domain: Domain) -> None:
    actions = [ActionExecuted("action_restart"), ActionExecuted("action_answer")]
    with pytest.raises(InvalidConfigException, match="action_restart"):
        untrained.train([rule(LISTEN, said("saluer"), *actions)], domain)


def test_a_rule_without_an_action_is_refused(untrained: OneTurnRulePolicy, domain: Domain) -> None:
    with pytest.raises(InvalidConfigException, match="one action"):
        untrained.train([rule(LISTEN, said("saluer"), LISTEN)], domain)


def test_two_rules_for_one_intent_are_refused(untrained: OneTurnRulePolicy, domain: Domain) -> None:
    rules = [
        rule(LISTEN, said("saluer"), ActionExecuted(action))
        for action in ("action_answer", "action_restart")
    ]
    with pytest.raises(InvalidConfigException, match="Two rules for intent 'saluer'"):
        untrained.train(rules, domain)


def test_the_same_rule_twice_is_one_rule(untrained: OneTurnRulePolicy, domain: Domain) -> None:
    same = [rule(LISTEN, said("saluer"), ActionExecuted("action_answer"))] * 2
    assert untrained.train(same, domain) == RESOURCE


def test_stories_are_refused(untrained: OneTurnRulePolicy, domain: Domain) -> None:
    story = TrackerWithCachedStates("story", [])
    with pytest.raises(InvalidConfigException, match="no stories"):
        untrained.train([story], domain)


def test_forms_are_refused(domain: Domain) -> None:
    form = Domain.from_dict({"forms": {"a_form": {"required_slots": []}}})
    OneTurnRulePolicy.raise_if_incompatible_with_domain(configured(), domain)
    with pytest.raises(InvalidConfigException, match="forms"):
        OneTurnRulePolicy.raise_if_incompatible_with_domain(configured(), domain.merge(form))


# -- what is predicted


def test_every_row_leads_to_its_action(next_action: Any, rows: Catalogue) -> None:
    for name, intent in rows.intents.items():
        assert next_action(LISTEN, said(name)) == intent.action, name


def test_after_an_action_the_assistant_listens(next_action: Any) -> None:
    turn = (LISTEN, said("saluer"), ActionExecuted("action_answer"))
    assert next_action(*turn) == "action_listen"


def test_only_the_latest_message_counts(next_action: Any) -> None:
    earlier = (LISTEN, said("restart"), ActionExecuted("action_answer"))
    assert next_action(*earlier * 30, LISTEN, said("refuser")) == "action_answer"
    assert next_action(*earlier * 30, LISTEN, said("intention_perdue")) == "action_listen"


def test_what_is_not_understood_is_the_dialogue_s(next_action: Any) -> None:
    assert next_action(LISTEN, said(FALLBACK, "blabla")) == "action_answer"


def test_an_unknown_intent_gets_no_action(next_action: Any) -> None:
    assert next_action(LISTEN, said("intention_perdue")) == "action_listen"
    assert next_action(LISTEN, UserUttered("", intent={"name": None})) == "action_listen"


def test_a_new_conversation_listens(next_action: Any) -> None:
    assert next_action() == "action_listen"


@pytest.mark.parametrize(
    ("intent", "action"),
    [
        ("restart", "action_restart"),
        ("back", "action_back"),
        ("session_start", "action_session_start"),
    ],
)
def test_rasa_s_own_intents_keep_their_actions(next_action: Any, intent: str, action: str) -> None:
    assert next_action(LISTEN, said(intent)) == action
