"""What each dialogue act does in its context; one small function an act."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.content.catalogue import Channel, other_channel
from bot.dialogue import accepted, asked, channels, chosen, closed, ladder, subjects, ways
from bot.dialogue.closed import Act, Asked
from bot.dialogue.moves import (
    Answer,
    Aside,
    FollowUp,
    Noted,
    OtherChannel,
    Simpler,
)
from bot.dialogue.repair import drop, repair, to_people
from bot.dialogue.turn import Result, Rule, Turn

# What is left of a message's meaning beside « et pour… », for it to be a request.
NAMED_REQUEST = 0.2
# The same, for a hardship: « et le mien », after a Rib, tells of no thief.
NAMED_HARDSHIP = 0.5
# The same, for a request that was talked of before.
TALKED_OF = 0.05
# « Je suis sur l'appli pourtant »; without such a word it says where one is.
_INSISTS = re.compile(r"\b(?:pourtant|deja|bien|mais|meme|y suis|toujours|aussi)\b")
# « Ça marche aussi sur le portable ? »: yes or no is asked.
_WHETHER = re.compile(
    r"^(?!pas\b)"
    r"(?!.*\b(?:ou (?:je|on|est|se|puis|peut|c est|trouve)|comment|pourquoi|plus|que sur)\b)"
    r".*\b(?:(?:marche|passe|fonctionne|suffit|suffi|possible|pareil|identique)\b(?! pas)"
    r"|(?:on|je) (?:peut|peux|pourrai\w*)\b(?! pas)|peut on|puis je)"
)
# « Déjà fait la semaine dernière », « c'est déjà envoyé, je dois refaire ? »: done, and no failure.
_DONE_ALREADY = re.compile(
    r"^(?!.*\b(?:pas|aucune?|ancien\w*|marche|passe|mais|rien|toujours|encore|pareil|bloqu\w*"
    r"|erreur|essay\w*|change)\b)"
    r"(?=.*\b(?:fait|faite|fai|fe|envoye\w*|declare\w*|transmis\w*|rempli\w*|depose\w*"
    r"|valide\w*)\b)"
    r".*\b(?:semaine|mois|hier|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|il y a|y a"
    r"|refaire|refais|recommencer?|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre"
    r"|octobre|novembre|decembre|le \d+)\b"
)
# « Étape par étape », « je clique où »: the steps are asked for, not other words.
_STEPS = re.compile(r"\betapes? (?:par|apres) etapes?\b|\b(?:je )?(?:clique|appuie|vais) ou\b")
# « Je trouve pas mes ressources »: what is not there is named.
_MISSING = re.compile(
    r"\b(?:trouve|trouv|vois|voi)\w* (?:(?:toujours|encore|plus|pas|nulle part) )+"
    r"(?:ou (?:est|sont|c est) )?(?P<what>(?:mon|ma|mes|le|la|les|l)\b ?(?!(?:crayon|bouton|onglet"
    r"|rubrique|menu|page|lien|case|option|icone|fleche|section)s?\b)\w+.*)"
)
# So likely a reading of what is missing names it.
NAMED_MISSING = 0.5
# In so many words a first message tells what was tried; it is no act.
SHORTEST_STORY = 4
# In fewer words, it is not told what the person will do.
SHORTEST_CLOSING = 2


def play(act: Act, turn: Turn) -> Result | None:
    """What this act does here; None when it means nothing, so that other rules are asked."""
    return _PLAYED[act](turn)


def channel_asked(turn: Turn) -> Channel:
    """The channel that a message names, else the one that answers are not for."""
    return channels.anywhere(turn.reading.words) or other_channel(turn.shown)


def _ask(name: Asked) -> Rule:
    def rule(turn: Turn) -> Result | None:
        return asked.question(turn, name)

    return rule


def _yes(turn: Turn) -> Result:
    memory = turn.memory
    waits = memory.said in ("question", "families")
    if not waits and ladder.in_danger(turn) and closed.agrees(turn.reading.tokens):
        # Of the numbers that were told, not of the Caf.
        return ladder.next_step(turn)
    wished = accepted.named(turn)
    if wished is not None:
        return wished
    if len(memory.choices) == 1 and (waits or _agrees_to_it(turn)):
        return chosen.choose(turn, 0)
    if memory.asked == subjects.EXPLAINED and not waits:
        return _after_a_word(turn)
    if memory.simplified and not waits:
        # « Plus simple », then « oui »: it was understood.
        return turn.going_on(Noted())
    if waits and turn.ground.role("help") in memory.choices:
        # Of a question that was given up, nothing is left to agree to.
        return turn.going_on(OtherChannel(turn.shown), memory.said)
    if waits and memory.choices:
        return _for_what_is_named(turn) or turn.asking_again()
    if memory.intent is None:
        # Nothing was asked or offered: what is wanted can still be said.
        return turn.going_on(OtherChannel(turn.shown), memory.said)
    agreed = closed.agrees(turn.reading.tokens)
    # « Je le fais demain matin » closes; « ok », « volontiers, je clique où » go on.
    tokens = turn.reading.tokens
    asks = len(tokens) <= SHORTEST_CLOSING or closed.question(tokens) is not None
    goes_on = agreed or (asks and memory.distress is None and ladder.has_step(turn))
    return ladder.next_step(turn) if goes_on else turn.going_on(Noted())


def _agrees_to_it(turn: Turn) -> bool:
    """If « oui » takes the one thing that may come next; the list of subjects is no such."""
    lone = turn.memory.choices[0]
    return closed.agrees(turn.reading.tokens) and lone != turn.ground.role("help")


def _after_a_word(turn: Turn) -> Result:
    """« Oui », after a word was explained: its way, else what was talked of before."""
    if ways.shown_apart(turn):
        return ways.again(turn, "ou")
    agreed = closed.agrees(turn.reading.tokens) and turn.continues
    return ladder.next_step(turn) if agreed else turn.going_on(Noted())


def _for_what_is_named(turn: Turn) -> Result | None:
    """« Le Rsa, oui »: the one choice on the screen that is about what is named."""
    subject, ground = subjects.said_subject(turn), turn.ground
    fitting = [name for name in turn.memory.choices if subject and ground.subject(name, [subject])]
    if len(fitting) != 1:
        return None
    return turn.answered(Answer(fitting[0], ground.subject(fitting[0], turn.reading.entities)))


def _noted(turn: Turn) -> Result:
    memory = turn.memory
    if memory.said in ("question", "families") and len(memory.choices) == 1:
        return chosen.choose(turn, 0)
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
        return asked.ask_something(turn, "next_step")
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
    # What was shown of the message was shown, whichever of it was taken.
    kept = replace(taken.memory, ranking=memory.ranking, suggested=memory.suggested)
    return replace(turn, memory=kept)


def _lone_choice_taken(turn: Turn) -> Turn:
    """The turn as if the only choice on the screen had been picked: « plus court », « et sur mon
    téléphone ? » ask something of it."""
    memory = turn.memory
    if memory.said != "question" or len(memory.choices) != 1:
        return turn
    return replace(turn, memory=chosen.choose(turn, 0).memory)


def _failed(act: Act) -> Rule:
    def rule(turn: Turn) -> Result | None:
        technical = turn.ground.role("technical")
        if closed.is_tried(turn.reading.tokens):
            turn = _likeliest_taken(turn)
        if turn.memory.said in ("question", "families"):
            return _no(turn)
        named = _what_is_missing(turn) if act == "cannot_find" else None
        if named is not None:
            return named
        if turn.continues and act == "tried" and _DONE_ALREADY.search(turn.reading.words):
            return ladder.done(turn)
        if turn.continues:
            return ladder.did_not_work(turn, tried=act == "tried")
        if act == "tried" and len(turn.reading.tokens) > SHORTEST_STORY:
            return None
        if act == "tried" and technical is not None:
            return turn.answered(Answer(technical))
        return asked.ask_something(turn, act)

    return rule


def _what_is_missing(turn: Turn) -> Result | None:
    """The way to what cannot be found, if the message names it and it is something else."""
    found = _MISSING.search(turn.reading.words)
    if found is None or turn.memory.distress is not None:
        return None
    part = turn.reread(found["what"])
    named, _ = turn.ground.pages.about(found["what"])
    likely = bool(part.reading.ranking) and part.reading.ranking[0][1] >= NAMED_MISSING
    intent = part.reading.intent if part.reading.sure or likely else named
    if intent is None or intent == turn.memory.intent or not turn.ground.requests(intent):
        return None
    return turn.answered(Answer(intent, part.subject_for(intent)))


def _simpler(turn: Turn) -> Result:
    turn = _lone_choice_taken(turn)
    memory = turn.memory
    if memory.said in ("question", "families") and memory.choices:
        return turn.asking_again(simpler=True)
    if memory.intent is None and memory.asked != subjects.EXPLAINED:
        return asked.ask_something(turn, "simpler")
    if memory.distress is None and _STEPS.search(turn.reading.words):
        return asked.question(replace(turn, memory=replace(memory, asked=None)), "comment")
    # Its steps are told: « et après ? » does not tell them again.
    move = Simpler(memory.intent, memory.subject, memory.asked)
    return turn.going_on(move, misses=0, asked=memory.asked or "comment")


def _other_channel(turn: Turn) -> Result:
    turn = _lone_choice_taken(turn)
    channel = channel_asked(turn)
    if turn.memory.said in ("question", "families") and turn.memory.choices:
        return turn.asking_again()
    asks = turn.reading.words.startswith("et ") or "?" in turn.reading.text
    insists = _INSISTS.search(turn.reading.words) is not None
    complains = turn.memory.rung > 0 and channel == turn.channel and insists and not asks
    if complains and turn.continues and channel == turn.shown:
        # « Je suis sur l'appli pourtant »: what was told for it did not help.
        return ladder.did_not_work(turn, tried=True)
    memory = replace(ladder.restarted(turn).memory, channel=channel)
    if memory.asked == subjects.EXPLAINED and ways.shown_apart(turn):
        # Of the word that was explained, not of what was asked before.
        return ways.again(replace(turn, memory=memory), "ou")
    came_to_a_person = turn.memory.said == "person" and turn.memory.distress is None
    failed = memory.intent == turn.ground.role("technical") or came_to_a_person
    if failed and turn.asked_for() is not None:
        # After a failure, or ways out up to a person, what failed is wanted there.
        intent = str(turn.asked_for())
        subject = turn.ground.subject(intent, [memory.subject] if memory.subject else [])
        memory = replace(memory, intent=intent, subject=subject, asked=None)
    detail = turn.ground.catalogue.details.get(memory.asked or "")
    row = turn.ground.row(memory.intent)
    own = (row.answer_to(memory.asked or "") if row else None) or (detail and detail.general)
    places = own.destinations if detail is not None and own else None
    if places and memory.intent is not None and _leads_there(turn, places, channel):
        # The last answer had a way of its own: that one is given for the other channel.
        again = FollowUp(str(memory.asked), memory.intent, memory.subject)
        return Result(again, replace(memory, said="answer", misses=0))
    whether = "?" in turn.reading.text and _WHETHER.search(turn.reading.words) is not None
    move = OtherChannel(channel, memory.intent, memory.subject, whether=whether)
    said = "answer" if memory.intent is not None else memory.said
    return Result(move, replace(memory, said=said, misses=0))


def _leads_there(turn: Turn, own: tuple[str, ...], channel: Channel) -> bool:
    """If a way of its own exists on a channel, or that of the request does not either."""
    row, places = turn.ground.row(turn.memory.intent), turn.ground.catalogue.destinations
    others = row.destinations if row is not None else ()
    there = [any(places[name].place(channel) for name in names) for names in (own, others)]
    return there[0] or not there[1]


def _pick(turn: Turn) -> Result:
    return turn.asking_again() if turn.memory.choices else asked.ask_something(turn, "pick")


def _thanks(turn: Turn) -> Result | None:
    if turn.memory.distress is not None:
        return turn.going_on(Noted(), turn.memory.said)
    rows = (turn.ground.row(turn.memory.intent), turn.ground.row(turn.request_kept()))
    if any(row is not None and row.hardship for row in rows):
        return turn.going_on(Noted(thanked=True), turn.memory.said)
    role = turn.ground.role("thanks")
    return turn.going_on(Aside(role), turn.memory.said) if role is not None else None


def _subject(turn: Turn) -> Result | None:
    """« Et pour mes ressources ? »: no benefit is named; what else it says is a request."""
    if not turn.continues:
        return asked.ask_something(turn, "subject")
    memory = turn.memory
    talked_of = {memory.request, *memory.pair, *memory.earlier} - {memory.intent}
    for intent, confidence in turn.reading.ranking:
        known = intent in talked_of and confidence >= TALKED_OF
        row = turn.ground.row(intent)
        alarms = row is not None and row.hardship
        named = confidence >= (NAMED_HARDSHIP if alarms else NAMED_REQUEST)
        if turn.ground.requests(intent) and (known or named):
            fits = intent not in memory.declined
            return turn.answered(Answer(intent, turn.subject_for(intent))) if fits else None
    return None


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
