"""« Et la prime d'activité ? », « et pour mon conjoint »: the same request for something else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import get_args

from bot.dialogue import closed, ladder
from bot.dialogue.closed import Asked
from bot.dialogue.memory import Subject
from bot.dialogue.moves import Answer, AskWhich, ExplainWord, FollowUp, Person
from bot.dialogue.reading import Reading
from bot.dialogue.repair import repair
from bot.dialogue.table import meanings
from bot.dialogue.turn import SURELY_ELSE, Result, Turn

LONGEST = 8
# « Et pour l'Apl, c'est le même jour que le Rsa ? »: if the model surely hears that.
LONGEST_MEANT = 14
MOST_BESIDE = 2
EFFECT = "effet"
EXPLAINED = "quoi"
# The way of the last answer is that of the other benefit too.
SAME_WAY = "pareil"
# The detail of what is to be sent.
PAPERS = "pieces"
ASKED = frozenset(get_args(Asked))
# « Combien ? », then « et la prime d'activité ? »: the question is put again.
_PUT_AGAIN = frozenset(("quand", "combien"))

_LEAD = re.compile(
    r"^(?:(?:et|ou|mais|ok|merci|non|oui|sinon|pareil|meme (?:chose|question)|alors|plutot|c'est"
    r"|c'etait|c|je (?:parle|parlais)|il s'agit|je voulais dire|concernant|niveau|question|cote"
    r"|au sujet|a propos)[ ,]+)*"
    r"(?:et|pour|de|d'|du|des|pareil|concernant|niveau|question|cote|c'est|avec|non|plutot)\b"
)
_PEOPLE: Mapping[Person, str] = {
    "conjoint": "conjoint conjointe mari femme compagnon compagne copain copine concubin concubine"
    " epoux epouse cheri cherie pacse ex",
    "enfant": "fils fille enfant enfants bebe gosse gosses ado gamin gamine petit petite petits"
    " jumeaux garcon",
    "proche": "mere pere maman papa parent parents frere soeur voisin voisine ami amie oncle tante"
    " colocataire coloc",
}
_PERSON = meanings(_PEOPLE)
# A verb of its own makes a message a request of its own; these only look like one.
_NO_VERBS = (
    r"(?!(?:loyer|foyer|papier|dossier|courrier|premier|dernier|particulier|financier|hier|janvier"
    r"|fevrier|familier|mercier|hiver|cher|avoir|scolaire)\b)"
)
_VERB = re.compile(
    rf"\b(?:{_NO_VERBS}\w{{2,}}(?:er|ir|oir)|veux|voudrais|declare|demande|change|touche|recois|recu"
    r"|perdu|ai|suis|est|a|peux|dois)\b"
)
_FOR_A_BODY = re.compile(
    r"\b(?:papier|document|attestation|justificatif|courrier|certificat|preuve)s? (?:\w+ ){0,2}"
    r"(?:pour|de|par|a|chez) (?:la|le|l|les|ma|mon|mes) "
)
_BARE_THING = re.compile(r"(?:(?:avec|juste|un|une|le|la|les|des|l) )*\w+(?: (?:de|des|d) \w+)?")
_LANDS = ("prestation", "document", "organisme", "objet")


def paper(turn: Turn) -> Result | None:
    """« Un récépissé ? », in a talk: a paper that may do, and not whoever makes it."""
    reading, memory = turn.reading, turn.memory
    bare = _BARE_THING.fullmatch(reading.words) is not None and reading.kinds == {"objet"}
    row = turn.ground.row(memory.intent)
    if not bare or row is None or memory.said != "answer" or memory.distress is not None:
        return None
    if not row.destinations or row.subject == "organisme":
        return None
    return turn.followed(FollowUp(PAPERS, memory.intent, memory.subject))


def changed_subject(turn: Turn) -> Result | None:
    """The last request, or the last question, for another subject or person."""
    reading = turn.reading
    meant = turn.ground.acts.get(reading.intent or "") == "subject"
    surely = meant and reading.sure and reading.ranking[0][1] >= SURELY_ELSE
    if len(reading.tokens) > (LONGEST_MEANT if surely else LONGEST):
        return None
    subject = said_subject(turn)
    asked = closed.question(turn.ground.glossary.beside(reading.words))
    settled = reading.sure and turn.ground.requests(reading.intent)
    if subject is not None and asked in ASKED and (_same_kind(turn, subject) or not settled):
        return question_about(turn, subject, asked)  # type: ignore[arg-type]
    if (has_verb(_LEAD.sub("", reading.folded, count=1)) and not meant) or (
        settled and asked in ASKED
    ):
        return None
    if subject is not None and (meant or begins(reading) or not reading.sure):
        return about(turn, subject)
    person = said_person(reading)
    intent = turn.memory.intent if turn.memory.distress is None else None
    elsewhere = settled and turn.names_something_new()
    if person is not None and (meant or begins(reading)) and intent is not None and not elsewhere:
        return turn.answered(Answer(intent, turn.memory.subject, person))
    return None


def about(turn: Turn, subject: Subject) -> Result:
    """What a subject said alone means here."""
    memory = turn.memory
    asked = memory.asked
    same = _same_kind(turn, subject)
    pending = memory.said == "question"
    amount = asked == "combien" and subject[0] == "prestation"
    if asked in ASKED and (pending or amount or (same and asked in _PUT_AGAIN)):
        return question_about(turn, subject, asked)  # type: ignore[arg-type]
    own = turn.ground.catalogue.subject(*subject)
    term = turn.ground.glossary.term_in(turn.reading.words)
    if asked == EXPLAINED and term is not None and "pour" not in turn.reading.tokens:
        # « C'est quoi la Paje ? », then « et le Cmg ? »: explained too.
        return turn.going_on(ExplainWord(term), misses=0, asked=EXPLAINED)
    if memory.intent is not None and same:
        return turn.answered(Answer(memory.intent, subject))
    heard = turn.reading.intent
    asked_of = turn.ground.subject(heard, [subject]) if heard is not None else None
    surely = turn.reading.sure and turn.reading.ranking[0][1] >= SURELY_ELSE
    benefit = asked_of is not None and asked_of[0] == "prestation"
    if surely and benefit and memory.distress is None:
        # « Et elle peut avoir l'Apl ? » asks for what is said of it, not what becomes of it.
        return turn.answered(Answer(str(heard), asked_of))
    row = turn.ground.row(memory.intent)
    if row is not None and row.answer_to(EFFECT) is not None and subject[0] != "document":
        # « Et mon Rsa ? » after a change: what becomes of it.
        return turn.followed(FollowUp(EFFECT, memory.intent, subject))
    request = turn.ground.row(memory.request)
    if request is not None and request.subject == subject[0] and memory.said == "answer":
        # A word or a follow-up came between: what was asked for is still known.
        return turn.answered(Answer(str(memory.request), subject))
    choices = tuple(name for name in turn.ground.about(subject) if name not in memory.declined)
    if subject[0] == "document" and own is not None:
        # « Et mes attestations ? »: what one gets or changes, before what one sends.
        wanted = [name for name in own.intents if name in choices]
        if wanted and memory.intent is not None:
            return turn.answered(Answer(wanted[0]))
    beside = [name for name in choices if _same_way(turn, name)]
    if len(beside) == 1 and len(choices) > 1:
        return turn.answered(Answer(beside[0], turn.ground.subject(beside[0], [subject])))
    if choices and subject[0] == "prestation" and ladder.in_danger(turn):
        # « Et la prime de naissance, du coup ? » is asked of ordinary life.
        return turn.answered(Answer(str(default_intent(turn, "comment", subject)), subject))
    if not choices or memory.distress is not None:
        return repair(turn, refused=False)
    if len(choices) == 1:
        return turn.answered(Answer(choices[0], subject))
    if _has_one_way_for_all(turn, subject):
        # « Et pour l'Apl ? » after a debt: the named benefit, and still the debt.
        return turn.followed(FollowUp(SAME_WAY, memory.intent, subject, choices[:MOST_BESIDE]))
    return turn.asking(AskWhich(choices, subject))


def corrected(turn: Turn) -> Result | None:
    """« Non pardon, l'Als »: another subject of the last request, whatever else is said."""
    subject = said_subject(turn)
    if subject is None or subject == turn.memory.subject or not _same_kind(turn, subject):
        return None
    return about(turn, subject)


def said_subject(turn: Turn) -> Subject | None:
    """The benefit, document or body of the message, that of the last request's kind first."""
    row = turn.ground.row(turn.memory.intent)
    wanted = row.subject if row is not None else None
    if turn.memory.intent is not None and wanted not in (None, *turn.reading.kinds):
        # « Et pour ma carte d'identité ? » after another body's card: its body is meant.
        body = turn.ground.subject(turn.memory.intent, turn.reading.entities)
        if body is not None:
            return body
    found = [
        said for said in turn.reading.entities if said[0] in _LANDS and turn.ground.known(said)
    ]
    if turn.continues and _FOR_A_BODY.search(turn.reading.words):
        # « Le papier pour la mairie »: whom it is for changes nothing of what is asked.
        found = [said for said in found if said[0] != "organisme"]
    found.sort(key=lambda said: (said[0] != wanted, _LANDS.index(said[0])))
    return next((said for said in found if turn.ground.about(said)), None)


def said_person(reading: Reading) -> Person | None:
    """Who else the message is about, or None."""
    return next((_PERSON[token] for token in reading.tokens if token in _PERSON), None)


def question_about(turn: Turn, subject: Subject, asked: Asked) -> Result:
    memory = turn.memory
    row = turn.ground.row(memory.intent)
    if row is not None and row.subject == subject[0]:
        return turn.followed(FollowUp(asked, memory.intent, subject))
    return turn.followed(FollowUp(asked, default_intent(turn, asked, subject), subject))


def default_intent(turn: Turn, asked: Asked, subject: Subject) -> str | None:
    """The request that a question about a subject alone is nearest to."""
    fitting = turn.ground.about(subject)
    act = next((name for name, role in turn.ground.acts.items() if role == asked), None)
    row = turn.ground.row(act)
    likely = [name for name in (row.follow_ups if row else ()) if name in fitting]
    return next(iter([*likely, *fitting]), None)


def _same_kind(turn: Turn, subject: Subject) -> bool:
    row = turn.ground.row(turn.memory.intent)
    return row is not None and row.subject == subject[0]


def _has_one_way_for_all(turn: Turn, subject: Subject) -> bool:
    """If what was just answered is found at one place, whatever the benefit."""
    memory, ground = turn.memory, turn.ground
    row = ground.row(memory.intent)
    helps = (ground.role("contact"), ground.role("technical"))
    told = memory.said == "answer" and memory.distress is None and memory.intent not in helps
    one = row is not None and bool(row.destinations) and row.subject is None
    return told and one and subject[0] == "prestation"


def _same_way(turn: Turn, intent: str) -> bool:
    ways = turn.ground.catalogue.intents[intent].destinations[:1]
    return bool(ways) and ways == turn.memory.destinations[:1]


def begins(reading: Reading) -> bool:
    """If a message begins as one that names another subject (« et pour… »)."""
    return bool(_LEAD.match(reading.folded))


def has_verb(said: str) -> bool:
    """If folded words hold a verb of their own."""
    return _VERB.search(said) is not None
