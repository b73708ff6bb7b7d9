"""A question put about the last answer: « et quand ? », « c'est où », « combien »."""

from __future__ import annotations

import re

from bot.dialogue import details, ladder, subjects, ways
from bot.dialogue.closed import Act, Asked
from bot.dialogue.ground import MOST_CHOICES
from bot.dialogue.moves import AskWhich, FollowUp
from bot.dialogue.repair import repair, to_people
from bot.dialogue.turn import Result, Turn

_PAID = re.compile(r"\b(?:arriv|vers|tomb|touch|pay|percoi|recoi)\w*")


def ask_something(turn: Turn, act: Act) -> Result:
    """A question about nothing: which request is it about?

    In a talk that has begun, subjects that nobody spoke of are not listed.
    """
    if turn.memory.said != "nothing":
        waits = turn.memory.said in ("question", "families") and turn.memory.choices
        return turn.asking_again() if waits else to_people(turn, refused=True)
    row = turn.ground.row(next((n for n, role in turn.ground.acts.items() if role == act), None))
    offered = (row.follow_ups if row else ()) or turn.ground.catalogue.topics
    choices = tuple(name for name in offered if name not in turn.memory.declined)[:MOST_CHOICES]
    if turn.memory.distress is not None or not choices:
        return repair(turn, refused=False)
    move = AskWhich(choices, simpler=act == "simpler")
    return turn.asking(move, asked=act if act in subjects.ASKED else None)


def question(turn: Turn, asked: Asked) -> Result:
    """The answer to a question word about the last answer, what it names, or the page."""
    memory = turn.memory
    subject = subjects.said_subject(turn)
    if subject is not None and subject != memory.subject:
        return subjects.question_about(turn, subject, asked)
    if subject is None and memory.subject is not None and _of_money(turn, asked):
        # « La prime ? », then « elle arrive quand ? »: when it is paid, not when to tell of it.
        return subjects.question_about(turn, memory.subject, asked)
    distress = turn.ground.catalogue.subject(*memory.distress) if memory.distress else None
    if (
        distress is not None
        and distress.answer_to(asked) is not None
        and (distress.urgent or details.is_of_a_hard_moment(turn))
    ):
        return turn.followed(FollowUp(asked, memory.intent, memory.distress))
    if ladder.in_distress(turn, asked):
        return repair(turn, refused=False)
    if asked in ("ou", "comment") and _of_what_was_told(turn, asked):
        return ways.again(turn, asked)  # type: ignore[arg-type]
    kept, contact = turn.ground.row(turn.request_kept()), turn.ground.row(memory.intent)
    if kept is not None and kept.answer_to(asked) and contact and not contact.answer_to(asked):
        return turn.followed(FollowUp(asked, memory.request, memory.subject))
    if memory.intent is not None:
        return turn.followed(FollowUp(asked, memory.intent, memory.subject))
    if memory.said in ("question", "families") and memory.ranking:
        # A menu was shown for want of certainty: the question is about the likeliest of it.
        return turn.followed(FollowUp(asked, memory.ranking[0], memory.subject))
    if memory.said == "answer" and memory.destinations and asked in ("ou", "comment"):
        # A word was explained, with its way.
        return turn.followed(FollowUp(asked, None, None))
    intent, seen = turn.ground.pages.about(turn.page)
    about = memory.subject or seen
    if about is not None:
        return subjects.question_about(turn, about, asked)
    if intent is not None:
        return turn.followed(FollowUp(asked, intent, None))
    return ask_something(turn, asked)


def _of_what_was_told(turn: Turn, asked: Asked) -> bool:
    """If « où ? » is asked of a word or a detail that was told with its own way, « comment ? »
    of such a word."""
    explained = turn.memory.asked == subjects.EXPLAINED
    return ways.shown_apart(turn) and (asked == "ou" or explained)


def _of_money(turn: Turn, asked: Asked) -> bool:
    """If it is asked when, or how much, the benefit talked of is paid."""
    memory = turn.memory
    benefit = memory.subject is not None and memory.subject[0] == "prestation"
    row = turn.ground.row(memory.intent)
    beside = row is not None and row.subject is None and memory.distress is None
    paid = asked == "combien" or _PAID.search(turn.reading.words) is not None
    return benefit and beside and asked in ("quand", "combien") and paid
