"""Rasa's message processor, less what a turn of ours does not need."""

from __future__ import annotations

import tempfile
from functools import cached_property
from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action, ActionExecutionRejection
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.lock_store import LockStore
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER, MessageProcessor
from rasa.core.tracker_store import TrackerStore
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.exceptions import ActionLimitReached
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecutionRejected
from rasa.shared.core.slot_mappings import SlotMappingType
from rasa.shared.core.trackers import DialogueStateTracker

from bot.content.archive import Archive, ArchiveRefused
from bot.content.catalogue import FALLBACK
from bot.content.validated import NOTHING, Validated, folded
from bot.dialogue import Reading
from bot.engine.actions import InProcessAction, actions_on
from bot.engine.runner import OrderedGraphRunner


def open_model(archive: Archive) -> tuple[ModelMetadata, OrderedGraphRunner]:
    """What an archive's model describes, and its graph, ready to run.

    Raises:
        ArchiveRefused: when it does not load.
    """
    try:
        with tempfile.TemporaryDirectory() as directory:
            archive.unpack_components(Path(directory))
            metadata = ModelMetadata.from_dict(dict(archive.metadata))
            schema = metadata.predict_schema
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


class InProcessProcessor(MessageProcessor):
    """Runs custom actions in process, and lets a failing turn fail.

    Rasa logs the error of an action, goes on, and answers nothing; here it is raised,
    so that the connectors can say that something went wrong.
    """

    def __init__(
        self, archive: Archive, tracker_store: TrackerStore, lock_store: LockStore
    ) -> None:
        """Load a verified archive.

        Raises:
            ArchiveRefused: its model does not load.
        """
        self._archive = archive
        self.content = archive.content
        # What editors settled since; another mapping takes its place while turns are played.
        self.validated: Validated = NOTHING
        super().__init__(
            archive.name, tracker_store, lock_store, TemplatedNaturalLanguageGenerator({})
        )
        self.nlg = TemplatedNaturalLanguageGenerator(self.domain.responses)
        self._actions = actions_on(archive.content, self._read)

    def _load_model(  # type: ignore[override]
        self, model_path: str | Path
    ) -> tuple[str, ModelMetadata, OrderedGraphRunner]:
        return self._archive.name, *open_model(self._archive)

    def _read(self, text: str) -> Reading:
        """A piece of a message, as the model reads it alone."""
        target = str(self.model_metadata.nlu_target)
        outputs = self.graph_runner.run(
            inputs={PLACEHOLDER_MESSAGE: [UserMessage(text)], PLACEHOLDER_TRACKER: None},
            targets=[target],
        )
        parsed = outputs[target][0].as_dict(only_output_properties=True) | {"text": text}
        return Reading.of(self._settled(parsed))

    def _parse_message_with_graph(
        self,
        message: UserMessage,
        tracker: DialogueStateTracker,
        only_output_properties: bool = True,
    ) -> dict[str, Any]:
        """What the model reads, or what an editor settled for this very sentence."""
        parsed = super()._parse_message_with_graph(message, tracker, only_output_properties)
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
        await self._update_tracker_session(tracker, output)
        await self._handle_message_with_tracker(message, tracker)
        tracker = await self.run_action_extract_slots(output, tracker)
        await self._run_prediction_loop(output, tracker)

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

    def _get_action(self, action_name: str) -> Action | None:
        run = self._actions.get(action_name)
        if run is not None:
            return InProcessAction(action_name, run, self._domain_as_dict)
        return super()._get_action(action_name)

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
