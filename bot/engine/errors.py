"""What can go wrong when the assistant is served."""


class ModelRefused(Exception):
    """A model that must not go live; the message says why, in French."""


class NoModel(Exception):
    """A turn was asked for before a model was loaded."""
