"""What the pages ask of those who keep the content's files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from workbench.author import Author


class IntentSummary(Protocol):
    """An intent in a list; `count` is how many examples it has."""

    @property
    def id(self) -> str: ...

    @property
    def family(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def count(self) -> int: ...


class Editing(Protocol):
    """The content, as far as the inbox changes it."""

    def intents(self) -> Sequence[IntentSummary]:
        """Every intent, with its family, its title, and how many examples it has."""
        ...

    def destinations(self) -> Mapping[str, str]:
        """The label of every destination, by its id."""
        ...

    def add_example(self, intent: str, text: str, author: Author) -> None:
        """Teach an intent a sentence.

        Raises:
            workbench.errors.Refused: it does not hold; nothing was written.
        """
        ...

    def remove_example(self, intent: str, text: str, author: Author) -> None:
        """Take a sentence back that was taught.

        Raises:
            workbench.errors.Refused: it cannot go; nothing was written.
        """
        ...
