"""Why a change was not made, in French for the person who asked for it."""

from __future__ import annotations


class Refused(Exception):
    """The change does not hold; nothing was written. `reason` says why, in French."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Changed(Exception):
    """Somebody else changed the block since it was read; nothing was written.

    `who` changed it, where that is known; `newer` is the text as it is now, and `version`
    the one to name when writing over it.
    """

    def __init__(self, block: str, who: str | None, newer: str, version: str) -> None:
        by = f"{who} a changé ce texte" if who else "Ce texte a changé"
        super().__init__(f"{by} depuis que vous l'avez ouvert. Rien n'a été écrasé.")
        self.block = block
        self.who = who
        self.newer = newer
        self.version = version
