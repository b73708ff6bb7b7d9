"""Several requests in one message."""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations

from bot.dialogue.ground import Ground
from bot.dialogue.moves import Answer, TwoRequests
from bot.dialogue.reading import Read, Reading

# A longer message tells a story: what a piece of it would mean alone says little.
LONGEST = 45
SHORTEST = 4
# « Toujours rien » is the end of a story; « mon Rib » names something.
SHORTEST_PIECE = 3
CLEAR = 0.75
MOST_PIECES = 4
# A second request that is heard less than this in the whole is none.
FAINTEST = 0.01

_STRONG = re.compile(
    r"[.?!;\n]+\s*|,?\s+(?:par contre|d'ailleurs|sinon|en plus|puis|ensuite|autre chose"
    r"|(?:autre|deuxieme) question|(?:et|mais) aussi|et (?:puis|sinon|en plus|ensuite))\b[ ,:]*"
)
# « Je touche la prime d'activité » tells who asks; « je touche plus rien » complains.
_TELLS = re.compile(
    r"^(?:je|moi je) (?:touche|recois|percois)\b(?!.*\b(?:pas|plus|rien|moins|combien|quoi|quel))"
    # « Je ne suis pas au Rsa » tells what is not asked about.
    r"|^(?:je|moi je) (?:ne |n')?suis (?:pas|plus) (?:au|a la|a l'|en|sous|chez)\b"
)
_WEAK = re.compile(r",\s*|\s+et\s+|\s*&\s*|\s+\+\s+")
# « Changer mon numéro et mot de passe »: the deed of the first piece is that of the second.
_DEED = re.compile(
    r"\b(?:changer|modifier|declarer|demander|telecharger|envoyer|consulter|corriger|actualiser"
    r"|refaire|faire|voir|avoir|recevoir)\b"
)
_SAYS = re.compile(r"\b(?:je|j|on|il|elle|ca|c|comment|quand|combien|pourquoi|pas|oubli\w*)\b")
_ALSO = re.compile(r"\s+aussi\b\s*")


def two_requests(reading: Reading, ground: Ground, read: Read) -> TwoRequests | None:
    """The two different things that a message asks for, if each piece is sure by itself.

    Args:
        reading: the whole message; one of the two must be what it means as a whole.
        read: reads a piece alone.
    """
    if not SHORTEST <= len(reading.tokens) <= LONGEST or not _may_be_two(reading, ground):
        return None
    once = cache(read)
    for separator in (_STRONG, _WEAK, _ALSO):
        pieces = [piece for piece in separator.split(reading.folded) if piece and piece.strip()]
        pieces = [piece for piece in pieces if not _TELLS.match(piece)]
        if separator is not _STRONG:
            pieces = [piece for piece in pieces if _holds_something(piece, once)]
        if 2 <= len(pieces) <= MOST_PIECES:
            found = _requests(pieces, reading, ground, once)
            if found is not None:
                return found
    return None


def _may_be_two(reading: Reading, ground: Ground) -> bool:
    """If the whole message lets a second request be heard: reading its pieces has a price."""
    kinds = [kind for kind, _ in reading.entities]
    requests = [
        name
        for name, confidence in reading.ranking
        if confidence >= FAINTEST and ground.requests(name)
    ]
    return not reading.sure or len(requests) > 1 or len(kinds) > len({*kinds})


def _holds_something(piece: str, read: Read) -> bool:
    if len(piece.split()) >= SHORTEST_PIECE:
        return True
    part = read(piece)
    # « Je déménage » says it all in two words; « toujours rien » does not.
    return bool(part.entities) or (part.sure and part.ranking[0][1] >= CLEAR)


def _requests(pieces: list[str], whole: Reading, ground: Ground, read: Read) -> TwoRequests | None:
    answers: list[Answer] = []
    deed = _DEED.search(pieces[0])
    for piece in pieces:
        part = read(piece)
        if deed is not None and _is_bare(piece):
            part = _with_deed(deed[0], piece, part, ground, read)
        if part.sure and part.intent is not None and ground.requests(part.intent):
            said = ground.subject(part.intent, part.entities)
            answers.append(Answer(part.intent, said))
        elif answers and len(part.tokens) <= SHORTEST + 2:
            # « Demander l'Apl et la prime d'activité »: the second piece keeps the request.
            said = ground.subject(answers[-1].intent, part.entities)
            if said is not None and not _is_request(part, ground):
                answers.append(Answer(answers[-1].intent, said))
    for first, second in combinations(answers, 2):
        if whole.intent in (first.intent, second.intent) and _differ(first, second, ground):
            return TwoRequests(first, second)
    return None


def _is_bare(piece: str) -> bool:
    return len(piece.split()) <= SHORTEST and not (_DEED.search(piece) or _SAYS.search(piece))


def _with_deed(deed: str, piece: str, part: Reading, ground: Ground, read: Read) -> Reading:
    """A bare noun read with the deed of the first piece, if it is a request then."""
    done = read(f"{deed} {piece}")
    return done if _is_request(done, ground) else part


def _is_request(part: Reading, ground: Ground) -> bool:
    return part.sure and ground.requests(part.intent)


def _differ(first: Answer, second: Answer, ground: Ground) -> bool:
    if first.intent == second.intent:
        return None not in (first.subject, second.subject) and first.subject != second.subject
    return not ground.near(first.intent, second.intent)
