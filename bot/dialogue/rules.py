"""From a message in its context to one move: the rules, in the order in which they are asked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.dialogue import acts, clauses, closed, details, hard, questions, revise, subjects
from bot.dialogue.kept import kept_safe
from bot.dialogue.moves import (
    Answer,
    Aside,
    Distress,
    FollowUp,
    Move,
    Repair,
    TwoRequests,
    Without,
)
from bot.dialogue.repair import repair
from bot.dialogue.turn import Result, Turn

# In context, a short message whose likeliest reading is an act is that act, sure or not.
SHORT = 8
LIKELY = 0.3
# A question word counts when the model hears the question too, and nothing else surely.
HEARD = 0.1
# « Comment », « où », « pourquoi » most often have an object of their own.
_BARE = frozenset(("quand", "combien", "duree"))
SETTLED = 0.6
# What the model must hold of the only thing that a message can mean, for it to be answered.
PREFERRED = 0.4
_WHEN = re.compile(r"\b(?:(?:quand|qd|kan)\b(?! meme)|(?:quel|quelle|kel) (?:jour|date)\b)")
# A longer message tells a story, in which « non » or « plutôt » take nothing back.
LONGEST_WISH = 30


def first_that_applies(turn: Turn) -> Result:
    """The result of the first rule that has one; without any, what to offer instead."""
    result = _first(_RULES, turn)
    if result is None and _is_silent(turn):
        # Whoever cannot telephone, and says it again, is not shown a list of guesses.
        result = turn.to_a_person(Repair("person", (), refused=True))
    return kept_safe(turn, result or repair(questions.new_question(turn), refused=False))


def _vital(turn: Turn) -> Result | None:
    """« Elle dort », after the tablets: no message but thanks leads away from the numbers."""
    distress = turn.memory.distress
    row = turn.ground.catalogue.subject(*distress) if distress is not None else None
    return repair(turn, refused=False) if row is not None and row.vital else None


def _is_silent(turn: Turn) -> bool:
    need = turn.memory.need
    row = turn.ground.catalogue.subject(*need) if need is not None else None
    return row is not None and row.silent


def _first(rules: Iterable[acts.Rule], turn: Turn) -> Result | None:
    return next((result for rule in rules if (result := rule(turn)) is not None), None)


def _hard(turn: Turn) -> Result | None:
    moment = hard.hard_moment(turn.reading, turn.ground)
    if moment is None:
        return None
    if isinstance(moment, Distress) and _is_known(moment, turn):
        # « Il lit mon téléphone »: more is told of what was answered.
        more = details.told(turn)
        if more is not None:
            return more
    if isinstance(moment, Answer):
        return turn.answered(moment)
    result = turn.distressed(moment)
    if (moment.kind, moment.name) == hard.DENIED:
        return replace(result, memory=replace(result.memory, distress=turn.memory.distress))
    return result


def _is_known(moment: Distress, turn: Turn) -> bool:
    distress = turn.memory.distress
    return turn.memory.intent is not None and distress in (
        (moment.kind, moment.name),
        (moment.kind, moment.name or (distress or ("", ""))[1]),
    )


def _small(turn: Turn) -> Result | None:
    reading = turn.reading
    act = closed.act(reading.tokens)
    if act is None or _opens(turn):
        return None
    if act in subjects.ASKED and details.is_request(turn):
        # « J'aurai combien ? » asks for a simulation, whatever was talked of.
        return None
    return acts.play(act, turn)


def _opens(turn: Turn) -> bool:
    """If a conversation begins with what the model is sure of (« où en suis-je »)."""
    reading = turn.reading
    return turn.memory.said == "nothing" and reading.sure and turn.ground.requests(reading.intent)


def _revised(turn: Turn) -> Result | None:
    if len(turn.reading.tokens) > LONGEST_WISH:
        return None
    wish = revise.last_wish(turn.reading.folded)
    if wish is None or wish == turn.reading.folded:
        return None
    changed = turn.reread(wish)
    if turn.memory.intent is not None and turn.reading.folded.startswith(("non", "nan")):
        refused = tuple(dict.fromkeys((*turn.memory.suggested, turn.memory.intent)))
        changed = replace(changed, memory=replace(turn.memory, suggested=refused))
    return _first(_OF_A_WISH, changed) or subjects.corrected(changed)


def _without(turn: Turn) -> Result | None:
    found = revise.unwanted(turn.reading.folded)
    if found is None:
        return None
    if turn.memory.distress is not None:
        return repair(turn, refused=True)
    declined = turn.read(found.deed).intent
    if declined is None or not turn.ground.requests(declined):
        return None
    memory = replace(turn.memory, declined=tuple(dict.fromkeys((*turn.memory.declined, declined))))
    if len(found.rest.split()) >= 2:
        # The model is asked again only if it heard what is refused as what is wanted.
        if turn.reading.sure and turn.reading.intent != declined:
            result = _first(_OF_A_WISH, replace(turn, memory=memory))
            if result is not None and declined not in _answered(result.move):
                return result
        result = _first(_OF_A_WISH, replace(turn.reread(found.rest), memory=memory))
        if result is not None and declined not in _answered(result.move):
            return result
    if turn.continues and _is_silent(turn):
        # « Je veux pas appeler »: the same people, without the telephone.
        return turn.to_a_person(Repair("person", (), refused=True))
    row = turn.ground.row(memory.intent)
    offered = (row.follow_ups if row else ()) or turn.ground.catalogue.topics
    choices = tuple(
        name
        for name in offered
        if name not in memory.declined and not _same_way(turn, name, declined)
    )[:4]
    said = replace(memory, choices=choices, said="question")
    return Result(Without(declined, choices), said)


def _answered(move: Move) -> tuple[str | None, ...]:
    if isinstance(move, TwoRequests):
        return (move.first.intent, move.second.intent)
    return (getattr(move, "intent", None),)


def _same_way(turn: Turn, one: str, other: str) -> bool:
    rows = turn.ground.catalogue.intents
    return rows[one].destinations[:1] == rows[other].destinations[:1]


def _beside_a_fact(turn: Turn) -> Result | None:
    rest = revise.beside_a_fact(turn.reading.folded)
    asked = turn.reread(rest) if rest is not None else None
    if asked is None or not asked.reading.sure or not turn.ground.requests(asked.reading.intent):
        return None
    return _first(_OF_A_WISH, asked)


def _two(turn: Turn) -> Result | None:
    found = clauses.two_requests(turn.reading, turn.ground, turn.read)
    return turn.both(found) if found is not None else None


def _acted(turn: Turn) -> Result | None:
    reading = turn.reading
    act = turn.ground.acts.get(reading.intent or "")
    if act is None or not (reading.sure or (turn.continues and _likely(turn))):
        return None
    return acts.play(act, turn)


def _likely(turn: Turn) -> bool:
    reading = turn.reading
    return len(reading.tokens) <= SHORT and reading.ranking[0][1] >= LIKELY


def _questions(turn: Turn) -> Result | None:
    """« Et ça sera pris en compte quand »: a question word that the model hears too, though it
    is not sure of anything else."""
    reading = turn.reading
    asked = closed.question(reading.tokens)
    if asked not in _BARE or not turn.continues or len(reading.tokens) > SHORT:
        return None
    best = reading.ranking[0][1] if reading.ranking else 1.0
    heard = any(
        turn.ground.acts.get(intent) == asked and confidence >= HEARD
        for intent, confidence in reading.ranking
    )
    return acts.play(asked, turn) if asked and heard and best < SETTLED else None


def _lone_choice(turn: Turn) -> Result | None:
    reading = turn.reading
    if reading.sure and turn.memory.said in ("question", "families"):
        intent = reading.intent
        if intent in turn.memory.choices:
            return acts.choose(turn, turn.memory.choices.index(str(intent)))
    return None


def _sure(turn: Turn) -> Result | None:
    reading = turn.reading
    intent = reading.intent
    if not reading.sure or intent is None:
        return None
    if intent in turn.ground.asides:
        return _aside(turn, intent)
    if turn.ground.requests(intent):
        result = turn.answered(Answer(intent, turn.subject_for(intent)))
        return _dated(turn, result)
    return None


def _dated(turn: Turn, result: Result) -> Result:
    """« Quand est versée la prime » asks for the date, which the row may hold."""
    move = result.move
    if not isinstance(move, Answer) or not _WHEN.search(turn.reading.words):
        return result
    subject = turn.ground.catalogue.subject(*move.subject) if move.subject else None
    row = turn.ground.row(move.intent)
    if not any(one is not None and one.answer_to("quand") for one in (subject, row)):
        return result
    dated = FollowUp("quand", move.intent, move.subject)
    return Result(dated, replace(result.memory, asked="quand"))


def _aside(turn: Turn, intent: str) -> Result:
    subject = turn.ground.subject(intent, turn.reading.entities)
    said = turn.memory.said
    return turn.going_on(Aside(intent, subject), "answer" if said == "person" else said)


def _unsure_aside(turn: Turn) -> Result | None:
    reading = turn.reading
    likely = bool(reading.ranking) and reading.ranking[0][1] >= LIKELY
    if likely and len(reading.tokens) <= 3 and reading.intent in turn.ground.asides:
        return _aside(turn, str(reading.intent))
    return None


def _only_reading(turn: Turn) -> Result | None:
    """In a talk that goes on, or told for whom, the one thing that a message can mean is
    answered, not offered."""
    readings = turn.readings()
    likely = bool(turn.reading.ranking) and turn.reading.ranking[0][1] >= PREFERRED
    told = turn.continues or turn.memory.need is not None
    if not told or not likely or len(readings) != 1:
        return None
    intent = readings[0]
    if intent in turn.memory.declined or not turn.ground.requests(intent):
        return None
    return turn.answered(Answer(intent, turn.subject_for(intent)))


_OF_A_WISH = (
    _small,
    details.told,
    acts.picked,
    subjects.explained,
    subjects.changed_subject,
    _two,
    _acted,
    _lone_choice,
    _sure,
)
_RULES = (
    _hard,
    _small,
    _vital,
    details.told,
    _without,
    acts.picked,
    _beside_a_fact,
    _revised,
    subjects.explained,
    questions.listed,
    subjects.changed_subject,
    _two,
    _questions,
    _acted,
    _lone_choice,
    _sure,
    questions.ambiguous,
    _unsure_aside,
    _only_reading,
    details.unclear,
)
