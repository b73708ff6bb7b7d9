"""Who changes the content."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Author:
    """A person as a change names her: in the history, and in git."""

    name: str
    email: str
