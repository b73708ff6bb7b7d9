"""What a message asks or tells of the last answer: « c'est automatique ? », « j'ai cliqué »."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue import ladder, nearness, subjects
from bot.dialogue.memory import Subject
from bot.dialogue.moves import Answer, FollowUp
from bot.dialogue.turn import Result, Turn

# A longer message tells a story of its own.
LONGEST = 14
LONGEST_STORY = 22
TOLD = 0.3
# What is likelier than this, and something else than the last answer, is offered instead.
ELSEWHERE = 0.3
# What is less likely than this is no reason to ask back what the talk is about.
ASKED_BACK = 0.5
# From here it stands among the choices, however far it is from the talk (« et la dette ? »).
OFFERED = 0.4
# After a death, another request so sure is not a detail of it.
SETTLED = 0.8
MOST_OFFERED = 2
# So few words stand in their thread.
BARE = 2
# From here what is told beside a detail is what the talk is about, and no weak detail of it.
MOVED = 0.6
UNCLEAR = "detail"
_MINE = re.compile(r"\b(?:mien(?:ne)?s?|mon|ma|mes|moi)\b")
_HIS = re.compile(r"\b(?:son|sa|ses|lui|elle)\b")
# The detail of what happens in another case.
HYPOTHESIS = "hypothese"


def told(turn: Turn) -> Result | None:
    """The answer to a detail that the catalogue knows, for what is talked of."""
    if len(turn.reading.tokens) > LONGEST_STORY or _picks(turn):
        return None
    short = len(turn.reading.tokens) <= LONGEST
    going_on = turn.continues or turn.memory.subject is not None or bool(turn.memory.choices)
    for name in _owned_first(turn):
        row = turn.ground.catalogue.details[name]
        # What a hard moment has words for is heard in a story too.
        near = going_on and (short or _is_told_of(turn, name))
        if not (near or row.opens):
            continue
        if _gives_way(turn) and not (row.lasting or _is_of_the_dead(turn, name)):
            continue
        if row.obstacle and _was_told(turn, row.intent):
            # « Toujours la page blanche »: what there was against it was told.
            return ladder.did_not_work(turn, tried=True)
        if row.intent is not None:
            return turn.answered(Answer(row.intent, turn.subject_for(row.intent)))
        move = about(turn, name) if near else None
        move = move or (_opened(turn, name) if row.opens else None)
        if move is not None and not (row.weak and _is_less(turn, move)):
            return _named_by(turn, turn.followed(move))
    return None


def _is_told_of(turn: Turn, name: str) -> bool:
    """If the hard moment that was told has words of its own for a detail."""
    distress = turn.memory.distress
    return distress is not None and _answers(turn, distress, name)


def _was_told(turn: Turn, intent: str | None) -> bool:
    """If the last request is the one that an obstacle leads to."""
    before = (turn.memory.intent, turn.memory.request)
    return turn.continues and intent is not None and intent in before


def _owned_first(turn: Turn) -> tuple[str, ...]:
    """The details that a message tells: what the last answer has words for first; after a hard
    moment, what that has."""
    distress = turn.memory.distress
    if distress is None:
        return tuple(sorted(turn.details, key=lambda name: not owned_by_the_talk(turn, name)))
    return tuple(sorted(turn.details, key=lambda name: not _answers(turn, distress, name)))


def otherwise(turn: Turn) -> Result | None:
    """« Et si ça marche pas ? », « sinon ? »: what the last answer says of that case."""
    owned = HYPOTHESIS in turn.details and owned_by_the_talk(turn, HYPOTHESIS)
    move = about(turn, HYPOTHESIS) if owned and turn.memory.distress is None else None
    return turn.followed(move) if move is not None and turn.memory.asked != HYPOTHESIS else None


def _is_less(turn: Turn, move: FollowUp) -> bool:
    """If the message asks for something else than a weak detail: likely, or surely where the
    last answer has words for that (« et si je ne peux pas tout payer », after contesting)."""
    return elsewhere_surely(turn) or (elsewhere(turn) and not _owned(turn, move))


def _picks(turn: Turn) -> bool:
    """If the message says one of the choices of a question in other words."""
    waits = turn.memory.said in ("question", "families")
    return waits and turn.reading.sure and turn.reading.intent in turn.memory.choices


def _named_by(turn: Turn, result: Result) -> Result:
    """The benefit that the message names stays talked of: « et la prime ? », « elle arrive
    quand ? »."""
    said = subjects.said_subject(turn)
    named = said is not None and said[0] == "prestation" and result.memory.subject is None
    return Result(result.move, replace(result.memory, subject=said)) if named else result


def _gives_way(turn: Turn) -> bool:
    """If, after a death, a message surely asks for something that the death does not change
    (« je reprends le travail lundi, faut le déclarer ? »)."""
    distress, reading, ground = turn.memory.distress, turn.reading, turn.ground
    row = ground.catalogue.subject(*distress) if distress is not None else None
    intent = reading.intent
    if distress is None or row is None or row.urgent or intent is None or not reading.sure:
        return False
    goes_on = reading.words.startswith("et ") and not subjects.has_verb(reading.folded)
    if len(reading.tokens) <= BARE or goes_on:
        # « Mail ? » is asked of how to write; « et ma prime ? » of what becomes of it.
        return False
    other = ground.requests(intent) and intent not in (*ground.hard, ground.role("contact"))
    return other and reading.ranking[0][1] >= SETTLED and not ground.changes(distress, intent)


def _is_of_the_dead(turn: Turn, name: str) -> bool:
    """« Je n'ai pas ses identifiants »: of whoever died, whatever it asks for by itself."""
    distress = turn.memory.distress
    told = distress is not None and _answers(turn, distress, name)
    said = turn.reading.words
    return told and _HIS.search(said) is not None and _MINE.search(said) is None


def is_request(turn: Turn) -> bool:
    """If the message tells a detail that is a request of its own."""
    rows = turn.ground.catalogue.details
    said = turn.details
    return any(rows[name].intent is not None for name in said)


def unclear(turn: Turn) -> Result | None:
    """A message that names nothing new is about the last answer, whatever it asks: what can be
    done for that, and a person."""
    memory = turn.memory
    if memory.said != "answer" or not memory.destinations or memory.distress is not None:
        return None
    guesses = nearness.guesses(turn)
    likely = dict(turn.reading.ranking)
    best = likely[guesses[0]] if guesses else 0.0
    if turn.is_silent and guesses and elsewhere(turn):
        # Whoever cannot telephone is helped in writing.
        return None
    if memory.asked == UNCLEAR or (guesses and _names_another(turn, best)):
        return None
    if best >= ASKED_BACK and elsewhere(turn) and not nearness.is_too_far(turn):
        return None
    offered = tuple(
        name
        for name in guesses
        if name not in (memory.intent, *memory.declined)
        and (likely[name] >= OFFERED or nearness.is_near(turn, name))
    )[:MOST_OFFERED]
    result = turn.followed(FollowUp(UNCLEAR, memory.intent, memory.subject, offered))
    kept = replace(result.memory, misses=memory.misses + 1, ranking=guesses)
    return Result(result.move, kept)


def _names_another(turn: Turn, best: float) -> bool:
    """If the message names what was not talked of: a benefit or a body; of a paper or a thing,
    which stand in any question, only if a request is likely."""
    kinds = {"prestation", "organisme"} & turn.reading.kinds
    return turn.names_something_new() and (bool(kinds) or best >= ELSEWHERE)


def elsewhere(turn: Turn) -> bool:
    """If the message likely asks for something else than the last answer."""
    ranking = turn.reading.ranking
    likeliest, confidence = ranking[0] if ranking else ("", 0.0)
    other = likeliest != turn.memory.intent and turn.ground.requests(likeliest)
    return other and confidence >= ELSEWHERE


def elsewhere_surely(turn: Turn) -> bool:
    """If the model is sure that the message asks for something else than the last answer."""
    return turn.reading.sure and elsewhere(turn) and turn.reading.ranking[0][1] >= MOVED


def owned(turn: Turn) -> bool:
    """If the message tells a detail that what is talked of has words of its own for."""
    return any(owned_by_the_talk(turn, name) for name in turn.details)


def owned_by_the_talk(turn: Turn, name: str) -> bool:
    """If what is talked of has words of its own for this detail or question."""
    memory, ground = turn.memory, turn.ground
    holders = (memory.subject, memory.distress, memory.need)
    kept = _kept(turn, name) if name in ground.catalogue.details else ()
    rows = [ground.row(one) for one in (memory.intent, turn.request_kept(), *kept)]
    return any(holder is not None and _answers(turn, holder, name) for holder in holders) or any(
        row is not None and row.answer_to(name) is not None for row in rows
    )


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


def about(turn: Turn, name: str) -> FollowUp | None:
    memory, ground = turn.memory, turn.ground
    said = subjects.said_subject(turn)
    if said is not None and said[0] != "prestation":
        # « J'ai pas de bail, c'est grave ? » is still about the benefit.
        said = None
    subject = said or memory.subject
    intent = memory.intent
    if intent is None or (said is not None and not _names(turn, intent, said)):
        intent = subjects.default_intent(turn, "comment", subject) if subject else None
    row = ground.row(memory.intent)
    if (
        memory.distress is not None
        and row is not None
        and row.answer_to(name) is not None
        and not is_of_a_hard_moment(turn)
    ):
        # « Quels papiers ? », of the check that was talked of since, not of the death.
        return FollowUp(name, memory.intent, memory.subject)
    for holder in (subject, memory.distress, memory.need):
        if holder is not None and _answers(turn, holder, name):
            hard = ground.hard_intent(holder[0])
            return FollowUp(name, hard or intent or memory.intent, holder)
    for asked_for in (memory.intent, turn.request_kept(), *_kept(turn, name)):
        row = ground.row(asked_for)
        if row is not None and row.answer_to(name) is not None:
            return FollowUp(name, asked_for, memory.subject)
    for other in memory.pair:
        row = ground.row(other)
        if row is not None and row.answer_to(name) is not None:
            # Of two things just answered, the one that has words for it is meant.
            return FollowUp(name, other)
    if memory.intent is None:
        for offered in memory.choices if memory.said == "question" else ():
            if (ground.catalogue.intents[offered]).answer_to(name) is not None:
                return FollowUp(name, offered, None)
    detail = ground.catalogue.details[name]
    told_beside = _request_told(turn) if detail.moves else None
    if told_beside is not None and memory.distress is None:
        # « J'ai quitté mon emploi, ils le savent ? »: where that is told, from now on.
        return FollowUp(name, told_beside, turn.subject_for(told_beside))
    if detail.general is None or (memory.intent is None and subject is None):
        return None
    if not detail.after_hard and is_of_a_hard_moment(turn):
        return None
    return FollowUp(name, intent or memory.intent, subject)


def _kept(turn: Turn, name: str) -> tuple[str, ...]:
    """The requests told before that a detail may still be of: the hard one, and a hardship.

    What has an answer for every subject is of the last one; so is a mere question.
    """
    ground, distress = turn.ground, turn.memory.distress
    hard = ground.hard_intent(distress[0]) if distress is not None else None
    own = name not in subjects.ASKED and ground.catalogue.details[name].general is None
    hardship = turn.hardship_kept() if own else None
    return tuple(one for one in (hard, hardship) if one is not None)


def is_of_a_hard_moment(turn: Turn) -> bool:
    """If what is talked of is a hard moment or a person; not what was asked and answered since."""
    memory, ground = turn.memory, turn.ground
    if memory.distress is None:
        return False
    hard = memory.intent in ground.hard or memory.intent in (None, ground.role("contact"))
    return hard or memory.subject == memory.distress


def _request_told(turn: Turn) -> str | None:
    """What else than the last answer the message surely tells of, if it has a way."""
    reading, ground = turn.reading, turn.ground
    row = ground.row(reading.intent)
    surely = reading.sure and reading.ranking[0][1] >= MOVED
    other = reading.intent != turn.memory.intent and ground.requests(reading.intent)
    return reading.intent if surely and other and row is not None and row.destinations else None


def _names(turn: Turn, intent: str, said: Subject) -> bool:
    row = turn.ground.row(intent)
    return row is not None and row.subject == said[0]


def _answers(turn: Turn, holder: Subject, name: str) -> bool:
    row = turn.ground.catalogue.subject(*holder)
    return row is not None and row.answer_to(name) is not None
