"""The content: all that an answer depends on, typed, from files or from an archive."""

from bot.content.content import Content

__all__ = ["Content"]
