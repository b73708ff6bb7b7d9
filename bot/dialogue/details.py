"""What a message asks or tells of the last answer: « c'est automatique ? », « j'ai cliqué »."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue import subjects
from bot.dialogue.memory import Subject
from bot.dialogue.moves import Answer, FollowUp
from bot.dialogue.turn import Result, Turn

# A longer message tells a story of its own.
LONGEST = 14
LONGEST_STORY = 22
TOLD = 0.3
# What is likelier than this, and something else than the last answer, is offered instead.
ELSEWHERE = 0.3
MOST_OFFERED = 2
UNCLEAR = "detail"


def told(turn: Turn) -> Result | None:
    """The answer to a detail that the catalogue knows, for what is talked of."""
    if len(turn.reading.tokens) > LONGEST_STORY:
        return None
    short = len(turn.reading.tokens) <= LONGEST
    going_on = turn.continues or turn.memory.subject is not None or bool(turn.memory.choices)
    for name in turn.ground.details_in(turn.reading.words):
        row = turn.ground.catalogue.details[name]
        if not ((going_on and short) or row.opens):
            continue
        if row.intent is not None:
            return turn.answered(Answer(row.intent, turn.subject_for(row.intent)))
        move = _about(turn, name) if going_on and short else None
        move = move or (_opened(turn, name) if row.opens else None)
        if move is not None and not (row.weak and _elsewhere(turn) and not _owned(turn, move)):
            return turn.followed(move)
    return None


def is_request(turn: Turn) -> bool:
    """If the message tells a detail that is a request of its own."""
    rows = turn.ground.catalogue.details
    said = turn.ground.details_in(turn.reading.words)
    return any(rows[name].intent is not None for name in said)


def unclear(turn: Turn) -> Result | None:
    """A short message that names nothing new is about the last answer, whatever it asks."""
    memory, reading = turn.memory, turn.reading
    if memory.said != "answer" or not memory.destinations or memory.distress is not None:
        return None
    if len(reading.tokens) > LONGEST or memory.asked == UNCLEAR or turn.names_something_new():
        return None
    if _elsewhere(turn):
        return None
    offered = tuple(
        name for name in turn.readings() if name not in (memory.intent, *memory.declined)
    )[:MOST_OFFERED]
    result = turn.followed(FollowUp(UNCLEAR, memory.intent, memory.subject, offered))
    kept = replace(result.memory, misses=memory.misses + 1, ranking=turn.readings())
    return Result(result.move, kept)


def _elsewhere(turn: Turn) -> bool:
    """If the message likely asks for something else than the last answer."""
    ranking = turn.reading.ranking
    likeliest, confidence = ranking[0] if ranking else ("", 0.0)
    other = likeliest != turn.memory.intent and turn.ground.requests(likeliest)
    return other and confidence >= ELSEWHERE


def _owned(turn: Turn, move: FollowUp) -> bool:
    """If the last answer has words of its own for this detail."""
    row = turn.ground.row(move.intent)
    own = row is not None and row.answer_to(move.asked) is not None
    return own or (move.subject is not None and _answers(turn, move.subject, move.asked))


def _opened(turn: Turn, name: str) -> FollowUp | None:
    """A detail told at once: « j'ai reçu un SMS et j'ai cliqué », « c'est quoi l'Ars »."""
    said, reading = subjects.said_subject(turn), turn.reading
    if said is not None and _answers(turn, said, name):
        return FollowUp(name, subjects.default_intent(turn, "comment", said), said)
    heard = bool(reading.ranking) and reading.ranking[0][1] >= TOLD
    row = turn.ground.row(reading.intent) if heard else None
    if row is not None and row.answer_to(name) is not None:
        return FollowUp(name, reading.intent, turn.subject_for(str(reading.intent)))
    return None


def _about(turn: Turn, name: str) -> FollowUp | None:
    memory, ground = turn.memory, turn.ground
    said = subjects.said_subject(turn)
    if said is not None and said[0] != "prestation":
        # « J'ai pas de bail, c'est grave ? » is still about the benefit.
        said = None
    subject = said or memory.subject
    intent = memory.intent
    if intent is None or (said is not None and not _names(turn, intent, said)):
        intent = subjects.default_intent(turn, "comment", subject) if subject else None
    for holder in (subject, memory.distress, memory.need):
        if holder is not None and _answers(turn, holder, name):
            hard = ground.hard_intent(holder[0])
            return FollowUp(name, hard or intent or memory.intent, holder)
    for asked_for in (memory.intent, turn.request_kept()):
        row = ground.row(asked_for)
        if row is not None and row.answer_to(name) is not None:
            return FollowUp(name, asked_for, memory.subject)
    if memory.intent is None:
        for offered in memory.choices if memory.said == "question" else ():
            if (ground.catalogue.intents[offered]).answer_to(name) is not None:
                return FollowUp(name, offered, None)
    general = ground.catalogue.details[name].general
    if (
        general is None
        or (memory.intent is None and subject is None)
        or memory.distress is not None
    ):
        return None
    return FollowUp(name, intent or memory.intent, subject)


def _names(turn: Turn, intent: str, said: Subject) -> bool:
    row = turn.ground.row(intent)
    return row is not None and row.subject == said[0]


def _answers(turn: Turn, holder: Subject, name: str) -> bool:
    row = turn.ground.catalogue.subject(*holder)
    return row is not None and row.answer_to(name) is not None
