"""A word or a message that may mean several things: the catalogue's question about it."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue import subjects
from bot.dialogue.moves import Answer, AskWhich
from bot.dialogue.turn import Result, Turn


def listed(turn: Turn) -> Result | None:
    """A word that the catalogue has a question for (« attestation »), unless the talk tells."""
    subject = subjects.said_subject(turn)
    row = turn.ground.row(turn.memory.intent)
    if subject is not None and row is not None and row.subject == subject[0]:
        return None
    return _questioned(turn, turn.ground.choices.question({"text": turn.reading.text}))


def ambiguous(turn: Turn) -> Result | None:
    """Two likeliest readings that one question of the catalogue tells apart."""
    ranking = [{"name": name, "confidence": value} for name, value in turn.reading.ranking]
    parsed = {"text": turn.reading.text, "intent_ranking": ranking}
    return _questioned(turn, turn.ground.choices.question(parsed))


def _questioned(turn: Turn, name: str | None) -> Result | None:
    if name is None or turn.memory.distress is not None:
        return None
    fresh = new_question(turn)
    intents = turn.ground.catalogue.clarifications[name].intents
    request = turn.memory.request
    if (
        request is not None
        and request in intents
        and turn.memory.said == "answer"
        and turn.reading.words.startswith("et ")
    ):
        # « Et l'adresse ? » after « j'ai déménagé »: the talk tells which.
        return turn.answered(Answer(request, turn.subject_for(request)))
    choices = tuple(choice for choice in intents if choice not in turn.memory.declined)
    if not choices or {*choices} & {*fresh.memory.suggested}:
        return None
    return fresh.asking(AskWhich(choices, subjects.said_subject(turn), name), missed=True)


def new_question(turn: Turn) -> Turn:
    """The turn when a message was not understood: its readings, without what was seen."""
    memory = turn.memory
    seen = memory.suggested if memory.misses else ()
    return replace(turn, memory=replace(memory, ranking=turn.readings(), suggested=seen))
