"""Rules of one turn: each intent leads to its action, then the assistant listens."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates, TrainingDataGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException

from bot.content.catalogue import Catalogue
from bot.importer import ProjectImporter
from bot.policy import OneTurnRulePolicy

RESOURCE = Resource("policy")
LISTEN = ActionExecuted("action_listen")


def configured(**changed: Any) -> dict[str, Any]:
    """The policy's configuration, as training reads it from config.yml and the catalogue."""
    [own] = ProjectImporter().get_config()["policies"]
    return {**OneTurnRulePolicy.get_default_config(), **own, **changed}


def rule(*events: Event) -> TrackerWithCachedStates:
    tracker = TrackerWithCachedStates("rule", [], is_rule_tracker=True)
    for event in events:
        tracker.update(event)
    return tracker


def said(intent: str, text: str = "", ranking: tuple[str, ...] = ()) -> UserUttered:
    parsed = {
        "text": text,
        "intent": {"name": intent},
        "intent_ranking": [{"name": name, "confidence": 0.3} for name in ranking],
    }
    return UserUttered(text, intent={"name": intent}, parse_data=parsed)


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
        LISTEN, said("saluer"), ActionExecuted("action_orient"),
        LISTEN, said("remercier"), ActionExecuted("action_orient"),
    )  # fmt: skip
    with pytest.raises(InvalidConfigException, match=r"one intent, then one action.*remercier"):
        untrained.train([two_turns], domain)


def test_a_rule_of_two_actions_is_refused(untrained: OneTurnRulePolicy, domain: Domain) -> None:
    actions = [ActionExecuted("action_suggest"), ActionExecuted("action_orient")]
    with pytest.raises(InvalidConfigException, match="action_suggest"):
        untrained.train([rule(LISTEN, said("saluer"), *actions)], domain)


def test_a_rule_without_an_action_is_refused(untrained: OneTurnRulePolicy, domain: Domain) -> None:
    with pytest.raises(InvalidConfigException, match="one action"):
        untrained.train([rule(LISTEN, said("saluer"), LISTEN)], domain)


def test_two_rules_for_one_intent_are_refused(untrained: OneTurnRulePolicy, domain: Domain) -> None:
    rules = [
        rule(LISTEN, said("saluer"), ActionExecuted(action))
        for action in ("action_orient", "action_suggest")
    ]
    with pytest.raises(InvalidConfigException, match="Two rules for intent 'saluer'"):
        untrained.train(rules, domain)


def test_the_same_rule_twice_is_one_rule(untrained: OneTurnRulePolicy, domain: Domain) -> None:
    same = [rule(LISTEN, said("saluer"), ActionExecuted("action_orient"))] * 2
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


def test_an_action_of_the_fallback_must_exist(domain: Domain) -> None:
    lost = configured(fallback=[{"when": "question", "action": "action_lost"}])
    with pytest.raises(InvalidConfigException, match="action_lost"):
        OneTurnRulePolicy.raise_if_incompatible_with_domain(lost, domain)


@pytest.mark.parametrize("line", [{"when": "raining", "action": "action_clarify"}, {}, "question"])
def test_a_line_of_the_fallback_must_be_readable(
    storage: LocalModelStorage, context: ExecutionContext, line: Any
) -> None:
    with pytest.raises(InvalidConfigException, match="missed_before"):
        OneTurnRulePolicy.create(configured(fallback=[line]), storage, RESOURCE, context)


# -- what is predicted


def test_every_row_leads_to_its_action(next_action: Any, rows: Catalogue) -> None:
    for name, intent in rows.intents.items():
        understood = said(name, ranking=(name, "consulter_dettes"))
        assert next_action(LISTEN, understood) == intent.action, name


def test_after_an_action_the_assistant_listens(next_action: Any) -> None:
    turn = (LISTEN, said("saluer"), ActionExecuted("action_orient"))
    assert next_action(*turn) == "action_listen"


def test_only_the_latest_message_counts(next_action: Any) -> None:
    earlier = (LISTEN, said("saluer"), ActionExecuted("action_orient"))
    assert next_action(*earlier * 30, LISTEN, said("refuser")) == "action_deny"


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


# -- when the message was not understood

APART = ("nlu_fallback", "consulter_dettes", "changer_adresse")
NEVER_SUGGESTED = ("nlu_fallback", "saluer", "hors_sujet", "refuser", "intention_perdue")
TOGETHER = ("nlu_fallback", "consulter_dettes", "contester_decision")


@pytest.mark.parametrize(
    ("text", "ranking", "misses", "action"),
    [
        ("blabla", APART, None, "action_suggest"),
        ("blabla", APART, 0, "action_suggest"),
        ("blabla", APART, 1, "action_hand_over"),
        ("blabla", APART, 2, "action_hand_over"),
        ("Attestation ?", APART, 0, "action_clarify"),
        ("attestation", APART, 1, "action_clarify"),
        ("blabla", TOGETHER, 0, "action_clarify"),
        ("blabla", NEVER_SUGGESTED, None, "action_hand_over"),
        ("blabla", NEVER_SUGGESTED, 1, "action_hand_over"),
        ("blabla", (*NEVER_SUGGESTED, "consulter_dettes"), 0, "action_suggest"),
        ("attestation", (), 0, "action_clarify"),
        ("blabla", (), 0, "action_hand_over"),
        ("", (), 1, "action_hand_over"),
    ],
)
def test_in_doubt(
    next_action: Any, text: str, ranking: tuple[str, ...], misses: int | None, action: str
) -> None:
    message = said("nlu_fallback", text, ranking)
    assert next_action(SlotSet("misses", misses), LISTEN, message) == action
