"""What a model understands of a text, outside any conversation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.content.archive import archive_key, open_archive
from bot.content.catalogue import FALLBACK


@dataclass(frozen=True)
class Understood:
    """One message as a model reads it.

    `ranking` holds intents and confidences, likeliest first, without the fallback;
    `sure` says whether the assistant would answer rather than suggest.
    """

    text: str
    ranking: tuple[tuple[str, float], ...]
    sure: bool
    entities: tuple[tuple[str, str], ...]

    @property
    def intent(self) -> str:
        return self.ranking[0][0]


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
        archive = open_archive(model, archive_key())
        metadata, self._runner = open_model(archive)
        self._target = metadata.nlu_target

    def read(self, text: str) -> Understood:
        """What `text` means; a leading « / » is read as text, never as a command."""
        message, tracker = self._keys
        outputs = self._runner.run(
            inputs={message: [self._message(text.lstrip("/ "))], tracker: None},
            targets=[self._target],
        )
        parsed: dict[str, Any] = outputs[self._target][0].as_dict()
        return Understood(
            text=text,
            ranking=tuple(
                (entry["name"], entry["confidence"])
                for entry in parsed["intent_ranking"]
                if entry["name"] != FALLBACK
            ),
            sure=parsed["intent"]["name"] != FALLBACK,
            entities=tuple(
                (found["entity"], found["value"]) for found in parsed.get("entities", ())
            ),
        )
