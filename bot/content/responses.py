"""The answers of domain.yml: their variations, and the words that fill their holes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from bot.content.catalogue import Channel

# The names between braces that a text may have, and what fills each (`bot.content.wording`).
HOLES = frozenset({"subject", "label", "steps", "step", "path", "choice"})
HOLE = re.compile(r"\{([^\n{}]*)\}")
# What the name of a response's simpler form ends with.
SIMPLER = "_simple"


class Variation(NamedTuple):
    """One text of a response; without a channel it serves everywhere."""

    text: str
    channel: str | None = None


Responses = Mapping[str, tuple[Variation, ...]]


def parse(value: Any) -> Responses:
    """The responses of a domain, as Rasa holds them.

    Raises:
        ValueError, TypeError, AttributeError: it is not of that form.
    """
    return {
        name: tuple(
            Variation(str(one.get("text") or "").strip(), one.get("channel")) for one in variations
        )
        for name, variations in value.items()
    }


def choose(variations: tuple[Variation, ...], channel: Channel, turn: int = 0) -> str:
    """The text for a channel: its own variations before those for everywhere, in turn."""
    fitting = [one.text for one in variations if one.channel == channel] or [
        one.text for one in variations if one.channel is None
    ]
    return fitting[turn % len(fitting)]


def fill(text: str, words: Mapping[str, str]) -> str:
    """A text with its holes filled.

    Raises:
        KeyError: nothing fills one of them.
    """
    return HOLE.sub(lambda hole: words[hole.group(1)], text)
