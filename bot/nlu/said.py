"""The words of one of Rasa's messages, as they were meant."""

from __future__ import annotations

from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.lookups import Word, read_words
from bot.nlu.normalise import words

# The property of a message that holds its words as they were meant.
WORDS = "words"


def words_of(message: Message) -> list[Word]:
    """The words of a message: as they were meant if `bot.nlu.spelling` has read it."""
    meant: list[Word] | None = message.get(WORDS)
    return read_words(message.get(TEXT) or "") if meant is None else meant


def said_in(message: Message) -> str:
    """The same words in one text, as the classifier reads them: Latin letters and digits."""
    return words(" ".join(word.said for word in words_of(message)))
