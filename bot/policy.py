"""The dialogue policy: rules of one turn, looked up instead of searched.

Rasa's RulePolicy rebuilds the states of the whole conversation and scans every rule
for each prediction. All our rules have one turn (an intent, then an action): a
dictionary answers in constant time, however long the conversation. What happens when
nothing is understood for sure stands in `config.yml`, under `fallback`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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

from bot.content.catalogue import FALLBACK
from bot.content.choices import Choices

Condition = Callable[[DialogueStateTracker, Choices], bool]


def _has_question(tracker: DialogueStateTracker, choices: Choices) -> bool:
    return choices.question(tracker.latest_message.parse_data) is not None


def _has_nothing_to_suggest(tracker: DialogueStateTracker, choices: Choices) -> bool:
    parsed = tracker.latest_message.parse_data
    # `rasa test core` keeps no ranking: only one that is there can be without candidates.
    return parsed.get("intent_ranking") is not None and not choices.candidates(parsed)


def _missed_before(tracker: DialogueStateTracker, choices: Choices) -> bool:
    return bool(tracker.get_slot("misses"))


# What a line of `fallback` may ask of a message that was not understood for sure.
CONDITIONS: Mapping[str, Condition] = {
    "question": _has_question,
    "nothing_to_suggest": _has_nothing_to_suggest,
    "missed_before": _missed_before,
}


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class OneTurnRulePolicy(RulePolicy):
    """A RulePolicy whose rules all read « this intent → this action, then listen ».

    Its configuration: `fallback`, lines `{when, action}` that are tried in order on a
    message that was not understood for sure, before its rule's own action; `choices`
    comes from the catalogue (`bot.importer`).
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            **RulePolicy.get_default_config(),
            "fallback": [],
            "choices": {"suggested": [], "questions": {}},
        }

    def __init__(self, config: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(config, *args, **kwargs)
        self._choices = Choices.from_config(config["choices"])
        try:
            self._fallback = [
                (CONDITIONS[line["when"]], str(line["action"])) for line in config["fallback"]
            ]
        except (KeyError, TypeError):
            raise InvalidConfigException(
                f"fallback: each line is {{when, action}}, with when one of {sorted(CONDITIONS)}."
            ) from None

    @classmethod
    def raise_if_incompatible_with_domain(cls, config: dict[str, Any], domain: Domain) -> None:
        """Refuse what this policy does not play.

        Raises:
            InvalidConfigException: the domain has forms, or a line of `fallback` names an
                action that the domain has not.
        """
        if domain.forms:
            raise InvalidConfigException("OneTurnRulePolicy plays no forms.")
        for line in config.get("fallback") or ():
            if line.get("action") not in domain.action_names_or_texts:
                raise InvalidConfigException(
                    f"fallback: the domain has no action '{line.get('action')}'."
                )

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
        action: str = ACTION_LISTEN_NAME
        if tracker.latest_action_name == ACTION_LISTEN_NAME and tracker.latest_message:
            intent = tracker.latest_message.intent.get("name") or ""
            action = self.lookup[RULES].get(intent, ACTION_LISTEN_NAME)
            if intent == FALLBACK:
                action = self._in_doubt(tracker) or action
        return self._prediction(confidence_scores_for(action, 1.0, domain))

    def _in_doubt(self, tracker: DialogueStateTracker) -> str | None:
        return next(
            (action for holds, action in self._fallback if holds(tracker, self._choices)), None
        )


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
