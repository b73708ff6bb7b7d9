"""Several requests in one message."""

from __future__ import annotations

import re
from functools import cache, partial
from itertools import combinations

from bot.dialogue.ground import Ground
from bot.dialogue.moves import Answer, FollowUp, TwoRequests
from bot.dialogue.reading import Read, Reading
from bot.dialogue.revise import is_done

# A longer message tells a story: what a piece of it would mean alone says little.
LONGEST = 45
SHORTEST = 4
# « Toujours rien » is the end of a story; « mon Rib » names something.
SHORTEST_PIECE = 3
CLEAR = 0.75
MOST_PIECES = 4
# A piece that is not sure, but is the likeliest reading of the whole.
LIKELY = 0.4
# A second request that is heard less than this in the whole is none.
FAINTEST = 0.01
# From here a piece that is not sure is offered by name.
OFFERED = 0.5

_STRONG = re.compile(
    r"[.?!;\n]+\s*|,?\s+(?:par contre|d'ailleurs|sinon|en plus|puis|ensuite|autre chose"
    r"|(?:autre|deuxieme) question|(?:et|mais) aussi|et (?:puis|sinon|en plus|ensuite))\b[ ,:]*"
)
# « Je touche la prime d'activité » tells who asks; « je touche plus rien » complains.
_TELLS = re.compile(
    r"^(?:je|moi je) (?:touche|recois|percois)\b(?!.*\b(?:pas|plus|rien|moins|combien|quoi|quel))"
    # « Je ne suis pas au Rsa » tells what is not asked about.
    r"|^(?:je|moi je) (?:ne |n')?suis (?:pas|plus) (?:au|a la|a l'|en|sous|chez)\b"
    # « J'ai fait une demande » says what is done.
    r"|^(?:j'ai|jai|j ai|on a|nous avons) (?:deja |bien )*(?:fait|depose|envoye|rempli|complete) "
    r"(?:une?|mon|ma|mes|le|la|les|des) \w+(?: \w+){0,3}$"
    # « C'est le dernier jour » says how urgent it is.
    r"|^(?:(?:et|car|la|mais) )*(?:c'?est|c|j'?ai) (?:(?:pour|le|la|jusqu'(?:au|a)|avant|encore) )*"
    r"(?:dernier (?:jour|delai)|demain|aujourd'?hui|ce soir|urgent|date limite|\d+)\b"
    r"(?: (?:du mois|maximum|max|pour (?:la|le) faire|jours?|heures?|minuit))*[ !.]*$"
    # « Je dois le dire à la Caf ? » asks about the rest.
    r"|^(?:(?:et|mais|du coup|est[- ]ce que) )*"
    r"(?:(?:je|j'|on|il) ?(?:dois|doit|faut|peux|peut) |dois[- ]je )"
    r"(?:vous |te )?(?:le|la|les|l') ?(?:dire|declarer|signaler|faire|demander|prevenir)\b"
    r"(?: (?:a|aussi|ou|quand|comment|la|caf|vous|maintenant|tout de suite))*[ ?!.]*$"
    # « C'est pour la cantine » says what a paper is for.
    r"|^(?:et |car )?(?:c'?est |c |cest )?pour (?:la|le|l'|les|mon|ma|mes) ?\w+(?: \w+)?[ !.]*$"
)
_WEAK = re.compile(r",\s*|\s+et\s+|\s*&\s*|\s+\+\s+")
# « Changer mon numéro et mot de passe »: the deed of the first piece is that of the second.
_DEED = re.compile(
    r"\b(?:changer|modifier|declarer|demander|telecharger|envoyer|consulter|corriger|actualiser"
    r"|refaire|faire|voir|avoir|recevoir)\b"
)
_SAYS = re.compile(r"\b(?:je|j|on|il|elle|ca|c|comment|quand|combien|pourquoi|pas|oubli\w*)\b")
# « Je suis étudiante » tells who asks for the rest.
_STATE = re.compile(
    r"^(?:(?:moi|et|car|sachant que|comme) )*(?:je suis|on est|nous sommes) (?:une? |toujours )?"
    r"(?:etudiant|salarie|locataire|seule?|maman|mere|pere|papa|retraite|allocataire|auto|jeune"
    r"|en |au |a la |sans )"
)
# So says whoever asks two things, however surely the whole is heard as one.
_ASKS_BOTH = re.compile(
    r"\bet (?:aussi |egalement |sinon |de |j'aimerais |(?:je )?(?:veux|voudrais) )*"
    r"(?:savoir|connaitre|prevenir|comprendre|vous (?:dire|demander|signaler)|est[- ]ce)\b"
    r"|\baussi (?:savoir|de|prevenir|vous)\b|\?.+\?"
)
_ALSO_SAID = re.compile(r"^(?:(?:et|puis|mais|aussi|en plus|sinon) )+")
_ALSO = re.compile(r"\s+aussi\b\s*")


def two_requests(reading: Reading, ground: Ground, read: Read) -> TwoRequests | None:
    """The two different things that a message asks for, if each piece is sure by itself.

    Args:
        reading: the whole message; one of the two must be what it means as a whole.
        read: reads a piece alone.
    """
    if not SHORTEST <= len(reading.tokens) <= LONGEST or not _may_be_two(reading, ground):
        return None
    # The second look makes no piece sure that is not (none in 1,350 messages), and costs most.
    once = cache(partial(read, quick=True))
    for separator in (_STRONG, _WEAK, _ALSO):
        pieces = [piece for piece in separator.split(reading.folded) if piece and piece.strip()]
        pieces = [piece for piece in pieces if not (_TELLS.match(piece) or is_done(piece))]
        if separator is not _STRONG:
            deed = _DEED.search(pieces[0]) if pieces else None
            pieces = [
                piece
                for piece in pieces
                if _holds_something(piece, once) or _is_done_too(deed, piece, ground, once)
            ]
        if 2 <= len(pieces) <= MOST_PIECES:
            found = _requests(pieces, reading, ground, once)
            if found is not None:
                return found
    return None


def left_out(
    reading: Reading, answered: FollowUp | Answer, ground: Ground, read: Read
) -> str | None:
    """The request of a piece of a message that is not what was answered, or None."""
    if not SHORTEST <= len(reading.tokens) <= LONGEST:
        return None
    if not _may_be_two(reading, ground):
        return None
    for piece in pieces(reading.folded):
        if _TELLS.match(piece) or _STATE.match(piece) or is_done(piece):
            continue
        part = read(_ALSO_SAID.sub("", piece), quick=True)
        told = tuple(ground.details_in(part.words))
        answers = isinstance(answered, FollowUp) and answered.asked in told
        if answers or (answered.subject is not None and answered.subject in part.entities):
            continue
        wanted = (ground.catalogue.details[name].intent for name in told)
        other = next((name for name in wanted if name is not None), None)
        other = other or _offered(part, str(answered.intent), ground)
        if other is not None and other != answered.intent:
            return other
    return None


def _offered(part: Reading, answered: str, ground: Ground) -> str | None:
    """What a piece asks for: surely, or likely and far from what was answered."""
    intent = part.intent
    if intent is None or not ground.requests(intent) or intent in ground.hard:
        return None
    if not ground.catalogue.intents[intent].destinations:
        return None
    if part.sure:
        return None if ground.near(intent, answered) else intent
    likely = part.ranking[0][1] >= OFFERED
    return intent if likely and not ground.beside(intent, answered) else None


def pieces(folded: str) -> list[str]:
    """The pieces of a message that are long enough to ask something alone; none if it is one.

    >>> pieces("ca va mieux. comment changer mon rib")
    ['ca va mieux', 'comment changer mon rib']
    """
    for separator in (_STRONG, _WEAK):
        found = [piece.strip() for piece in separator.split(folded) if piece and piece.strip()]
        if len(found) > 1:
            return [piece for piece in found if len(piece.split()) >= SHORTEST_PIECE]
    return []


def _may_be_two(reading: Reading, ground: Ground) -> bool:
    """If the whole message lets a second request be heard: reading its pieces has a price."""
    kinds = [kind for kind, _ in reading.entities]
    requests = [
        name
        for name, confidence in reading.ranking
        if confidence >= FAINTEST and ground.requests(name)
    ]
    unsure = not reading.sure or len(requests) > 1 or len(kinds) > len({*kinds})
    return unsure or _ASKS_BOTH.search(reading.folded) is not None


def _holds_something(piece: str, read: Read) -> bool:
    if len(piece.split()) >= SHORTEST_PIECE:
        return True
    part = read(piece)
    # « Je déménage » says it all in two words; « toujours rien » does not.
    return bool(part.entities) or (part.sure and part.ranking[0][1] >= CLEAR)


def _is_done_too(deed: re.Match[str] | None, piece: str, ground: Ground, read: Read) -> bool:
    """« Changer mon Rib et mon adresse »: if a bare noun is a request with the first one's deed."""
    return deed is not None and _is_bare(piece) and _is_request(read(f"{deed[0]} {piece}"), ground)


def _requests(pieces: list[str], whole: Reading, ground: Ground, read: Read) -> TwoRequests | None:
    answers: list[Answer] = []
    deed = _DEED.search(pieces[0])
    for piece in pieces:
        part = ground.called_beside(read(piece), [one.intent for one in answers])
        if deed is not None and _is_bare(piece):
            part = _with_deed(deed[0], piece, part, ground, read)
        if part.intent in ground.hard:
            # A hard moment is told by the whole message, or is none (« le téléphone est mort »).
            if not part.sure:
                return None
            continue
        if _is_heard(part, whole) and part.intent is not None and ground.requests(part.intent):
            said = ground.subject(part.intent, part.entities)
            answers.append(Answer(part.intent, said))
        elif answers and len(part.tokens) <= SHORTEST + 2:
            # « Demander l'Apl et la prime d'activité »: the second piece keeps the request.
            said = ground.subject(answers[-1].intent, part.entities)
            if said is not None and not _is_request(part, ground):
                answers.append(Answer(answers[-1].intent, said))
    # What another body does is told beside what the Caf is asked (« inscrit France Travail »).
    ours = [one for one in answers if not _is_elsewhere(one, ground)]
    for first, second in combinations(ours if len(ours) > 1 else answers, 2):
        if whole.intent in (first.intent, second.intent) and _differ(first, second, ground):
            return TwoRequests(first, second)
    return None


def _is_elsewhere(answer: Answer, ground: Ground) -> bool:
    return answer.subject is not None and answer.subject[0] == "organisme"


def _is_heard(part: Reading, whole: Reading) -> bool:
    """If a piece is sure, or two readings share it, of which the message means the first."""
    first, second = ([share for _, share in part.ranking] + [0.0, 0.0])[:2]
    shared = part.intent == whole.intent and first >= LIKELY and first + second >= CLEAR
    return part.sure or shared


def _is_bare(piece: str) -> bool:
    return len(piece.split()) <= SHORTEST and not (_DEED.search(piece) or _SAYS.search(piece))


def _with_deed(deed: str, piece: str, part: Reading, ground: Ground, read: Read) -> Reading:
    """A bare noun read with the deed of the first piece, if it is a request then."""
    done = read(f"{deed} {piece}")
    return done if _is_request(done, ground) else part


def _is_request(part: Reading, ground: Ground) -> bool:
    return part.sure and ground.requests(part.intent)


def _differ(first: Answer, second: Answer, ground: Ground) -> bool:
    if None not in (first.subject, second.subject) and first.subject != second.subject:
        return True
    return first.intent != second.intent and not ground.near(first.intent, second.intent)
