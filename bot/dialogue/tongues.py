"""Whoever writes in another language: thanks, and the help in that language."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue import closed
from bot.dialogue.ground import LANGUAGE
from bot.dialogue.moves import Aside, Distress
from bot.dialogue.turn import Result, Turn


def thanked(turn: Turn) -> Result | None:
    """« Дякую », « thank you » in a talk in English: a word in that language."""
    language, thanks = turn.ground.dangers.thanked(turn.reading.foreign), turn.ground.role("thanks")
    if language is None or thanks is None:
        return None
    if closed.act(turn.reading.tokens) == "thanks" and turn.memory.need != language:
        # « Thanks ! » is said in French too.
        return None
    return turn.going_on(Aside(thanks, language), turn.memory.said)


def abroad(turn: Turn) -> Result | None:
    """« Is it free? »: what is known, in the language of the conversation."""
    tongue = turn.ground.tongue
    return in_their_language(turn) if turn.reading.intent == tongue else None


def in_their_language(turn: Turn) -> Result | None:
    """The help for a danger, or how to be helped, for whoever speaks no French."""
    need, distress, ground = turn.memory.need, turn.memory.distress, turn.ground
    if ground.tongue is None or need is None or need[0] != LANGUAGE:
        return None
    row = ground.catalogue.subject(*distress) if distress is not None else None
    intent = ground.hard_intent(distress[0]) if distress is not None else None
    told = row is not None and (row.urgent or row.sensitive)
    if distress is not None and told and intent is not None:
        result = turn.distressed(Distress(intent, distress[0], distress[1], need[1]))
        # Each time in other words: who asks again was not helped by the first.
        memory = replace(result.memory, fallbacks=turn.memory.fallbacks + 1)
        return Result(result.move, memory)
    return turn.going_on(Aside(ground.tongue, need), turn.memory.said)
