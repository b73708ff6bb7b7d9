"""Until `bot.nlu.doubt` reads `ambiguous` of its configuration: where it finds the terms."""

from __future__ import annotations

from bot.content import sources
from bot.content.catalogue import CHANNELS, Catalogue, Channel, other_channel, parse
from bot.content.tree import read

__all__ = ["CHANNELS", "Catalogue", "Channel", "catalogue", "other_channel"]


def catalogue() -> Catalogue:
    """The catalogue of the files as they are now."""
    path = sources.PROJECT / sources.CATALOGUE
    return parse(read(path.name, path.read_bytes()))
