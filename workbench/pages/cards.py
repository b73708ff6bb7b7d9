"""What the inbox shows of a group of alike messages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storage.inbox import Group, Message
from storage.intake import Why
from workbench.files.intents import IntentSummary

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
_NAMED = re.compile(r"\(([a-z0-9_]+)\)\s*\Z")


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


class Titles:
    """Intents by id, and as people pick them."""

    def __init__(self, intents: Sequence[IntentSummary]) -> None:
        self._known: Mapping[str, IntentSummary] = {one.id: one for one in intents}

    def of(self, intent: str) -> str:
        """The title of an intent; one that is gone keeps its id."""
        known = self._known.get(intent)
        return known.title if known else intent

    def answered(self, response: str) -> str:
        """What a response answers: an intent's title, or nothing when it is no answer."""
        intent = response.removeprefix("answer_").removesuffix("_with_subject")
        return self.of(intent) if intent in self._known else ""

    def choice(self, intent: str) -> str:
        """An intent as it stands in a list to pick from."""
        return f"{self.of(intent)} ({intent})" if intent in self._known else ""

    @property
    def choices(self) -> list[str]:
        """All intents to pick from, by title."""
        return sorted((self.choice(name) for name in self._known), key=str.casefold)

    def picked(self, typed: str) -> str | None:
        """The intent that was picked or typed: with its id, the id alone, or its title."""
        named = _NAMED.search(typed)
        wanted = named[1] if named else typed.strip()
        if wanted in self._known:
            return wanted
        same = [one.id for one in self._known.values() if one.title.casefold() == wanted.casefold()]
        return same[0] if len(same) == 1 else None


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
