"""What a message means in its conversation: one move, and the memory after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.content.catalogue import Catalogue, Channel, Intent
from bot.content.choices import Choices
from bot.content.content import Content
from bot.dialogue import channels, gravity, hard
from bot.dialogue.again import instead
from bot.dialogue.ground import Ground
from bot.dialogue.memory import Memory, Subject
from bot.dialogue.moves import Move
from bot.dialogue.reading import Read, Reading
from bot.dialogue.repair import repair
from bot.dialogue.rules import first_that_applies
from bot.dialogue.turn import Result, Turn
from bot.nlu.likeness import Likeness


class Dialogue:
    """The rules of one content; nothing of a conversation is kept here."""

    def __init__(
        self,
        catalogue: Catalogue,
        choices: Choices,
        read: Read,
        likeness: Likeness | None = None,
        moments: Likeness | None = None,
    ) -> None:
        """Args:
        read: reads a piece of a message alone, with the model of the same content.
        likeness: tells which details a message is like; without it, only their exact words.
        moments: the same of hard moments.
        """
        self._ground = Ground(catalogue, choices, likeness, moments)
        self._read = read

    @classmethod
    def of(cls, content: Content, read: Read) -> Dialogue:
        """The rules of a content."""
        return cls(
            content.catalogue,
            content.choices,
            read,
            content.likeness,
            content.likeness_of_moments,
        )

    def play(
        self, reading: Reading, memory: Memory, *, channel: Channel, page: str | None = None
    ) -> tuple[Move, Memory]:
        """What a message means here, and the memory after it.

        The action that says the move then tells the memory what it showed (`Memory.showing`).

        Args:
            channel: where the person is.
            page: the page of the portal or the screen of the app, if known.
        """
        result = first_that_applies(self._turn(reading, memory, channel, page))
        return result.move, result.memory

    def disliked(self, memory: Memory, *, channel: Channel) -> tuple[Move, Memory]:
        """A thumbs down: the same as « non, pas ça »."""
        result = repair(self._turn(Reading(""), memory, channel, None), refused=True)
        return result.move, result.memory

    def instead(
        self, move: Move, reading: Reading, memory: Memory, *, channel: Channel
    ) -> Iterator[Result]:
        """What may be said in place of a move whose message was said before.

        Args:
            reading: the message that the move answers.
            memory: as it is after that move.
        """
        turn = self._turn(Reading(""), memory, channel, None)
        return instead(replace(turn, reading=reading), move)

    def hard_intent(self, distress: Subject) -> str:
        """The request that a hard moment is answered as."""
        return str(self._ground.hard_intent(distress[0]) or self._ground.role("urgent"))

    def hard_row(self, distress: Subject) -> Intent:
        """The row of that request."""
        return self._ground.catalogue.intents[self.hard_intent(distress)]

    def fitting(self, choices: tuple[str, ...], memory: Memory) -> tuple[str, ...]:
        """Those of an answer's follow-ups that may be shown: none that the person declined,
        and after a distress a person only, if the Caf has anything to do with it."""
        contact = self._ground.role("contact")
        if memory.distress is not None and contact is not None:
            row = self._ground.catalogue.subject(*memory.distress)
            alien = row is not None and row.alien
            choices = () if alien or contact == memory.intent else (contact,)
        return tuple(name for name in choices if name not in memory.declined)

    def _turn(self, reading: Reading, memory: Memory, channel: Channel, page: str | None) -> Turn:
        rows = self._ground.catalogue
        memory = memory.known(rows.intents, rows.destinations)
        if memory.subject is not None and not self._ground.known(memory.subject):
            memory = replace(memory, subject=None)
        if memory.need is not None and not self._ground.known(memory.need):
            memory = replace(memory, need=None)
        reading = self._ground.as_called(reading, memory)
        reading = hard.believed(reading, self._ground, memory, self._read)
        told = hard.distress_told(reading, self._ground)
        if told == hard.DENIED and memory.distress is not None:
            # What was told before stays true.
            told = None
        need = self._ground.need_after(reading, memory.need, opens=memory.said == "nothing")
        noted = replace(
            memory,
            channel=channels.named(reading.words) or memory.channel,
            distress=gravity.graver(self._ground.told_by(need, told), memory.distress),
            need=need,
        )
        return Turn(reading, noted, self._ground, channel, page, self._read, memory.distress)
