"""A word that is asked about: « c'est quoi un indu », and what is talked of then."""

from __future__ import annotations

import re

from bot.dialogue import details, subjects
from bot.dialogue.moves import ExplainWord
from bot.dialogue.reading import Reading
from bot.dialogue.table import word_set
from bot.dialogue.turn import Result, Turn
from bot.nlu.normalise import words

_WORD_ASKED = re.compile(
    r"\bc'? ?(?:est|et)? ?(?:quoi|koi|kwa)\b|\bve(?:ut|ux)? dire|signifi|\bdefini[rst]|definition"
    r"|\bexpli(?:que|k)|kesako|qu'est[- ]ce qu|appelez|\bce que c'? ?est\b|\b(?:le|ce) mot\b"
    r"|\ba quoi (?:sert|servent)\b|\bsert a quoi\b|\bcalcule\w* (?:sur|avec|a partir de) quoi"
)
_COMPUTED = re.compile(r"\bcalcule\w* (?:sur|avec|a partir de) quoi")
# « C'est quoi un indu »; what stands around the word asks nothing more.
_DEFINED = re.compile(
    r"\b(?:(?:c est|c|cest|ce) (?:quoi|koi|kwa)|qu est ce (?:que c est|qu(?:e|i)?)"
    r"|(?:ca |sa |cela )?(?:veut|veux) dire (?:quoi|koi)|que (?:veut|veux) dire|kesako"
    r"|(?:ca |sa )?(?:designe|signifie) (?:quoi|koi)|que signifie|traduction|en clair"
    r"|(?:ca |sa )?(?:sort|vient) d ou ce mot|jamais entendu(?: parler)?(?: (?:de|d|du))?"
    r"|(?:connais|comprends) pas (?:ce|ces|le) (?:mots?|termes?|sigles?))\b"
)
# What is asked about may stand between quotes.
_QUOTED = re.compile(r"[«\"“]\s*([^«»\"”]+?)\s*[»\"”]")
# What only points to the word.
_POINTING = word_set(
    """
    ca sa cela truc machin chose mot mots terme termes sigle ici celui celle aide aides allocation
    prestation papier papiers document message mail sms lettre courrier chiffre nombre somme montant
    site appli page probleme souci nom numero question reponse ligne bouton case virement versement
    """
)
# « Mon identifiant, c'est quoi ? » asks for it, and for no meaning.
_ONES_OWN = re.compile(r"\b(?:mon|ma|mes|notre|nos|ce|cet|cette|ces)\b(?! (?:mot|terme|sigle))")
_AROUND = word_set(
    "un une le la les l des de du d ce cet cette mon ma mes votre vos que qu exactement deja au"
    " juste svp et mais ok alors ca sa donc bonjour en fait concretement est c"
)
MOST_DEFINED = 3
# So likely, the model hears that a word is asked about, if one of the glossary is there.
HEARD = 0.2


def explained(turn: Turn) -> Result | None:
    """A word asked about."""
    reading = turn.reading
    term = _asked_about(turn)
    act = turn.ground.acts.get(reading.intent or "")
    known = term is not None and turn.ground.known(("terme", term))
    if act == "word" and reading.sure:
        glossary = turn.ground.glossary
        named = (
            glossary.term_in(reading.words)
            or glossary.name_in(_defined(reading))
            or glossary.partly_in(reading.words)
        )
        said = term if known else named
        # « À quoi bon, ils vont me dire quoi », in a hard moment, asks for no word: whoever tells
        # of one is not asked to write it again.
        hard = turn.memory.distress is not None or turn.hardship_kept() is not None
        if said is None and hard and _term_talked_of(turn) is None:
            return None
        if said is None and not hard and _names(reading) and subjects.said_subject(turn) is None:
            return turn.going_on(ExplainWord(None, named=True), misses=0)
        return _explaining(turn, said)
    if known and not reading.sure and _is_heard(turn):
        return _explaining(turn, term)
    if (
        known
        and turn.memory.asked == subjects.EXPLAINED
        and len(reading.tokens) <= 4
        and subjects.begins(reading)
    ):
        # « C'est quoi un rappel », then « et une retenue ? ».
        return _explaining(turn, term)
    if known and (len(reading.tokens) <= 3 or _WORD_ASKED.search(reading.folded)):
        settled = reading.sure and turn.ground.requests(reading.intent)
        if not (settled and not _WORD_ASKED.search(reading.folded)):
            return _explaining(turn, term)
    return None


def _is_heard(turn: Turn) -> bool:
    """If the model hears a word asked about, though it is not sure of anything."""
    acts = turn.ground.acts
    return any(
        acts.get(intent) == "word" and confidence >= HEARD
        for intent, confidence in turn.reading.ranking
    )


def word_asked(turn: Turn) -> Result | None:
    """« Une remise de dette, c'est quoi ? »: the word, whatever else that is like.

    After a hard moment more may stand around it (« le 119, c'est quoi ? »).
    """
    term = _asked_about(turn)
    if term is None or not turn.ground.known(("terme", term)):
        return None
    if _quoted(turn.reading) and turn.memory.distress is None:
        return _explaining(turn, term)
    if details.owned(turn) and turn.reading.value("terme") is None:
        # « C'est quoi le Fsl ? », of a rent: what that has words for.
        return None
    row = turn.ground.row(turn.memory.intent)
    hard = turn.memory.distress is not None or (row is not None and row.hardship)
    if not hard and (not _is_all_asked(turn.reading) or _has_words(turn)):
        return None
    short = len(turn.reading.tokens) <= subjects.LONGEST
    asks = _WORD_ASKED.search(turn.reading.folded) is not None
    return _explaining(turn, term) if short and asks else None


def _has_words(turn: Turn) -> bool:
    """If the benefit that the message names says itself what it is."""
    said = subjects.said_subject(turn)
    row = turn.ground.catalogue.subject(*said) if said is not None else None
    return row is not None and row.answer_to(subjects.EXPLAINED) is not None


def _is_all_asked(reading: Reading) -> bool:
    """If a message asks what a thing is, and nothing more."""
    asked = _DEFINED.search(reading.words)
    if asked is None:
        return False
    return 0 < len(_defined(reading)) <= MOST_DEFINED


def _defined(reading: Reading) -> tuple[str, ...]:
    """The words that a message asks what they are: between quotes, else all around « c'est quoi »
    that have a meaning; none when it asks of none."""
    asked = _DEFINED.search(reading.words)
    if asked is None:
        return ()
    rest = f"{reading.words[: asked.start()]} {reading.words[asked.end() :]}"
    return tuple(token for token in (_quoted(reading) or rest.split()) if token not in _AROUND)


def _quoted(reading: Reading) -> list[str]:
    """The folded words that a message puts between quotes and asks about, or none."""
    found = _QUOTED.search(reading.folded)
    asks = _WORD_ASKED.search(reading.folded) or _DEFINED.search(reading.words)
    return words(found[1]).split() if found is not None and asks else []


def _names(reading: Reading) -> bool:
    """If a message says which word it asks about (« Mo, c'est quoi ? », not « ce mot ? »)."""
    return 0 < len([one for one in _defined(reading) if one not in _POINTING]) <= MOST_DEFINED


def _asked_about(turn: Turn) -> str | None:
    """The word that a message asks about: of several, the one after « c'est quoi »."""
    reading, first = turn.reading, turn.reading.value("terme")
    if first is None and _COMPUTED.search(reading.folded):
        # « Le quotient familial, c'est calculé sur quoi ? », of whom the model hears the paper.
        return turn.ground.glossary.term_in(reading.words)
    defined, quoted = _defined(reading), _quoted(reading)
    if defined and (quoted or (first is None and not _ONES_OWN.search(reading.words))):
        # « Le Fsl, c'est quoi ? »: no more is said than the word.
        term = turn.ground.glossary.named(defined)
        held = turn.ground.glossary.term_in(" ".join(quoted)) if quoted else None
        if term is not None or held is not None:
            return term or held
    asked = _WORD_ASKED.search(reading.folded)
    after = turn.ground.glossary.term_in(words(reading.folded[asked.end() :])) if asked else None
    return after if after is not None and ("terme", after) in reading.entities else first


def _explaining(turn: Turn, term: str | None) -> Result:
    term = term or _term_talked_of(turn)
    said = subjects.said_subject(turn)
    subject = said if said is not None and said[0] == "prestation" else turn.memory.subject
    row = turn.ground.catalogue.subject("terme", term) if term is not None else None
    if row is not None and row.about is not None and turn.memory.distress is None:
        # « C'est quoi une retenue », then « et ça dure combien de temps ? ».
        turn = turn.talking_of(row.about)
    return turn.going_on(ExplainWord(term), misses=0, subject=subject, asked=subjects.EXPLAINED)


def _term_talked_of(turn: Turn) -> str | None:
    """The word of the glossary that the last answer is about (« c'est quoi ce truc »)."""
    row, subject = turn.ground.row(turn.asked_for()), turn.memory.subject
    named = turn.ground.catalogue.subject(*subject) if subject is not None else None
    titles = (named.label if named else "", row.title_on(turn.channel) if row else "")
    return next(
        (term for one in titles if (term := turn.ground.glossary.term_in(words(one)))), None
    )
