"""What a model understands of a text, outside any conversation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.content.archive import open_archive
from bot.content.signing import public_key
from bot.dialogue import Reading
from bot.nlu.reader import GOING_ON


class Interpreter:
    """The understanding half of a model: no conversation, no answer."""

    def __init__(self, model: Path) -> None:
        """Load `model`.

        Raises:
            ArchiveRefused: when the archive may not be used.
        """
        from rasa.core.channels.channel import UserMessage
        from rasa.core.processor import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER

        from bot.engine.processor import open_model

        self._message = UserMessage
        self._keys = (PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER)
        archive = open_archive(model, public_key())
        metadata, self._runner = open_model(archive)
        self._target = metadata.nlu_target

    def read(self, text: str, *, going_on: bool | None = False) -> Reading:
        """What `text` means; a leading « / » is read as text, never as a command.

        Args:
            going_on: if an answer came before; None if unknown.
        """
        message, tracker = self._keys
        asked = self._message(text.lstrip("/ "), metadata={GOING_ON: going_on})
        outputs = self._runner.run(
            inputs={message: [asked], tracker: None},
            targets=[self._target],
        )
        return replace(Reading.of(outputs[self._target][0].as_dict()), text=text)
