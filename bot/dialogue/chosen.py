"""Which of what is on the screen, or of two things just answered, the person picks."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue import asked, closed, pairs, picking, subjects
from bot.dialogue.moves import Answer, Choose, TwoRequests
from bot.dialogue.turn import Result, Turn
from bot.nlu.normalise import words

# So surely the name of a choice is a request, though no button has it.
MEANT = 0.8


def picked(turn: Turn) -> Result | None:
    """The choice on the screen that the message points to, or None."""
    memory, tokens = turn.memory, turn.reading.tokens
    # « Le premier, c'est où ? » asks more than to pick.
    surely = turn.acts_as("pick") and closed.question(tokens) is None
    one = pairs.meant(turn)
    # « La deuxième » is a button, if there are others than the two; « l'autre » never.
    on_screen = () if memory.choices == memory.pair or "autre" in tokens else memory.choices
    if one is not None and picking.by_position(tokens, len(on_screen)) is None:
        # What was named with the other one is not meant of this.
        return turn.answered(Answer(one, turn.ground.subject(one, turn.reading.entities)))
    if not memory.choices:
        return None
    if turn.reading.text.startswith("/") and turn.reading.intent in memory.choices:
        return choose(turn, memory.choices.index(str(turn.reading.intent)))
    if picking.both(tokens) and len(memory.choices) == 2:
        first, second = (Answer(name, turn.subject_for(name)) for name in memory.choices)
        return turn.both(TwoRequests(first, second))
    index = picking.by_position(tokens, len(memory.choices), surely=surely)
    if index is not None:
        return _named(turn, index) or (choose(turn, index) if index >= 0 else turn.asking_again())
    question = None if picking.tells_when(turn.reading.words) else closed.question(tokens)
    plain = tuple(token for token in tokens if closed.question((token,)) is None)
    index = picking.by_position(plain, len(memory.choices)) if question else None
    offered = memory.pair[1:] == memory.choices[:1] and memory.said == "answer"
    if question and index == 0 and offered and memory.intent == memory.pair[0]:
        # Of two requests, « la première » is the answered one, not the button of the other.
        return asked.question(turn, question)
    if question and index is not None and index >= 0:
        # « Le premier, c'est où ? »
        chosen = choose(turn, index)
        return asked.question(replace(turn, memory=chosen.memory), question)
    said = subjects.said_subject(turn)
    if memory.said == "answer" and said is not None and said[0] == "prestation":
        # « Et la prime d'activité ? » names it, though a button does too.
        return None
    rows = turn.ground.catalogue.intents
    titles = [words(rows[name].title_on(turn.channel)) for name in memory.choices]
    index = picking.by_title(tokens, titles, surely=surely)
    if index is None or _surely_else(turn, memory.choices[index]):
        return _meant(turn) if surely and picking.names_a_choice(tokens) else None
    return choose(turn, index)


def _named(turn: Turn, index: int) -> Result | None:
    """« Le 2, l'adresse », where the second is none: what it is called counts, not where it is."""
    rows, choices = turn.ground.catalogue.intents, turn.memory.choices
    said = picking.named_beside(turn.reading.tokens)
    if not said:
        return None
    titles = [words(rows[name].title_on(turn.channel)) for name in choices]
    named = picking.by_title(said, titles, surely=True)
    if named is not None:
        return choose(turn, named)
    at = titles[index] if index >= 0 else ""
    if picking.by_title(said, [at], surely=True) == 0:
        return None
    meant = _meant(turn)
    if meant is None and picking.describes(turn.reading.tokens):
        # « La dernière, celle sur la garde », which is not there.
        return turn.asking_again()
    return meant


def _meant(turn: Turn) -> Result | None:
    """« Le bouton situation pro »: what a choice is called, though no button is."""
    part = turn.reread(" ".join(picking.named_beside(turn.reading.tokens)))
    intent = part.reading.intent
    if not part.reading.sure or not turn.ground.requests(intent):
        return None
    if part.reading.ranking[0][1] < MEANT:
        return None
    return turn.answered(Answer(str(intent), part.subject_for(str(intent))))


def named_of_two(turn: Turn) -> Result | None:
    """« D'abord le travail », below the answers to two requests: the one that it names."""
    if turn.memory.distress is not None:
        return None
    one = pairs.put_first(turn)
    return turn.answered(Answer(one)) if one is not None else None


def both_asked_about(turn: Turn) -> Result | None:
    """« Les deux, c'est obligatoire ? » below a question: neither was picked yet."""
    waits = turn.memory.said in ("question", "families") and turn.memory.choices
    tokens = turn.reading.tokens
    if not waits or not picking.about_both(tokens) or picking.both(tokens):
        return None
    return turn.asking_again()


def choose(turn: Turn, index: int) -> Result:
    """Answer one of the choices on the screen, about the subject that they were offered for."""
    intent = turn.memory.choices[index]
    subject = turn.subject_for(intent)
    if subject is None and turn.memory.subject is not None:
        subject = turn.ground.subject(intent, [turn.memory.subject])
    return turn.answered(Choose(intent, subject))


def _surely_else(turn: Turn, choice: str) -> bool:
    reading = turn.reading
    return (
        reading.sure
        and turn.ground.requests(reading.intent)
        and reading.intent != choice
        and len(reading.tokens) > 2
    )
