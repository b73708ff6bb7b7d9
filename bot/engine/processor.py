"""Rasa's message processor, less what a turn of ours does not need."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action, ActionExecutionRejection
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.engine import loader
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.exceptions import ActionLimitReached
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecutionRejected
from rasa.shared.core.slot_mappings import SlotMappingType
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name

from bot.engine.actions import InProcessAction, registered_actions
from bot.engine.errors import ModelRefused
from bot.engine.runner import OrderedGraphRunner


class InProcessProcessor(MessageProcessor):
    """Runs custom actions in process, and lets a failing turn fail.

    Rasa logs the error of an action, goes on, and answers nothing; here it is raised,
    so that the connectors can say that something went wrong.
    """

    @staticmethod
    def open_archive(path: Path) -> tuple[ModelMetadata, OrderedGraphRunner]:
        """What a model's archive describes, and its graph, ready to run.

        Raises:
            ModelRefused: when it cannot be read.
        """
        try:
            with TempDirectoryPath(get_temp_dir_name()) as directory:
                metadata, runner = loader.load_predict_graph_runner(
                    Path(directory), path, LocalModelStorage, OrderedGraphRunner
                )
        except Exception as error:
            raise ModelRefused(f"Le modèle {path.name} ne se charge pas : {error}") from error
        return metadata, runner

    @classmethod
    def _load_model(cls, model_path: str | Path) -> tuple[str, ModelMetadata, OrderedGraphRunner]:
        return Path(model_path).name, *cls.open_archive(Path(model_path))

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
        if action_name in registered_actions():
            return InProcessAction(action_name, self._domain_as_dict)
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
