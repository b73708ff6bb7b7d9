"""What the inbox shows of a group of alike messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.inbox import Group, Message
from storage.intake import Why
from workbench.files.intents import IntentSummary
from workbench.pages.picks import Picks

# Readings that are offered as buttons, and messages of a group that are shown.
READINGS = 3
SHOWN = 6
WHYS: dict[Why, str] = {
    "down": "jugée inutile",
    "refused": "suivie de « pas ça »",
    "missed": "non comprise",
    "tried": "suivie de « je ne trouve pas »",
    "suggested": "plusieurs choix proposés",
}


@dataclass(frozen=True)
class Reading:
    """An intent that a message may have meant."""

    intent: str
    title: str
    confidence: float


@dataclass(frozen=True)
class Card:
    """A group: its first message stands for it.

    `proposed` is the intent to begin with: what a person went on with, else the likeliest.
    `answered` is the title of what was answered, if anything was.
    """

    group: Group
    messages: list[Message]
    readings: list[Reading]
    whys: list[str]
    proposed: str
    answered: str
    before: list[str]
    after: list[str]

    @property
    def first(self) -> Message:
        return self.messages[0]

    @property
    def value(self) -> str:
        """How a form names the group, up to the newest message that was shown."""
        return f"{self.group.last}|{self.group.alike}"

    @property
    def others(self) -> list[str]:
        """Other wordings of the group."""
        texts = dict.fromkeys(message.text for message in self.messages)
        return [text for text in texts if text != self.first.text]

    @property
    def reasons(self) -> list[str]:
        """Why people said that the answer did not help."""
        return [message.reason for message in self.messages if message.reason]

    @property
    def days(self) -> tuple[str, str]:
        """From which day to which the messages shown are."""
        days = [message.day for message in self.messages]
        return min(days), max(days)


class Titles(Picks):
    """Intents by id, and as people pick them."""

    def __init__(self, intents: Sequence[IntentSummary]) -> None:
        super().__init__({one.id: one.title for one in intents})

    def answered(self, response: str) -> str:
        """What a response answers: an intent's title, or nothing when it is no answer."""
        intent = response.removeprefix("answer_").removesuffix("_with_subject")
        return self.of(intent) if intent in self else ""


def card_of(group: Group, messages: list[Message], titles: Titles) -> Card:
    """What is shown of a group."""
    first = messages[0]
    readings = [Reading(name, titles.of(name), value) for name, value in first.ranking[:READINGS]]
    followed = next((one.next for one in messages if one.next), None)
    proposed = followed or (readings[0].intent if readings else "")
    whys = dict.fromkeys(WHYS[message.why] for message in messages)
    return Card(
        group,
        messages,
        readings,
        list(whys),
        titles.choice(proposed),
        titles.answered(first.response or ""),
        [titles.of(name) for name in first.around["before"]],
        [titles.of(name) for name in first.around["after"]],
    )
