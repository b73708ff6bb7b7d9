"""What the workbench wants of whoever plays a message the whole way, as a person's one goes.

Redaction, guard and dresser belong to the connectors, which the workbench does not know: it is
given a way when it starts (`assistant.trying`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from bot.content.catalogue import Channel

if TYPE_CHECKING:
    from bot.engine.processor import InProcessProcessor
    from bot.engine.turns import Past, TurnOutcome

Begun = Mapping[int, str]
"""What a message left open of a personal number, for the way alone to read."""


class Link(NamedTuple):
    """A link as people see it."""

    id: str
    label: str
    href: str


class Place(NamedTuple):
    """Where a message leads: the path, and what to press there."""

    path: tuple[str, ...]
    steps: tuple[str, ...]


class Choice(NamedTuple):
    """What can be pressed, and the intent that it plays."""

    intent: str
    label: str


class Message(NamedTuple):
    """A message as people get it on a channel."""

    text: str
    places: tuple[Place, ...]
    links: tuple[Link, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Heard:
    """A turn as it went.

    `said` is the text without personal numbers, None of a choice; `begun` is what it may have
    left open of one. `stopped` says that the guard held something back.
    """

    messages: tuple[Message, ...]
    outcome: TurnOutcome
    said: str | None = None
    begun: Begun = field(default_factory=dict)
    stopped: bool = False


class Way(Protocol):
    """The way of one archive's messages; it keeps nothing."""

    async def hear(
        self, channel: Channel, past: Past, number: int, text: str, begun: Begun
    ) -> Heard:
        """Answer a text, the `number`th message of a conversation; raises what made it fail."""
        ...

    async def pick(self, channel: Channel, past: Past, number: int, intent: str) -> Heard:
        """Answer a choice, by the intent that it plays; raises what made it fail."""
        ...


WayOf = Callable[["InProcessProcessor"], Way]
"""Makes the way of an archive that is loaded."""
