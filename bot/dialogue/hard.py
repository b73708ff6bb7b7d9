"""Hard moments: what is said of death, violence, hunger comes before everything else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.dialogue import clauses
from bot.dialogue.gravity import severity
from bot.dialogue.ground import Ground
from bot.dialogue.meant import meant
from bot.dialogue.memory import Memory, Subject
from bot.dialogue.moves import Answer, Distress
from bot.dialogue.reading import Read, Reading
from bot.dialogue.victims import is_of_an_animal, of_victim

# How far down the ranking, and how unlikely, a hard intent is believed when its words are said.
DEEPEST = 3
FAINTEST = 0.05
# After a hardship, so likely one is believed; by its weakest words, so likely.
HEAVY, CLUED = 0.55, 0.25
# In a talk about something else, where no word tells of one, the model must be so sure: below it,
# of the messages in `bot/measures`, it was wrong as often as right.
ALONE = 0.75
# In the middle of a talk, the weakest words count when the model is so sure.
CLUED_SURELY = 0.7
# Beside a clear request, it must be so sure.
BESIDE_A_REQUEST = 0.85

# « Mon téléphone est mort », « c'est mort », « j'ai perdu ma carte »: nobody died.
_FIGURES = re.compile(
    r"\b(?:(?:c est|point|lettre|temps|angle|poids) morts?\b"
    r"|(?:c est|cest) (?:vraiment |carrement )?la mort(?= (?:ce|cette|votre|vos|ces|pour|avec)\b|$)"
    r"|(?:^|bon |la )c mort\b"
    r"|morte?s? de (?:rire|faim|soif|fatigue|froid|chaud|peur|trouille|honte|inquietude)\b"
    r"|(?:telephone|tel|portable|mobile|batterie|sim|ordi(?:nateur)?|pc|tablette|ecran|imprimante"
    r"|scanner|box|wifi|connexion|site|serveur|lien|bouton|page|appli(?:cation)?|mail|boite|numero"
    r"|compte|dossier|demande|frigo|voiture|moteur|machine|lave linge|chaudiere|couple|chien|chat"
    r"|droit|rsa|apl)s? (?:(?:est|et|e|sont|etait|a|ete|completement|deja|toujours|encore) )*"
    r"(?:morte?s?|decedee?s?|enterre\w*)\b"
    r"|(?:telephone|tel|portable|mobile|ordi(?:nateur)?|pc|tablette|imprimante|voiture) "
    r"(?:est |a )?(?:tombe|casse|noye|lache|pris l eau)\w*(?: \w+){0,4} (?:il|elle) est morte?\b"
    r"|perdu (?:\w+ ){1,3}de vue\b"
    r"|enterre\w* (?:mon|ma|mes|le|la|notre) (?:dossier|demande|recours|dette)\b"
    r"|perdu (?:mon|ma|mes|notre|le|la|un|une) (?!(?:mari|femme|conjoint|compagn|epou|copain|copine"
    r"|fils|fille|enfant|bebe|bb|petite?|garcon|jume|grossesse|mere|pere|maman|papa|mami|papi|papy"
    r"|grand|beau|belle|frere|soeur|oncle|tante|tonton|tata|meme|pepe|cousin|neveu|niece|voisin"
    r"|ami|proche|parent|homme|ange|puce|etre|premier|deuxieme|dernier))\w+)"
)

# « Je ne vais pas me suicider »: the word is said, and denied.
DENIED: Subject = ("danger", "suicide_nie")
_CHILD: Subject = ("danger", "enfant_danger")
_SUICIDE_OF_SOMEBODY: Subject = ("defunt", "suicide_proche")

# Stems of a death, for messages that hold no form of the lookups; those of a danger are in the
# catalogue, with the danger that each means.
_DEATH = re.compile(
    r"\b(?:mort(?:e|s|es)?\b|deced|deces|decd|obseque|enterr|deuil|funeraill|cercueil|veuf"
    r"|veuve|fausse couche|sans vie|survecu|nous a quittes|n est plus"
    r"|perdu (?:mon|ma|mes|notre|le|un))"
)
# Whom a landlord puts out is helped by those who know about rents.
_TENANCY = re.compile(r"\b(?:proprio|proprietaire|bailleur|huissier|loyer|expuls)")
# « En finir avec ce dossier », « ils veulent me mettre dehors »: said, and not that danger.
_FIGURED: tuple[Subject, ...] = tuple(
    ("danger", name) for name in ("suicide", "toit_faim", "violences")
)
# « Veuve » says a state of life as often as a death: alone, it does not hide a sure request.
_STATE = re.compile(r"\b(?:veufs?|veuves?|veuvage)\b")
_JUST_NOW = re.compile(r"\b(?:mort|deced|deces|perdu|deuil|enterr|obseque|viens de|vient de)")


def hard_moment(
    reading: Reading, ground: Ground, known: Subject | None, *, heavy: bool = False
) -> Distress | Answer | None:
    """The hard moment that a message tells, or None.

    A subject that is itself a help for such a moment (the emergency aid, the allowance for a
    child's death) is answered as it is asked: its answer holds the numbers too.

    Args:
        known: the hard moment that was told before.
        heavy: a hardship is talked of: less is enough.
    """
    asked = _help_asked(reading, ground)
    if asked is not None and _is_for(asked, known, ground):
        return asked
    told = [*_told(reading, ground)]
    eased = ground.dangers.eased(known, reading.words)
    for kind, name in [*told[:1], *((eased,) if eased is not None else ())]:
        intent = ground.hard_intent(kind)
        if intent is not None:
            abroad = next((one for _, one in ground.dangers.abroad(reading.foreign)), None)
            return Distress(intent, kind, name if ground.known((kind, name)) else None, abroad)
    return _heard(reading, ground, known, heavy=heavy)


def _is_for(help_: Answer, known: Subject | None, ground: Ground) -> bool:
    """If a help that is asked for fits the danger told before: « une aide d'urgence », said by
    whoever is hungry, is not the one against violence."""
    row = ground.catalogue.subject(*known) if known is not None else None
    help_row = ground.catalogue.subject(*help_.subject) if help_.subject is not None else None
    if row is None or not row.urgent or help_row is None or known == help_.subject:
        return True
    own = {one.answer for one in (*row.intents.values(), *row.details.values())}
    return help_row.answer in own


# « Je sais pas où il habite »: whose address is not known is no one without a roof. A child's is.
_HIS_ADDRESS = re.compile(
    r"\b(?:(?:sais|sait|savoir|connais\w*|trouve|retrouve|ai) (?:\w+ )?(?:pas|plus|jamais)|ignore) "
    r"(?:du tout |vraiment )?(?:(?:ou|dans quelle ville|a quelle adresse|chez qui) "
    r"(?!je\b|j\b|on\b|nous\b)(?:\w+ ){0,3}(?:habit\w*|vi[st]|vivent|log\w*|resid\w*|demeur\w*"
    r"|crech\w*|demenage\w*)\b|(?:son|leur|sa|ses) (?:\w+ )?(?:adresses?|coordonnees)\b)"
)
_A_CHILD = re.compile(
    r"\b(?:fils|filles?|enfants?|bebe|bb|gosses?|ado|gamine?s?|petite?s?|mineure?s?)\b"
)


def _is_an_address(reading: Reading) -> bool:
    """If all that is told is that somebody's address is not known."""
    told = _HIS_ADDRESS.search(reading.words) is not None
    return told and _A_CHILD.search(reading.words) is None


def believed(reading: Reading, ground: Ground, memory: Memory, read: Read) -> Reading:
    """A message without the hard moments that the model alone hears in it, in a talk about
    something else (« et si je peux plus venir ce jour-là ? », of an appointment) or beside a
    clear request (« je dors mal avec le petit, c'est où la prime de naissance »).

    Where a word tells of one, or one was told before, all of it is kept; weak words tell of none
    where the model hears the last answer as much.
    """
    of_nobody = is_of_an_animal(reading.words)
    if of_nobody and reading.intent not in ground.hard:
        return replace(_without_hard(reading, ground), sure=reading.sure)
    if of_nobody or (reading.intent in ground.hard and _is_figure(reading, ground)):
        return _without_hard(reading, ground)
    if memory.distress is not None:
        return reading
    if _is_as_much_of_the_talk(reading, ground, memory):
        return _without_hard(reading, ground)
    if reading.intent not in ground.hard or _is_in_words(reading, ground, memory):
        return reading
    surely = reading.sure and reading.ranking[0][1] >= BESIDE_A_REQUEST
    asked = None if surely else _asked_beside(reading, ground, read)
    if asked is not None or not _goes_on(reading, ground, memory):
        return asked or reading
    return _without_hard(reading, ground)


def _without_hard(reading: Reading, ground: Ground) -> Reading:
    others = tuple(one for one in reading.ranking if one[0] not in ground.hard)
    return replace(reading, ranking=others, sure=False)


def _is_as_much_of_the_talk(reading: Reading, ground: Ground, memory: Memory) -> bool:
    """« Il a le droit d'ouvrir mes placards ? », of a check at home: the model hears the last
    answer as much (no reading is given more than the first), and no word tells of a hard moment
    for sure."""
    shares = dict(reading.ranking)
    again = shares.get(memory.intent or "", 0.0)
    hard = max((share for intent, share in shares.items() if intent in ground.hard), default=0.0)
    if not hard or hard != again or memory.intent in ground.hard:
        return False
    words = _FIGURES.sub(" ", reading.words)
    return distress_told(reading, ground) is None and _DEATH.search(words) is None


def _is_in_words(reading: Reading, ground: Ground, memory: Memory) -> bool:
    """If a word of the message tells of a hard moment, a weak one of the one that is heard."""
    words = _FIGURES.sub(" ", reading.words)
    if distress_told(reading, ground) is not None or _DEATH.search(words):
        return True
    weak = [*ground.dangers.hinted(words)]
    opens = memory.said == "nothing" and reading.sure
    if opens or reading.ranking[0][1] >= CLUED_SURELY or is_heavy(memory, ground):
        weak += ground.dangers.clues(words)
    return any(ground.hard_intent(kind) == reading.intent for kind, _ in weak)


def _goes_on(reading: Reading, ground: Ground, memory: Memory) -> bool:
    """If the message is of the talk: the model is not sure enough, or the last answer has words
    for it (« quand le bébé sera là, j'aurai de quoi vivre ? », of a pregnancy)."""
    row = ground.row(memory.intent)
    if memory.said == "nothing" or memory.intent in ground.hard:
        return False
    unsure = not reading.sure or reading.ranking[0][1] < ALONE
    if row is None:
        # Something was asked, or a person told of.
        return unsure
    owned = any(row.answer_to(name) for name in ground.details_in(reading.words))
    told = next(ground.phrases_in(reading.words), None) is not None
    return unsure or owned or told or _is_an_address(reading)


def _asked_beside(reading: Reading, ground: Ground, read: Read) -> Reading | None:
    """The message as one of its pieces is read, if that one surely asks for something of
    ordinary life that has a way."""
    for piece in clauses.pieces(reading.folded):
        part = read(piece, quick=True)
        row = ground.row(part.intent) if part.sure and ground.requests(part.intent) else None
        if row is not None and part.intent not in ground.hard and row.destinations:
            return replace(reading, ranking=part.ranking, sure=True)
    return None


def is_heavy(memory: Memory, ground: Ground) -> bool:
    """If a hardship is talked of, or a hard moment was offered as a choice: it may be told
    in weaker words."""
    row = ground.row(memory.intent)
    offered = not ground.hard.isdisjoint(memory.choices)
    return offered or (row is not None and row.hardship)


def _is_figure(reading: Reading, ground: Ground) -> bool:
    """If all that a message says of a danger is a manner of speaking (« mourir de rire »)."""
    words = _FIGURES.sub(" ", reading.words)
    lost = reading.words != words and not _DEATH.search(words)
    figured = lost or any(ground.dangers.denied(one, words) for one in _FIGURED)
    return figured and distress_told(reading, ground) is None and not meant("danger", words, ground)


def _heard(
    reading: Reading, ground: Ground, known: Subject | None, *, heavy: bool
) -> Distress | None:
    """The hard moment that the model hears, with the name that its words mean."""
    words = _FIGURES.sub(" ", reading.words)
    for position, (intent, confidence) in enumerate(reading.ranking[:DEEPEST]):
        if intent not in ground.hard:
            continue
        kind = str(ground.catalogue.intents[intent].subject or intent)
        surely = position == 0 and (reading.sure or (heavy and confidence >= HEAVY))
        clued = surely or (heavy and confidence >= CLUED)
        # What is told after a hard moment is of that one, unless words name another.
        anew = clued and (known is None or known[0] != kind or not known[1])
        name = meant(kind, words, ground, clued=clued, anew=anew)
        if kind == "danger" and _TENANCY.search(reading.words):
            continue
        said = _DEATH.search(words) if kind == "defunt" else name is not None
        if surely or (said and confidence >= FAINTEST):
            before = known[1] if known is not None and known[0] == kind else None
            return Distress(intent, kind, name or before or ground.dangers.general(kind))
    return None


def distress_told(reading: Reading, ground: Ground) -> Subject | None:
    """The distress that a message lets know of, even when another request is answered."""
    told = next(_told(reading, ground), None)
    return told or next(_helps(reading, ground), None)


def _told(reading: Reading, ground: Ground) -> Iterator[Subject]:
    found = [said for said in reading.entities if ground.hard_intent(said[0]) is not None]
    told_in_words = [*ground.dangers.told(reading.words)]
    found += told_in_words
    found += [danger for danger, _ in ground.dangers.abroad(reading.foreign)]
    if _SUICIDE_OF_SOMEBODY in told_in_words:
        # « Ma fille s'est suicidée »: those who live are told of her death.
        found = [said for said in found if said[0] == "defunt"]
    if DENIED in told_in_words:
        found = [said for said in found if said != ("danger", "suicide")]
    found = [said for said in found if not ground.dangers.denied(said, reading.words)]
    if is_of_an_animal(reading.words):
        found = [said for said in found if said[0] != "danger"]
    found = [of_victim(said, reading.words, ground) for said in found]
    found.sort(key=severity)
    child = _CHILD in told_in_words and not ground.dangers.denied(_CHILD, reading.words)
    if child and found and found[0][1] == "violences":
        # « Mon beau-père me frappe »: whoever helps children comes first.
        found.insert(0, _CHILD)
    return (said for said in found if not _is_state(said[0], reading, ground))


def _helps(reading: Reading, ground: Ground) -> Iterator[Subject]:
    for said in reading.entities:
        row = ground.catalogue.subject(*said)
        if row is not None and row.sensitive and ground.hard_intent(said[0]) is None:
            yield said


def _help_asked(reading: Reading, ground: Ground) -> Answer | None:
    for said in _helps(reading, ground):
        wanted = reading.intent if reading.sure else ground.role("apply")
        for intent in (wanted, *ground.about(said)):
            if intent is not None and ground.subject(intent, [said]):
                return Answer(intent, said)
    return None


def _is_state(kind: str, reading: Reading, ground: Ground) -> bool:
    return (
        ground.hard_intent(kind) != reading.intent
        and reading.sure
        and ground.requests(reading.intent)
        and reading.intent not in ground.hard
        and bool(_STATE.search(reading.words))
        and not _JUST_NOW.search(reading.words)
    )
