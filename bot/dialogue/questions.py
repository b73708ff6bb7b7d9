"""A word or a message that may mean several things: the catalogue's question about it."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue import nearness, subjects
from bot.dialogue.moves import Answer, AskWhich, FollowUp
from bot.dialogue.turn import Result, Turn

# « Ça plante quand j'ouvre… » asks for no date.
_WHEN = re.compile(
    r"\b(?:(?:quand|qd|kan)\b"
    r"(?! meme| (?:j|je|on) ?(?:ouvr|cliqu|essa|veu|vais|va\b|app|lanc|tap))"
    r"|(?:quel|quelle|kel) (?:jour|date)\b"
    r"|(?:savoir|connaitre|c est quoi|voir) (?:la |ma |les |mes |leur )?(?:prochaines? )?dates?\b"
    r"|dates? (?:de|du|des) (?:mon |mes |le |la |l |prochaine? )*"
    r"(?:paiement|versement|virement)s?\b)"
)
_COSTS = re.compile(
    r"\b(?:c|ce|cest|est|sont|sera)(?: est| sera)? (?:pas |bien )?(?:payan|gratui)\w*"
    r"|\bfaut(?: il)? payer (?:pour|un|une)\b"
)
# The same of something that is named beside, in whatever order.
_COSTS_SOMETHING = re.compile(
    _COSTS.pattern + r"|\b(?:payant|gratuit)\w* (?:pour|de|d|la|le|les|l|un|une|ou)\b"
    r"|\b(?:ca|cela|il|elle|sa)? ?coute\w* (?:combien|cher|quelque chose|de l argent)\b"
    r"|\bcombien (?:ca |cela |sa )?coute\w*\b"
)
# « J'ai combien de temps ? » asks until when; « ça prend combien de temps ? » does not.
_TIME_LEFT = re.compile(
    r"\b(?:j ai|on a|ai je|a t on|avons nous|nous avons|j aurais|on aurait|(?:il )?(?:me|nous) "
    r"reste(?: t il)?) (?:encore |donc )?combien de (?:temps|jours|semaines|mois)\b"
    r"|\bcombien de (?:temps|jours|semaines|mois) (?:j ai|on a|ai je|a t on|avons nous|nous avons"
    r"|(?:il )?(?:me|nous) reste)\b"
    r"|\bdans combien de (?:temps|jours) (?:(?:je|on) (?:dois|doit)|il faut|dois je|faut il)\b"
)
# What a question about the cost is put of must be heard so much beside it.
NAMED = 0.1


def deadline(turn: Turn) -> Result | None:
    """« J'ai combien de temps pour le faire ? »: until when, and not how long it takes."""
    memory = turn.memory
    row = turn.ground.row(memory.intent)
    if not turn.continues or memory.distress is not None or row is None:
        return None
    if row.answer_to("quand") is None or _TIME_LEFT.search(turn.reading.words) is None:
        return None
    return turn.followed(FollowUp("quand", memory.intent, memory.subject))


def listed(turn: Turn) -> Result | None:
    """A word that the catalogue has a question for (« attestation »), unless the talk tells."""
    subject = subjects.said_subject(turn)
    row = turn.ground.row(turn.memory.intent)
    if subject is not None and row is not None and row.subject == subject[0]:
        return None
    return _questioned(turn, turn.ground.choices.question({"text": turn.reading.text}))


def costs(turn: Turn) -> Result | None:
    """« C'est payant, la simulation ? »: what it costs, of what the message names, though the
    model hears the question more than that, or that is far from the talk."""
    reading, ground = turn.reading, turn.ground
    if _COSTS_SOMETHING.search(reading.words) is None or turn.memory.distress is not None:
        return None
    named = next(((one, by) for one, by in reading.ranking if ground.requests(one)), ("", 0.0))
    intent, confidence = named
    sure = reading.sure and reading.intent == intent and not nearness.is_too_far(turn)
    if sure or confidence < NAMED or intent not in ground.choices.suggested:
        return None
    result = turn.answered(Answer(intent, turn.subject_for(intent)))
    asked = FollowUp("cout", intent, getattr(result.move, "subject", None))
    return Result(asked, replace(result.memory, asked="cout"))


def ambiguous(turn: Turn) -> Result | None:
    """Two likeliest readings that one question of the catalogue tells apart."""
    ranking = [{"name": name, "confidence": value} for name, value in turn.reading.ranking]
    parsed = {"text": turn.reading.text, "intent_ranking": ranking}
    return _questioned(turn, turn.ground.choices.question(parsed))


def _questioned(turn: Turn, name: str | None) -> Result | None:
    if name is None or turn.memory.distress is not None:
        return None
    fresh = new_question(turn)
    intents = turn.ground.catalogue.clarifications[name].intents
    request = turn.memory.request
    if (
        request is not None
        and request in intents
        and turn.memory.said == "answer"
        and turn.reading.words.startswith("et ")
    ):
        # « Et l'adresse ? » after « j'ai déménagé »: the talk tells which.
        return turn.answered(Answer(request, turn.subject_for(request)))
    choices = tuple(choice for choice in intents if choice not in turn.memory.declined)
    if not choices or {*choices} & {*fresh.memory.suggested}:
        return None
    return fresh.asking(AskWhich(choices, subjects.said_subject(turn), name), missed=True)


def new_question(turn: Turn) -> Turn:
    """The turn when a message was not understood: its readings, without what was seen."""
    memory = turn.memory
    seen = memory.suggested if memory.misses else ()
    return replace(turn, memory=replace(memory, ranking=nearness.guesses(turn), suggested=seen))


def dated(turn: Turn, result: Result) -> Result:
    """« Quand est versée la prime » asks for the date, which the row may hold; « c'est payant,
    le rendez-vous ? » for what it costs."""
    move = result.move
    if not isinstance(move, Answer):
        return result
    if _COSTS.search(turn.reading.words):
        cost = FollowUp("cout", move.intent, move.subject)
        return Result(cost, replace(result.memory, asked="cout"))
    if not _WHEN.search(turn.reading.words):
        return result
    subject = turn.ground.catalogue.subject(*move.subject) if move.subject else None
    row = turn.ground.row(move.intent)
    if not any(one is not None and one.answer_to("quand") for one in (subject, row)):
        return result
    dated = FollowUp("quand", move.intent, move.subject)
    return Result(dated, replace(result.memory, asked="quand"))
