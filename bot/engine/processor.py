"""Rasa's message processor, less what a turn of ours does not need."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action, ActionExecutionRejection
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.lock_store import LockStore
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.core.processor import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER, MessageProcessor
from rasa.core.tracker_store import TrackerStore
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelMetadata, ModelStorage
from rasa.exceptions import ActionLimitReached
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, ActionExecutionRejected
from rasa.shared.core.slot_mappings import SlotMappingType
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from bot.actions.answer import MEMORY_SLOT, page_in
from bot.content.archive import Archive, ArchiveRefused
from bot.content.catalogue import FALLBACK
from bot.content.validated import NOTHING, Validated, folded
from bot.dialogue import Memory, Reading
from bot.dialogue.pages import Pages
from bot.engine.actions import InProcessAction, actions_on
from bot.engine.runner import OrderedGraphRunner
from bot.nlu.reader import GOING_ON, QUICK
from bot.policy import OneTurnRulePolicy


class KnownDomainProvider(DomainProvider):
    """Gives the domain that the model's description holds.

    Rasa's own reads it again from YAML, and checks it against a schema: half of the time
    and of the memory that loading a model takes.
    """

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> KnownDomainProvider:
        """`config` holds the `domain`."""
        return cls(model_storage, resource, config["domain"])


def _with_known_domain(metadata: ModelMetadata) -> GraphSchema:
    nodes = {
        name: replace(node, uses=KnownDomainProvider, config={"domain": metadata.domain})
        if node.uses is DomainProvider
        else node
        for name, node in metadata.predict_schema.nodes.items()
    }
    return GraphSchema(nodes)


def open_model(archive: Archive) -> tuple[ModelMetadata, OrderedGraphRunner]:
    """What an archive's model describes, and its graph, ready to run.

    Raises:
        ArchiveRefused: when it does not load.
    """
    try:
        with tempfile.TemporaryDirectory() as directory:
            archive.unpack_components(Path(directory))
            metadata = ModelMetadata.from_dict(dict(archive.metadata))
            schema = _with_known_domain(metadata)
            runner = OrderedGraphRunner.create(
                schema,
                LocalModelStorage(Path(directory)),
                ExecutionContext(schema, model_id=metadata.model_id),
            )
    except Exception as error:
        raise ArchiveRefused(archive.name, f"il ne se charge pas ({_root(error)})") from error
    return metadata, runner


def _root(error: BaseException) -> BaseException:
    """What was at the beginning of an error: Rasa wraps it."""
    while error.__cause__ is not None:
        error = error.__cause__
    return error


class Unworded(NaturalLanguageGenerator):
    """No words: whoever plays turns looks them up by the response's name."""

    def __init__(self, responses: Mapping[str, Any]) -> None:
        self._responses = responses

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """An empty draft of a response; None when there is none of that name."""
        return {"text": None} if utter_action in self._responses else None


class InProcessProcessor(MessageProcessor):
    """Runs custom actions in process, and lets a failing turn fail.

    Rasa logs the error of an action, goes on, and answers nothing; here it is raised,
    so that the connectors can say that something went wrong.
    """

    graph_runner: OrderedGraphRunner

    def __init__(
        self, archive: Archive, tracker_store: TrackerStore, lock_store: LockStore
    ) -> None:
        """Load a verified archive.

        Raises:
            ArchiveRefused: its model does not load.
        """
        self.content = archive.content
        # Only while Rasa's constructor loads it: its bytes are not kept.
        self._loaded: Archive | None = archive
        # What editors settled since; another mapping takes its place while turns are played.
        self.validated: Validated = NOTHING
        super().__init__(
            archive.name, tracker_store, lock_store, TemplatedNaturalLanguageGenerator({})
        )
        self._loaded = None
        self.nlg = TemplatedNaturalLanguageGenerator(self.domain.responses)
        self._pages = Pages(archive.content.catalogue)
        self._unworded = Unworded(self.domain.responses)
        self._actions: dict[str, Action] = {
            name: InProcessAction(name, run, self._domain_as_dict)
            for name, run in actions_on(archive.content, self._read).items()
        }
        self._rules = self._one_turn_rules()
        self._predictions: dict[str, PolicyPrediction] = {}

    def _load_model(  # type: ignore[override]
        self, model_path: str | Path
    ) -> tuple[str, ModelMetadata, OrderedGraphRunner]:
        assert self._loaded is not None, "called once, by the constructor"
        return self._loaded.name, *open_model(self._loaded)

    def message_of(self, text: str, *, quick: bool = False, going_on: bool = False) -> Message:
        """A text as the components of the model leave it.

        Args:
            quick: without the second look.
            going_on: if an answer came before.
        """
        asked = UserMessage(text, metadata={QUICK: quick, GOING_ON: going_on})
        target = str(self.model_metadata.nlu_target)
        outputs = self.graph_runner.run(
            inputs={PLACEHOLDER_MESSAGE: [asked], PLACEHOLDER_TRACKER: None},
            targets=[target],
        )
        message: Message = outputs[target][0]
        return message

    def _read(self, text: str, *, quick: bool = False) -> Reading:
        """A piece of a message, as the model reads it alone."""
        read = self.message_of(text, quick=quick, going_on=True)
        parsed = read.as_dict(only_output_properties=True) | {"text": text}
        return Reading.of(self._settled(parsed))

    def _parse_message_with_graph(
        self,
        message: UserMessage,
        tracker: DialogueStateTracker,
        only_output_properties: bool = True,
    ) -> dict[str, Any]:
        """What the model reads, or what an editor settled for this very sentence."""
        memory = Memory.load(tracker.get_slot(MEMORY_SLOT) if tracker is not None else None)
        asked, told = copy(message), message.metadata or {}
        asked.metadata = {**told, GOING_ON: self._pages.going_on(memory, page_in(told))}
        parsed = super()._parse_message_with_graph(asked, tracker, only_output_properties)
        return self._settled(parsed)

    def _settled(self, parsed: dict[str, Any]) -> dict[str, Any]:
        """A parsed message whose intent is the validated one, if its sentence is validated."""
        intent = self.validated.get(folded(parsed["text"])) if self.validated else None
        if intent is None or intent not in self.content.catalogue.intents:
            return parsed
        ranking = parsed.get("intent_ranking") or ()
        first = {"name": intent, "confidence": 1.0}
        others = [entry for entry in ranking if entry["name"] not in (intent, FALLBACK)]
        return parsed | {"intent": first, "intent_ranking": [first, *others], "validated": True}

    async def play(self, message: UserMessage, tracker: DialogueStateTracker) -> None:
        """One turn of a conversation that the caller holds; nothing is read or saved.

        Raises:
            Exception: whatever made the turn fail; the tracker is then spoilt.
        """
        output = message.output_channel
        tracker.model_id = self.model_metadata.model_id
        tracker.assistant_id = tracker.assistant_id or self.model_metadata.assistant_id
        if not tracker.events or self._has_session_expired(tracker):
            await self._update_tracker_session(tracker, output)
        await self._handle_message_with_tracker(message, tracker)
        tracker = await self.run_action_extract_slots(output, tracker)
        await self._run_prediction_loop(output, tracker, self._unworded)

    @property
    def looks_back(self) -> bool:
        """If a policy may read what was said before the latest message."""
        return self._rules is None

    def _one_turn_rules(self) -> OneTurnRulePolicy | None:
        """The policy, if it is the only one and has such rules."""
        policies = self.graph_runner.components(Policy)
        if len(policies) == 1 and isinstance(policies[0], OneTurnRulePolicy):
            return policies[0]
        return None

    def _predicted(self, action: str) -> PolicyPrediction:
        """The rules' word for an action, made once: it is as long as the domain."""
        if action not in self._predictions:
            self._predictions[action] = PolicyPrediction.for_action_name(
                self.domain, action, OneTurnRulePolicy.__name__
            )
        return self._predictions[action]

    @cached_property
    def _domain_as_dict(self) -> dict[str, Any]:
        return self.domain.as_dict()

    @cached_property
    def _fills_slots_from_messages(self) -> bool:
        return any(
            mapping.get("type") != str(SlotMappingType.CUSTOM)
            for slot in self.domain.slots
            for mapping in slot.mappings
        )

    def _has_session_expired(self, tracker: DialogueStateTracker) -> bool:
        """Rasa's, without a walk through the whole conversation."""
        sessions = self.domain.session_config
        if not sessions.are_sessions_enabled() or tracker.latest_message is None:
            return False
        idle = time.time() - tracker.latest_message.timestamp
        return bool(idle > 60 * sessions.session_expiration_time)

    async def parse_message(
        self,
        message: UserMessage,
        tracker: DialogueStateTracker | None = None,
        only_output_properties: bool = True,
    ) -> dict[str, Any]:
        """What the model reads; Rasa adds debug lines, and a check that training made."""
        return self._parse_message_with_graph(message, tracker, only_output_properties)

    @staticmethod
    def _log_slots(tracker: DialogueStateTracker) -> None:
        """No debug line of what is remembered."""

    def _get_action(self, action_name: str) -> Action | None:
        return self._actions.get(action_name) or super()._get_action(action_name)

    async def _run_prediction_loop(
        self,
        output_channel: OutputChannel,
        tracker: DialogueStateTracker,
        nlg: NaturalLanguageGenerator | None = None,
    ) -> None:
        """Rasa's own; where the one policy has rules of one turn, nothing is predicted.

        Such a rule names the action, and after it comes `action_listen`.
        """
        first = self._rules.next_action(tracker) if self._rules is not None else None
        if first in self._actions and not (tracker.followup_action or tracker.is_paused()):
            action, prediction = self._actions[first], self._predicted(first)
            await self._run_action(action, tracker, output_channel, nlg or self.nlg, prediction)
            if tracker.latest_action_name == first and not tracker.followup_action:
                tracker.update(ActionExecuted(ACTION_LISTEN_NAME, OneTurnRulePolicy.__name__, 1.0))
                return
        await super()._run_prediction_loop(output_channel, tracker)

    def predict_next_with_tracker_if_should(
        self, tracker: DialogueStateTracker
    ) -> tuple[Action, PolicyPrediction]:
        """The next action, ours where there is one of that name."""
        again = self.should_predict_another_action(tracker.latest_action_name)
        if self.is_action_limit_reached(tracker, again):
            raise ActionLimitReached("The limit of actions to predict has been reached.")
        prediction = self._predict_next_with_tracker(tracker)
        name = self.domain.action_names_or_texts[prediction.max_confidence_index]
        action = self._get_action(name)
        assert action is not None, f"the domain names an action that does not exist: {name}"
        return action, prediction

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        """Skipped when no slot is filled from messages: ours are set by actions."""
        if not self._fills_slots_from_messages:
            return tracker
        return await super().run_action_extract_slots(output_channel, tracker)

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        try:
            events = await action.run(output_channel, nlg, tracker, self.domain)
        except ActionExecutionRejection:
            tracker.update(
                ActionExecutionRejected(
                    action.name(), prediction.policy_name, prediction.max_confidence
                )
            )
            return self.should_predict_another_action(action.name())
        # Rasa's `_log_action_on_tracker`, less its copies of every event for a debug line.
        tracker.update_with_events(prediction.events, self.domain)
        tracker.update(action.event_for_successful_execution(prediction))
        tracker.update_with_events(events, self.domain)
        if action.name() != ACTION_LISTEN_NAME:
            await self.execute_side_effects(events, tracker, output_channel)
        return self.should_predict_another_action(action.name())
