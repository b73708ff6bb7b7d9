"""Opens an agent on the best archive that can be served."""

from __future__ import annotations

from contextlib import suppress

from bot.content.archive import ArchiveRefused
from bot.content.signing import public_key
from bot.content.source import Source
from bot.content.validated import ValidatedRefused, read_validated
from bot.engine.agent import AssistantAgent
from bot.engine.errors import NoModel


def open_best(source: Source) -> tuple[AssistantAgent, list[ArchiveRefused]]:
    """An agent on the live archive, or on the best one that is not refused.

    Returns:
        The agent, and why each better archive was refused.

    Raises:
        ArchiveRefused: all of them were.
        NoModel: there is none.
    """
    agent = AssistantAgent()
    refused: list[ArchiveRefused] = []
    for path in source.by_preference():
        try:
            agent.open_model(path)
        except ArchiveRefused as refusal:
            refused.append(refusal)
        else:
            with suppress(ValidatedRefused):
                agent.validate(read_validated(path.parent, public_key()))
            return agent, refused
    raise refused[0] if refused else NoModel
