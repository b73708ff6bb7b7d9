"""What a form shows after it was refused: why, at its field, and what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.errors import Changed, Refused
from workbench.pages.doors import Visit

_HIDDEN = ("jeton", "version")


@dataclass(frozen=True)
class Form:
    """A form that was refused at a field; `Form()` is one that nobody has sent yet.

    `newer` says that somebody else changed the text meanwhile: the page shows it as it is now,
    beside what was typed.
    """

    at: str = ""
    reason: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    newer: bool = False

    @property
    def status(self) -> int:
        """The status of the page that shows it."""
        return (409 if self.newer else 422) if self.at else 200

    def value(self, name: str, now: str = "") -> str:
        """What stands in a field: what was typed, else what is written now."""
        return self.typed.get(name, now)


FRESH = Form()


def refused_form(visit: Visit, at: str, error: Refused | Changed) -> Form:
    """The form that somebody sent, with the reason at one of its fields."""
    names = visit.request.form or {}
    typed = {name: visit.field(name) for name in names if name not in _HIDDEN}
    return Form(at, str(error), typed, isinstance(error, Changed))
