"""How near a reading of a message is to what the talk is about."""

from __future__ import annotations

import re

from bot.dialogue import closed
from bot.dialogue.moves import Answer
from bot.dialogue.turn import Result, Turn

# So begins what goes on about the last answer, and so it names it.
_GOES_ON = re.compile(r"^(?:et|mais|ok|oui|non|alors|donc|du coup|en fait|sinon|bon|d accord|ah)\b")
_NAMES_IT = re.compile(r"\b(?:ca|sa|cela|y|en|lui|celui|celle|ils?|elles?|eux)\b")
SHORT = 6
LONGEST = 14
# Thanks and greetings are shorter.
SHORTEST_STORY = 4
# A reading far from the talk needs to be so likely to be offered in it; a near one any.
FAR = 0.2
# A near reading that the model is not sure of is answered from here.
NEAR = 0.35
# The only reading that there is must be so likely.
PREFERRED = 0.4
# A far one is answered only from here, when the message likely goes on about the last answer.
SURE_OF_FAR = 0.8
# Nor is the only one, less likely than this.
ONLY_FAR = 0.5
# Others that are so much less likely leave it the only one.
FAR_BEHIND = 0.3


def begins_on(said: str) -> bool:
    """If folded words begin as what goes on about something (« et… », « mais… »)."""
    return _GOES_ON.search(said) is not None


def is_near(turn: Turn, intent: str | None) -> bool:
    """If an intent is the last answer, what may follow it, or another word on its subject; a
    person always is."""
    return intent == turn.ground.role("contact") or any(
        before is not None and intent is not None and turn.ground.beside(before, intent)
        for before in (turn.memory.intent, turn.memory.request)
    )


def goes_on(turn: Turn) -> bool:
    """If a message is likely a word on the last answer: short, or so it begins, or so it names
    it; whatever it says, unless it names something of which nothing was said."""
    if not turn.continues or turn.names_something_new():
        return False
    tokens, said = turn.reading.tokens, turn.reading.words
    if len(tokens) > LONGEST:
        return False
    return len(tokens) <= SHORT or begins_on(said) or _NAMES_IT.search(said) is not None


def guesses(turn: Turn) -> tuple[str, ...]:
    """What the message may mean and a button may say; in a talk, nothing far and unlikely."""
    likely = dict(turn.reading.ranking)
    return tuple(
        name
        for name in turn.readings()
        if not turn.continues or likely[name] >= FAR or is_near(turn, name)
    )


def is_too_far(turn: Turn) -> bool:
    """If what the model is sure of is too far from the talk, for a message that goes on."""
    ranking = turn.reading.ranking
    if not ranking or turn.memory.said != "answer" or not goes_on(turn):
        return False
    intent, confidence = ranking[0]
    story = len(turn.reading.tokens) >= SHORTEST_STORY or intent == turn.ground.role("refusal")
    wish = turn.ground.requests(intent) or (story and intent in turn.ground.asides)
    return confidence < SURE_OF_FAR and wish and not is_near(turn, intent)


def near_reading(turn: Turn) -> Result | None:
    """The likeliest reading is answered if it is near the talk and likely enough for that."""
    ranking = turn.reading.ranking
    if not ranking or turn.memory.said != "answer" or turn.memory.distress is not None:
        return None
    intent, confidence = ranking[0]
    fits = confidence >= NEAR and is_near(turn, intent) and intent != turn.memory.intent
    return _answered(turn, intent) if fits and intent in turn.ground.choices.suggested else None


def only_reading(turn: Turn) -> Result | None:
    """In a talk that goes on, or told for whom, the one thing that a message can mean is
    answered, not offered."""
    readings = turn.readings()
    likely = bool(turn.reading.ranking) and turn.reading.ranking[0][1] >= PREFERRED
    told = turn.continues or turn.memory.need is not None
    if told and readings and goes_on(turn) and not is_near(turn, readings[0]):
        # A bare question is about the last answer, whatever one of its words makes it look like.
        bare = closed.question(turn.reading.tokens) is not None
        likely = turn.reading.ranking[0][1] >= ONLY_FAR and not (bare and is_too_far(turn))
    alone = len(readings) == 1 or (bool(readings) and _is_far_ahead(turn))
    return _answered(turn, readings[0]) if told and likely and alone else None


def _is_far_ahead(turn: Turn) -> bool:
    """If, in a talk, the likeliest reading leaves every other far behind."""
    (name, first), (_, second), *_ = (*turn.reading.ranking, ("", 0.0), ("", 0.0))
    long = len(turn.reading.tokens) >= SHORTEST_STORY
    ahead = first >= ONLY_FAR and second <= first * FAR_BEHIND
    request = turn.ground.requests(name)
    return long and ahead and request and turn.continues and turn.memory.distress is None


def _answered(turn: Turn, intent: str) -> Result | None:
    if intent in turn.memory.declined or not turn.ground.requests(intent):
        return None
    return turn.answered(Answer(intent, turn.subject_for(intent)))
