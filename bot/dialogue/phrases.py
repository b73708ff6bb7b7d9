"""What a whole sentence tells of what was answered: « spams vérifiés, rien », « ça remarche »."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.content.catalogue import Told
from bot.dialogue import acts, alike, closed, details, ladder
from bot.dialogue.moves import Answer, FollowUp, NextStep, Noted, Repair
from bot.dialogue.turn import Result, Rule, Turn

# A longer message tells a story of its own.
LONGEST = 16
# The detail that says in which order several things are done.
ORDER = "ordre"
# What is heard after a hard moment too; the rest is about a way that did not work.
AFTER_HARD: frozenset[Told] = frozenset(("helped",))


def told(turn: Turn) -> Result | None:
    """What a sentence does here that the catalogue knows, though it has an object of its own."""
    memory = turn.memory
    if memory.said == "nothing":
        return None
    if len(turn.reading.tokens) > LONGEST:
        return None
    for name, beside in turn.ground.phrases_in(turn.reading.words):
        if memory.distress is not None and name not in AFTER_HARD:
            continue
        result = _works(turn, beside) if name == "works" else _PLAYED[name](turn)
        if result is not None:
            return result
    return None


def _works(turn: Turn, beside: str) -> Result | None:
    """« Ça remarche, c'était où déjà ? »: the way of what was asked for, which did not fail."""
    act = closed.act(tuple(beside.split()))
    if not beside or act in ("noted", "thanks", "yes"):
        return turn.going_on(Noted(), turn.memory.said)
    intent = turn.asked_for()
    if act not in ("ou", "comment") or intent is None:
        return None
    subject = turn.memory.subject if intent == turn.memory.intent else None
    return turn.followed(FollowUp(act, intent, subject))


def _unless_else(rule: Rule) -> Rule:
    return lambda turn: None if turn.asks_else() else rule(turn)


def _on_the_other_channel(turn: Turn) -> Result | None:
    """« Je préfère l'ordi »: what was asked for, and not the last question about it."""
    return acts.play("other_channel", replace(turn, memory=replace(turn.memory, asked=None)))


def _first_step(turn: Turn) -> Result | None:
    """« Par quoi je commence ? »: how what was asked for is done, unless two things were."""
    intent, memory = turn.asked_for(), turn.memory
    if memory.asked in turn.ground.catalogue.details and memory.said == "answer":
        # What was just told has an order of its own (« j'ai donné mon mot de passe »).
        return acts.play("simpler", turn)
    here = turn.ground.row(memory.intent)
    if here is not None and here.comment is not None:
        intent = memory.intent
    if intent is None or memory.intent in memory.pair[1:] or details.owned_by_the_talk(turn, ORDER):
        return None
    subject = memory.subject if intent == memory.intent else None
    return turn.followed(FollowUp("comment", intent, subject))


def _elsewhere_too(turn: Turn) -> Result | None:
    """« Le site pareil »: a failure, if there was one; else it asks of the other channel."""
    failing = turn.memory.rung > 0 or turn.memory.intent == turn.ground.role("technical")
    return acts.play("tried", turn) if failing else None


def _has_own_words(turn: Turn) -> bool:
    """If what is talked of has words for a detail that the message tells."""
    return any(details.owned_by_the_talk(turn, name) for name in turn.details)


def _there(turn: Turn) -> Result | None:
    """« J'ai fait la photo, et après ? »: what comes on the page; a word that was explained may
    have led there."""
    if turn.memory.distress is not None or turn.memory.said in ("question", "families"):
        return None
    if turn.continues:
        return ladder.next_step(turn)
    lead = turn.ground.leading_to(turn.memory.destinations)
    return ladder.next_step(turn.talking_of(lead)) if lead is not None else None


def _where(turn: Turn) -> Result | None:
    return None if _has_own_words(turn) else acts.play("ou", turn)


def _refused(turn: Turn) -> Result | None:
    """« Il veut pas la remplir »: somebody else does not do their part.

    The last answer may have words of its own for it (parents who disagree).
    """
    if _has_own_words(turn):
        return None
    contact = turn.ground.role("contact")
    if contact is None or contact in turn.memory.declined:
        return None
    if turn.memory.said == "person":
        return turn.to_a_person(Repair("again", (), refused=True))
    return turn.to_a_person(NextStep("refused", contact))


def _due(turn: Turn) -> Result | None:
    """« J'ai jusqu'à quand ? » after a breakdown or a person: the date of what was asked for."""
    intent = turn.request_kept()
    if intent is None or turn.asks_else():
        return None
    return turn.followed(FollowUp("quand", intent))


def _person(turn: Turn) -> Result | None:
    """« Je vois ça avec qui ? »: a person; in other words, if the first way to one was told."""
    contact = turn.ground.role("contact")
    if contact is None or contact in turn.memory.declined:
        return None
    if turn.memory.said == "person" or turn.memory.intent == contact:
        return turn.to_a_person(Repair("again", (), refused=True))
    return turn.answered(Answer(contact))


_PLAYED: Mapping[Told, Rule] = {
    "helped": lambda turn: turn.going_on(Noted(helped=True), turn.memory.said),
    "tried": lambda turn: alike.obstacle(turn) or acts.play("tried", turn),
    "elsewhere_too": _elsewhere_too,
    "other_channel": _unless_else(_on_the_other_channel),
    "duree": lambda turn: None if turn.names_something_new() else acts.play("duree", turn),
    "ou": _unless_else(_where),
    "first_step": _first_step,
    "cannot_find": lambda turn: alike.obstacle(turn) or acts.play("cannot_find", turn),
    "due": _due,
    "refused": _refused,
    "there": _there,
    "simpler": lambda turn: acts.play("simpler", turn),
    "person": _person,
}
