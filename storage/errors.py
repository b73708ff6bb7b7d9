"""What can go wrong in storage, for those who call it to tell a person.

None of these is a fault of the database itself: that raises `Away`.
"""

from __future__ import annotations


class StorageError(Exception):
    """The root of this room's errors."""


class Away(StorageError):
    """The database cannot be used now: not reached, locked, full, frozen, or not prepared yet."""


class Replaced(Away):
    """The database's file was deleted or put in the place of another: prepare it first."""


class ConversationOver(StorageError):
    """There is no such conversation, or no longer."""


class ConversationFull(StorageError):
    """The conversation has all the turns that one may have."""


class OpinionGiven(StorageError):
    """Another request gave an opinion on that message before."""


class Overtaken(StorageError):
    """Somebody else made another archive live meanwhile; nothing of this was kept."""

    def __init__(self, archive: str, by: str) -> None:
        super().__init__(archive)
        self.archive = archive
        self.by = by
