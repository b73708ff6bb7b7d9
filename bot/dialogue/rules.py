"""From a message in its context to one move: the rules, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from bot.dialogue import (
    acts,
    alike,
    beside,
    channels,
    chosen,
    clauses,
    closed,
    closing,
    details,
    distress,
    helps,
    nearness,
    needs,
    negated,
    over,
    phrases,
    questions,
    subjects,
    terms,
    tongues,
    wishes,
)
from bot.dialogue.closed import Act
from bot.dialogue.kept import kept_safe
from bot.dialogue.moves import (
    Answer,
    Aside,
    Repair,
)
from bot.dialogue.repair import repair
from bot.dialogue.turn import Result, Rule, Turn

# Below a question, so likely one of its choices is meant.
CHOSEN = 0.4
# In context, a short message whose likeliest reading is an act is that act, sure or not.
SHORT = 8
LIKELY = 0.3
# A question word counts when the model hears the question too, and nothing else surely.
HEARD = 0.1
# « Comment », « où », « pourquoi » most often have an object of their own.
_BARE = frozenset(("quand", "combien", "duree"))
SETTLED = 0.6
# So sure of such an act, the model is followed before likenesses.
SURELY = 0.7
SURELY_TRIED = 0.85
# What is never said of a request.
_OF_THE_TALK: tuple[Act, ...] = ("simpler", "none_of_these", "drop", "yes", "other_channel", "pick")
# What is asked of an answer, in words that name nothing else.
_OF_AN_ANSWER: tuple[Act, ...] = ("quand", "combien", "cout", "duree")


def first_that_applies(turn: Turn) -> Result:
    """The result of the first rule that has one; without any, what to offer instead."""
    result = _first(_RULES, turn)
    if result is not None:
        result = beside.offered(turn, result)
    if result is None:
        result = tongues.in_their_language(turn)
    if result is None and turn.is_silent:
        # Whoever cannot telephone, and says it again, is not shown a list of guesses.
        result = turn.to_a_person(Repair("person", (), refused=True))
    return kept_safe(turn, result or repair(questions.new_question(turn), refused=False))


def _first(rules: Iterable[Rule], turn: Turn) -> Result | None:
    return next((result for rule in rules if (result := rule(turn)) is not None), None)


def _hard(turn: Turn) -> Result | None:
    return distress.told(turn, lambda piece: _first(_OF_A_WISH, piece))


def _small(turn: Turn) -> Result | None:
    reading = turn.reading
    act = closed.act(reading.tokens)
    if act is None or _opens(turn):
        return None
    if act in subjects.ASKED and (details.is_request(turn) or distress.asks_of_life(turn)):
        # « J'aurai combien ? » asks for a simulation, whatever was talked of.
        return None
    if act == "cannot_find" and _surely_asks(turn):
        # « Je trouve pas le bouton pour demander » looks for the request.
        return None
    if act in ("tried", "cannot_find"):
        return details.otherwise(turn) or alike.obstacle(turn) or acts.play(act, turn)
    return acts.play(act, turn)


def _surely_asks(turn: Turn) -> bool:
    """If the model surely hears another request than the last one."""
    intent = turn.reading.intent
    sure = turn.reading.sure and turn.reading.ranking[0][1] >= SURELY
    return sure and turn.ground.requests(intent) and intent != turn.memory.intent


def _opens(turn: Turn) -> bool:
    """If a conversation begins with what the model is sure of (« où en suis-je »)."""
    reading = turn.reading
    return turn.memory.said == "nothing" and reading.sure and turn.ground.requests(reading.intent)


def _wished(rule: Callable[[Turn, Rule], Result | None]) -> Rule:
    """A rule that plays what is left of a message as if it had been said alone."""
    return lambda turn: rule(turn, partial(_first, _OF_A_WISH))


def _two(turn: Turn) -> Result | None:
    found = clauses.two_requests(turn.reading, turn.ground, turn.read)
    return turn.both(found) if found is not None else None


def _acted(turn: Turn) -> Result | None:
    reading = turn.reading
    act = turn.ground.acts.get(reading.intent or "")
    if act is None or not (reading.sure or (turn.continues and _likely(turn))):
        return None
    typed = not reading.text.startswith("/")
    if act == "none_of_these" and typed and not closed.refuses(reading.words):
        # « Ça me laisse pas modifier » tells what went wrong.
        return None
    return acts.play(act, turn)


def _surely_acted(turn: Turn) -> Result | None:
    """« Vous répondez à côté »: what can only be said of the talk, whatever it is like."""
    if not turn.continues or not turn.acts_as(*_OF_THE_TALK):
        return None
    if turn.acts_as("other_channel") and channels.is_elsewhere(turn.reading.words):
        # There may be words for it.
        return None
    if turn.memory.distress is not None and details.owned(turn):
        # « Laissez tomber, il rentre »: what the hard moment has words for.
        return None
    if turn.acts_as("pick"):
        return chosen.picked(turn)
    if turn.acts_as("yes") and alike.is_clear(turn):
        # « Oui, j'ai regardé dans les spams » tells more.
        return None
    if turn.acts_as("none_of_these") and closed.refuses(turn.reading.tokens[0]):
        # « Non, je suis pas d'accord »: what comes after « non » is heard first.
        return None
    sure = turn.reading.ranking[0][1] >= SURELY
    # « Oui, le Rsa », « le Rib je verrai plus tard, que l'adresse » say more than the act.
    alone = turn.acts_as("simpler", "other_channel") or not turn.reading.entities
    return _acted(turn) if sure and alone else None


def _surely_tried(turn: Turn) -> Result | None:
    """« Je l'ai déjà activé, ça change rien »: whatever words of a detail are in it."""
    if not turn.continues or not turn.acts_as("tried") or turn.memory.distress is not None:
        return None
    if turn.reading.ranking[0][1] < SURELY_TRIED:
        return None
    return details.otherwise(turn) or alike.obstacle(turn) or acts.play("tried", turn)


def _surely_asked(turn: Turn) -> Result | None:
    """« Faut payer pour votre service ? »: a question of the talk, whatever it is like."""
    heard = turn.continues and turn.acts_as(*_OF_AN_ANSWER)
    return _acted(turn) if heard and turn.reading.ranking[0][1] >= SURELY else None


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
    # « Merci, ça arrive quand ? » does not only thank.
    thanks = turn.ground.role("thanks")
    others = [by for intent, by in reading.ranking if intent != thanks]
    best = max(others, default=1.0)
    heard = any(
        turn.ground.acts.get(intent) == asked and confidence >= HEARD
        for intent, confidence in reading.ranking
    )
    if not asked or not heard or best >= SETTLED:
        return None
    return acts.play(asked, _thanked(turn) if reading.intent == thanks else turn)


def _thanked(turn: Turn) -> Turn:
    """The turn of whoever got there: what was asked for, no more what stood in the way."""
    wanted, memory = turn.asked_for(), turn.memory
    if memory.intent != turn.ground.role("technical") or wanted is None:
        return turn
    return replace(turn, memory=replace(memory, intent=wanted, subject=None))


def _lone_choice(turn: Turn) -> Result | None:
    """Below a question, the choice that the model hears, though it is not sure of it."""
    reading, choices = turn.reading, turn.memory.choices
    if turn.memory.said not in ("question", "families"):
        return None
    if reading.sure and reading.intent not in choices:
        return None
    fitting = [(by, name) for name, by in reading.ranking if name in choices]
    by, name = max(fitting, default=(0.0, ""))
    heard = reading.sure or by >= CHOSEN
    return chosen.choose(turn, choices.index(name)) if heard else None


def _sure(turn: Turn) -> Result | None:
    reading = turn.reading
    intent = reading.intent
    if not reading.sure or intent is None or nearness.is_too_far(turn):
        return None
    if intent in turn.ground.asides:
        return _aside(turn, intent)
    if turn.ground.requests(intent):
        result = turn.answered(Answer(intent, turn.subject_for(intent)))
        return questions.dated(turn, result)
    return None


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


_OF_A_WISH = (
    _small,
    details.told,
    helps.wanted,
    chosen.picked,
    terms.explained,
    subjects.changed_subject,
    _two,
    _acted,
    _lone_choice,
    _sure,
)
_RULES = (
    over.told,
    _hard,
    distress.unspoken,
    distress.of_whom,
    closing.said,
    tongues.thanked,
    questions.deadline,
    _small,
    tongues.abroad,
    distress.vital,
    _wished(beside.after_an_act),
    distress.hardship,
    wishes.returned,
    wishes.agreed,
    _wished(wishes.dropped),
    _wished(wishes.denied),
    _wished(negated.beside),
    wishes.refined,
    chosen.both_asked_about,
    chosen.named_of_two,
    needs.beside,
    phrases.told,
    terms.word_asked,
    distress.requested,
    _wished(negated.beside_a_refusal),
    _surely_acted,
    _surely_tried,
    alike.two,
    alike.clearly,
    details.told,
    _surely_asked,
    _wished(wishes.without),
    chosen.picked,
    negated.precised,
    _wished(closing.told_after_no),
    _wished(wishes.beside_a_fact),
    _wished(wishes.revised),
    _wished(wishes.assented),
    helps.wanted,
    terms.explained,
    subjects.paper,
    alike.heard,
    questions.listed,
    subjects.changed_subject,
    _two,
    _questions,
    questions.costs,
    _acted,
    _lone_choice,
    _sure,
    helps.asked_of_it,
    nearness.near_reading,
    questions.ambiguous,
    _unsure_aside,
    nearness.only_reading,
    distress.ordinary,
    details.unclear,
    distress.left,
)
