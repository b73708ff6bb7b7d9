"""What a message means in its conversation: plain functions over a small memory, no Rasa."""

from bot.dialogue.dialogue import Dialogue
from bot.dialogue.memory import Memory, Subject
from bot.dialogue.reading import Read, Reading

__all__ = ["Dialogue", "Memory", "Read", "Reading", "Subject"]
