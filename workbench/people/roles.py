"""The four roles; each may do all that those below it may."""

from __future__ import annotations

from enum import IntEnum


class Role(IntEnum):
    """What a person may do; the order is the rank."""

    reader = 1
    editor = 2
    publisher = 3
    administrator = 4

    @property
    def title(self) -> str:
        """Its French name."""
        return _TITLES[self]

    @property
    def told(self) -> str:
        """What it allows, in French."""
        return _TOLD[self]


_TITLES = {
    Role.reader: "lecture",
    Role.editor: "rédaction",
    Role.publisher: "publication",
    Role.administrator: "administration",
}
_TOLD = {
    Role.reader: "voit tout, ne change rien",
    Role.editor: "traite les messages et change le contenu",
    Role.publisher: "met aussi un modèle en service",
    Role.administrator: "gère aussi les personnes et lit le journal",
}


def role_named(name: str) -> Role | None:
    """The role of a name, or None when there is no such role."""
    return Role.__members__.get(name)
