"""The way to the bot and back: one turn asked for, one turn played."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from rasa.core.agent import Agent as RasaAgent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.trackers import DialogueStateTracker

from bot.content import Content
from bot.content.catalogue import Channel
from bot.content.stock import stock_content
from bot.content.trial import Standing
from bot.engine.agent import AssistantAgent
from bot.engine.turns import (
    Past,
    Recorder,
    TurnOutcome,
    TurnRequest,
    course_of,
    is_sensitive,
    understood_by,
)
from connectors.contract.errors import Unavailable

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class Agent(Protocol):
    """Who plays the turns."""

    @property
    def content(self) -> Content | None:
        """What new conversations are opened with; None before there is any."""
        ...

    def is_ready(self) -> bool:
        """If a model is loaded."""
        ...

    async def play(self, turn: TurnRequest) -> TurnOutcome:
        """One turn, with what is to be kept of it."""
        ...

    async def forget(self, conversation: str) -> None:
        """Delete what the agent itself keeps of a conversation."""
        ...


class StockAgent:
    """Rasa's own agent, under plain `rasa run`: it keeps its conversations itself.

    What it writes is therefore not in the transaction of the turn.
    """

    def __init__(self, agent: RasaAgent, on_new_message: OnNewMessage) -> None:
        self._agent = agent
        self._on_new_message = on_new_message

    @property
    def content(self) -> Content:
        return stock_content()

    def is_ready(self) -> bool:
        return bool(self._agent.is_ready())

    async def play(self, turn: TurnRequest) -> TurnOutcome:
        said = Recorder(turn.channel)
        await self._on_new_message(
            UserMessage(turn.text, said, turn.conversation, input_channel=turn.channel)
        )
        tracker = await self._agent.tracker_store.retrieve(turn.conversation)
        return TurnOutcome(
            messages=said.messages,
            content=self.content,
            understood=understood_by(tracker),
            events=[],
            sensitive=is_sensitive(said.messages),
            tracker=None,
            course=course_of(tracker, said.messages),
        )

    async def forget(self, conversation: str) -> None:
        """Rasa's stores cannot delete; an empty tracker takes the old one's place."""
        slots = self._agent.domain.slots if self._agent.domain else []
        await self._agent.tracker_store.save(DialogueStateTracker(conversation, slots))


def agent_of(found: Any, on_new_message: OnNewMessage) -> Agent | None:
    """The server's agent as a channel sees it, or None while there is none."""
    if found is None or isinstance(found, AssistantAgent):
        return found
    return StockAgent(found, on_new_message)


def content_of(found: Any) -> Content | None:
    """What the server's agent answers from, or None while there is none."""
    if isinstance(found, AssistantAgent):
        return found.content
    return None if found is None else stock_content()


class Bot:
    """The agent as one channel sees it; `agent` is None while it loads.

    `standing` says where the conversation stands in a trial that runs.
    """

    def __init__(
        self, channel: Channel, agent: Agent | None, standing: Standing | None = None
    ) -> None:
        self._channel = channel
        self._agent = agent
        self.standing = standing

    def of(self, conversation: str, opened_at: float) -> Bot:
        """The agent that answers a conversation: while a trial runs, some have its draft."""
        agent = self._agent
        if not isinstance(agent, AssistantAgent) or agent.draft is None:
            return self
        draft = agent.draft
        arm = draft.trial.arm(conversation, opened_at)
        if arm is None:
            return self
        answers = draft if arm == "trial" else agent
        return Bot(self._channel, answers, Standing(draft.trial.id, arm))

    @property
    def content(self) -> Content:
        """What a conversation may be opened with.

        Raises:
            Unavailable: there is none yet.
        """
        content = self._agent.content if self._agent is not None else None
        if content is None:
            raise Unavailable("no_model")
        return content

    async def play(self, conversation: str, text: str, page: str | None, past: Past) -> TurnOutcome:
        """Play one turn.

        Raises:
            Unavailable: no model, an error inside, or no answer.
        """
        if self._agent is None or not self._agent.is_ready():
            raise Unavailable("no_model")
        turn = TurnRequest(conversation, self._channel, text, page, past)
        try:
            outcome = await self._agent.play(turn)
        except Exception as error:
            raise Unavailable("bot") from error
        if not outcome.messages:
            raise Unavailable("empty")
        return outcome

    async def forget(self, conversation: str) -> None:
        """Delete what the agent keeps of this conversation; raises `Unavailable`."""
        if self._agent is None:
            raise Unavailable("no_model")
        try:
            await self._agent.forget(conversation)
        except Exception as error:
            raise Unavailable("tracker_store") from error
