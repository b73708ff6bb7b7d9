"""What can go wrong when the assistant is served; see also `bot.content.archive`."""


class NoModel(Exception):
    """A turn was asked for before a model was loaded."""
