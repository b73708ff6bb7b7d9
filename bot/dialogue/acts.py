"""What each dialogue act does in its context; one small function an act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.content.catalogue import Channel, other_channel
from bot.dialogue import channels, closed, ladder, picking, subjects
from bot.dialogue.closed import Act, Asked
from bot.dialogue.ground import MOST_CHOICES
from bot.dialogue.moves import (
    Answer,
    Aside,
    AskWhich,
    Choose,
    FollowUp,
    Noted,
    OtherChannel,
    Simpler,
    TwoRequests,
)
from bot.dialogue.repair import drop, repair, to_people
from bot.dialogue.turn import Result, Turn
from bot.nlu.normalise import words

Rule = Callable[[Turn], Result | None]
# What is left of a message's meaning beside « et pour… », for it to be a request.
NAMED_REQUEST = 0.2
# In so many words a first message tells what was tried; it is no act.
SHORTEST_STORY = 4


def play(act: Act, turn: Turn) -> Result | None:
    """What this act does here; None when it means nothing, so that other rules are asked."""
    return _PLAYED[act](turn)


def picked(turn: Turn) -> Result | None:
    """The choice on the screen that the message points to, or None."""
    memory, tokens = turn.memory, turn.reading.tokens
    other = picking.of_two(tokens, memory.pair, memory.intent or "")
    if other is not None:
        return turn.answered(Answer(other, turn.subject_for(other)))
    if not memory.choices:
        return None
    if turn.reading.text.startswith("/") and turn.reading.intent in memory.choices:
        return choose(turn, memory.choices.index(str(turn.reading.intent)))
    if picking.both(tokens) and len(memory.choices) == 2:
        first, second = (Answer(name, turn.subject_for(name)) for name in memory.choices)
        return turn.both(TwoRequests(first, second))
    index = picking.by_position(tokens, len(memory.choices))
    if index == -1:
        return _which(turn)
    if index is not None:
        return choose(turn, index)
    asked = closed.question(tokens)
    plain = tuple(token for token in tokens if closed.question((token,)) is None)
    index = picking.by_position(plain, len(memory.choices)) if asked else None
    if asked and index is not None and index >= 0:
        # « Le premier, c'est où ? »
        chosen = choose(turn, index)
        return _question(replace(turn, memory=chosen.memory), asked)
    said = subjects.said_subject(turn)
    if memory.said == "answer" and said is not None and said[0] == "prestation":
        # « Et la prime d'activité ? » names it, though a button does too.
        return None
    rows = turn.ground.catalogue.intents
    index = picking.by_title(
        tokens, [words(rows[n].title_on(turn.channel)) for n in memory.choices]
    )
    if index is None or _surely_else(turn, memory.choices[index]):
        return None
    return choose(turn, index)


def choose(turn: Turn, index: int) -> Result:
    """Answer one of the choices on the screen, about the subject that they were offered for."""
    intent = turn.memory.choices[index]
    subject = turn.subject_for(intent)
    if subject is None and turn.memory.subject is not None:
        subject = turn.ground.subject(intent, [turn.memory.subject])
    return turn.answered(Choose(intent, subject))


def ask_something(turn: Turn, act: Act) -> Result:
    """A question about nothing: which request is it about?

    In a talk that has begun, subjects that nobody spoke of are not listed.
    """
    if turn.memory.said != "nothing":
        waits = turn.memory.said in ("question", "families") and turn.memory.choices
        return _which(turn) if waits else to_people(turn, refused=True)
    row = turn.ground.row(next((n for n, role in turn.ground.acts.items() if role == act), None))
    offered = (row.follow_ups if row else ()) or turn.ground.catalogue.topics
    choices = tuple(name for name in offered if name not in turn.memory.declined)[:MOST_CHOICES]
    if turn.memory.distress is not None or not choices:
        return repair(turn, refused=False)
    return turn.asking(AskWhich(choices), asked=act if act in subjects.ASKED else None)


def channel_asked(turn: Turn) -> Channel:
    """The channel that a message names, else the one that answers are not for."""
    return channels.in_short(turn.reading.words) or other_channel(turn.shown)


def _ask(asked: Asked) -> Rule:
    def rule(turn: Turn) -> Result | None:
        return _question(turn, asked)

    return rule


def _question(turn: Turn, asked: Asked) -> Result:
    memory = turn.memory
    subject = subjects.said_subject(turn)
    if subject is not None and subject != memory.subject:
        return subjects.question_about(turn, subject, asked)
    distress = turn.ground.catalogue.subject(*memory.distress) if memory.distress else None
    if distress is not None and distress.urgent and distress.answer_to(asked) is not None:
        return turn.followed(FollowUp(asked, memory.intent, memory.distress))
    if ladder.in_distress(turn, asked):
        return repair(turn, refused=False)
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
    intent, seen = turn.ground.page(turn.page)
    about = memory.subject or seen
    if about is not None:
        return subjects.question_about(turn, about, asked)
    if intent is not None:
        return turn.followed(FollowUp(asked, intent, None))
    return ask_something(turn, asked)


def _yes(turn: Turn) -> Result:
    memory = turn.memory
    waits = memory.said in ("question", "families")
    if len(memory.choices) == 1 and (waits or closed.agrees(turn.reading.tokens)):
        return choose(turn, 0)
    if waits and memory.choices:
        return _which(turn)
    if memory.intent is None:
        return ask_something(turn, "yes")
    agreed = closed.agrees(turn.reading.tokens)
    goes_on = agreed or (memory.distress is None and ladder.has_step(turn))
    return ladder.next_step(turn) if goes_on else turn.going_on(Noted())


def _noted(turn: Turn) -> Result:
    memory = turn.memory
    if memory.said in ("question", "families") and len(memory.choices) == 1:
        return choose(turn, 0)
    return turn.going_on(Noted(), memory.said)


def _no(turn: Turn) -> Result:
    memory = turn.memory
    if memory.intent is None and not memory.ranking and not memory.misses:
        # Nothing was heard that another reading could mend.
        if memory.said != "nothing" or memory.choices:
            return to_people(turn, refused=True)
        return drop(turn)
    return repair(turn, refused=True)


def _next(turn: Turn) -> Result:
    turn = _likeliest_taken(turn)
    if not turn.continues:
        return ask_something(turn, "next_step")
    return ladder.done(turn) if closed.is_done(turn.reading.tokens) else ladder.next_step(turn)


def _likeliest_taken(turn: Turn) -> Turn:
    """The turn as if the likeliest of the choices on the screen had been picked.

    Whoever says « j'y suis » or « déjà essayé » below a question went on by themselves.
    """
    memory = turn.memory
    likeliest = memory.ranking[0] if memory.ranking else None
    if memory.said != "question" or likeliest not in memory.choices:
        return turn
    taken = turn.answered(Answer(str(likeliest), memory.subject))
    return replace(turn, memory=replace(taken.memory, ranking=memory.ranking))


def _failed(act: Act) -> Rule:
    def rule(turn: Turn) -> Result | None:
        technical = turn.ground.role("technical")
        if closed.is_tried(turn.reading.tokens):
            turn = _likeliest_taken(turn)
        if turn.memory.said in ("question", "families"):
            return _no(turn)
        if turn.continues:
            return ladder.did_not_work(turn, tried=act == "tried")
        if act == "tried" and len(turn.reading.tokens) > SHORTEST_STORY:
            return None
        if act == "tried" and technical is not None:
            return turn.answered(Answer(technical))
        return ask_something(turn, act)

    return rule


def _simpler(turn: Turn) -> Result:
    memory = turn.memory
    if memory.said in ("question", "families") and memory.choices:
        return _which(turn)
    if memory.intent is None:
        return ask_something(turn, "simpler")
    # Its steps are told: « et après ? » does not tell them again.
    return turn.going_on(Simpler(memory.intent, memory.subject), misses=0, asked="comment")


def _other_channel(turn: Turn) -> Result:
    channel = channel_asked(turn)
    complains = turn.memory.rung > 0 and not turn.reading.words.startswith("et ")
    if complains and turn.continues and channel == turn.shown:
        # « Je suis sur l'appli pourtant »: what was told for it did not help.
        return ladder.did_not_work(turn, tried=True)
    memory = replace(ladder.restarted(turn).memory, channel=channel)
    detail = turn.ground.catalogue.details.get(memory.asked or "")
    if detail is not None and detail.destinations and memory.intent is not None:
        # The last answer had a way of its own: that one is given for the other channel.
        again = FollowUp(str(memory.asked), memory.intent, memory.subject)
        return Result(again, replace(memory, said="answer", misses=0))
    move = OtherChannel(channel, memory.intent, memory.subject)
    said = "answer" if memory.intent is not None else memory.said
    return Result(move, replace(memory, said=said, misses=0))


def _which(turn: Turn) -> Result:
    return turn.asking(AskWhich(turn.memory.choices), asked=turn.memory.asked)


def _pick(turn: Turn) -> Result:
    return _which(turn) if turn.memory.choices else ask_something(turn, "pick")


def _thanks(turn: Turn) -> Result | None:
    if turn.memory.distress is not None:
        return turn.going_on(Noted(), turn.memory.said)
    role = turn.ground.role("thanks")
    return turn.going_on(Aside(role), turn.memory.said) if role is not None else None


def _subject(turn: Turn) -> Result | None:
    """« Et pour mes ressources ? »: no benefit is named; what else it says is a request."""
    if not turn.continues:
        return ask_something(turn, "subject")
    others = [one for one in turn.reading.ranking if turn.ground.requests(one[0])]
    if others and others[0][1] >= NAMED_REQUEST and others[0][0] not in turn.memory.declined:
        intent = others[0][0]
        return turn.answered(Answer(intent, turn.subject_for(intent)))
    return None


def _surely_else(turn: Turn, choice: str) -> bool:
    reading = turn.reading
    return (
        reading.sure
        and turn.ground.requests(reading.intent)
        and reading.intent != choice
        and len(reading.tokens) > 2
    )


_PLAYED: Mapping[Act, Rule] = {
    "quand": _ask("quand"),
    "combien": _ask("combien"),
    "pourquoi": _ask("pourquoi"),
    "comment": _ask("comment"),
    "ou": _ask("ou"),
    "cout": _ask("cout"),
    "duree": _ask("duree"),
    "next_step": _next,
    "tried": _failed("tried"),
    "cannot_find": _failed("cannot_find"),
    "simpler": _simpler,
    "pick": _pick,
    "subject": _subject,
    "drop": drop,
    "yes": _yes,
    "none_of_these": _no,
    "other_channel": _other_channel,
    "word": lambda turn: None,
    "thanks": _thanks,
    "noted": _noted,
}
