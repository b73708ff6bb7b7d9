"""The dialogue policy: rules of one turn, looked up instead of searched.

Rasa's RulePolicy rebuilds the states of the whole conversation and scans every rule
for each prediction. All our rules have one turn (an intent, then an action): a
dictionary answers in constant time, however long the conversation. What an action then
says in its context, and when nothing is understood, is the dialogue's (`bot/dialogue/`).
"""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import PolicyPrediction, confidence_scores_for
from rasa.core.policies.rule_policy import DEFAULT_ACTION_MAPPINGS, RULES, RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_LISTEN_NAME, RULE_SNIPPET_ACTION_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class OneTurnRulePolicy(RulePolicy):
    """A RulePolicy whose rules all read « this intent → this action, then listen »."""

    @classmethod
    def raise_if_incompatible_with_domain(cls, config: dict[str, Any], domain: Domain) -> None:
        """Refuse what this policy does not play.

        Raises:
            InvalidConfigException: the domain has forms.
        """
        if domain.forms:
            raise InvalidConfigException("OneTurnRulePolicy plays no forms.")

    def train(
        self,
        training_trackers: list[TrackerWithCachedStates],
        domain: Domain,
        **kwargs: Any,
    ) -> Resource:
        """Read the rules and store them.

        Raises:
            InvalidConfigException: when there is a story, a rule has more than one turn,
                or an intent has two different rules.
        """
        rules = dict(DEFAULT_ACTION_MAPPINGS)
        for tracker in training_trackers:
            if not tracker.is_rule_tracker:
                raise InvalidConfigException(
                    f"OneTurnRulePolicy plays rules, no stories: '{tracker.sender_id}'."
                )
            intent, action = _one_turn(tracker)
            if rules.setdefault(intent, action) != action:
                raise InvalidConfigException(
                    f"Two rules for intent '{intent}': '{rules[intent]}' and '{action}'."
                )
        self.lookup = {RULES: rules}
        self.persist()
        return self._resource

    def predict_action_probabilities(
        self, tracker: DialogueStateTracker, domain: Domain, **kwargs: Any
    ) -> PolicyPrediction:
        """The rule's action right after a message, `action_listen` after any action."""
        return self._prediction(confidence_scores_for(self.next_action(tracker), 1.0, domain))

    def next_action(self, tracker: DialogueStateTracker) -> str:
        """The name of what is done next."""
        if tracker.latest_action_name != ACTION_LISTEN_NAME or not tracker.latest_message:
            return str(ACTION_LISTEN_NAME)
        intent = tracker.latest_message.intent.get("name") or ""
        return str(self.lookup[RULES].get(intent, ACTION_LISTEN_NAME))


def _one_turn(tracker: TrackerWithCachedStates) -> tuple[str, str]:
    intents = [event.intent_name for event in tracker.events if isinstance(event, UserUttered)]
    actions = [
        event.action_name
        for event in tracker.events
        if isinstance(event, ActionExecuted)
        and event.action_name not in (None, ACTION_LISTEN_NAME, RULE_SNIPPET_ACTION_NAME)
    ]
    if len(intents) != 1 or len(actions) != 1:
        raise InvalidConfigException(
            f"A rule must read one intent, then one action; found {intents} and {actions}."
        )
    return str(intents[0]), str(actions[0])
