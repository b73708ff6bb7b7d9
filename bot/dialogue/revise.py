"""What a message takes back: « en fait non, plutôt… », « pas X mais Y », « je ne veux pas… »."""

from __future__ import annotations

import re
from typing import NamedTuple

_LEAD = (
    r"(?:(?:en fait|finalement|enfin|ah|oh|euh|ben|bah|attende?z?|pardon|desolee?|ok|mais)[ ,]+)*"
)
_TAIL = (
    r"(?:(?:finalement|en fait|plutot|pardon|mais|enfin|je (?:voulais|veux) dire|c'est plutot"
    r"|je prefere|je voulais plutot|je veux plutot)[ ,:]*)*"
)
# « Non » takes nothing back inside a clause, nor before such a word (« non résident »).
_NOT_A = (
    r"(?:resident|allocataire|salarie|imposable|recu|percu|declare|conforme|valide|paye|titulaire)"
)
_TURNS = (
    re.compile(
        r"(?:^|[,.;!?]\s*|\b(?:en fait|finalement|enfin|ah|euh|oh|ben|mais)\s+)"
        rf"{_LEAD}(?:non|nan|nn)\b(?! {_NOT_A})"
        rf"(?:[ ,]+(?:c'est )?pas (?:ca|sa|cela)\b)?[ ,.!]*{_TAIL}"
    ),
    re.compile(
        r"(?:^|[ ,.;!?])(?:en fait|finalement|enfin)?[ ,]*"
        r"(?:je voulais (?:plutot )?dire|je veux dire|je voulais plutot|plutot)\b"
        r"(?! (?:que|qu|de|d)\b)[ ,:]*"
    ),
    re.compile(
        r"(?<=[ ,.;!?])(?:en fait|finalement)[ ,]+"
        r"(?=(?:c'est|je (?:veux|voudrais|prefere))\b)"
    ),
)
# « Pas X mais Y » at the start or after « c'est », « je parle »; « je n'ai pas reçu… mais » is
# a fact.
_NOT_BUT = re.compile(
    r"^(?:(?:non|nan|mais|ah)[ ,]+)*"
    r"(?:(?:c'est|c|je (?:ne )?(?:veux|voulais|voudrais|parle|demande))\s+)?"
    r"pas\b(?! (?:recu|eu|pu|encore|de|du|d'))[^.;!?]+?(?:[ ,]+(?:mais|plutot)\b|,)\s*"
    r"(?P<but>[^.;!?]+)"
)
# Deeds of a démarche: « je ne veux pas perdre mes droits » refuses nothing.
_DEED = (
    r"(?:contact|appel|rappel|telephon|parler\b|aller\b|simul|faire\b|demander\b|creer\b|telecharg"
    r"|install|prendre|ecrire|me deplac|passer|envoyer|changer|declarer|attendre|utiliser|ouvrir"
    r"|me connect)"
)
_CALL = r"(?:contact|appel|rappel|telephon)"
_UNWANTED = re.compile(
    r"(?:\b(?:je|j'?) ?(?:ne |n')?(?:veux|veut|vx|voudrais|souhaite|voulais) (?:surtout )?pas "
    r"(?:du tout |vraiment )?|\bpas (?:envie|besoin|question) (?:de |d'|du )|\bsurtout pas "
    rf"|\bsans (?=(?:avoir a |devoir )?{_CALL})(?:avoir a |devoir )?)"
    rf"(?P<deed>{_DEED}[^,.;!?]*?)"
    r"(?=$|[,.;!?]| (?:mais|juste|seulement|plutot)\b| je (?:veux|voudrais)\b| j')"
)


# « Je ne suis pas au Rsa, j'ai droit à quoi ? »: the benefit is not what is asked about.
_NOT_SO = re.compile(
    r"^(?:(?:bonjour|alors|moi)[ ,]+)*je (?:ne |n')?suis (?:pas|plus) "
    r"(?:au|a la|a l'|en|sous|chez)\b"
    r"[^,.;!?]*?(?:[,.;!?]|\b(?:et|mais|alors|donc)\b)\s*(?P<rest>\S.*)"
)


class Unwanted(NamedTuple):
    """A deed that the person does not want, and the rest of the message."""

    deed: str
    rest: str


def last_wish(folded: str) -> str | None:
    """What remains of a message that changes its mind, or None when it does not.

    >>> last_wish("changer d'adresse, en fait non plutot mon rib")
    'mon rib'
    """
    swapped = _NOT_BUT.search(folded)
    if swapped:
        return swapped["but"].strip(" ,.!?") or None
    ends = (found.end() for turn in _TURNS for found in turn.finditer(folded))
    last = max(ends, default=None)
    return (folded[last:].strip(" ,.!") or None) if last is not None else None


def beside_a_fact(folded: str) -> str | None:
    """What a message asks after telling what is not so, or None.

    >>> beside_a_fact("je ne suis pas au rsa, j'ai droit a quoi")
    "j'ai droit a quoi"
    """
    found = _NOT_SO.search(folded)
    return found["rest"] if found is not None else None


def unwanted(folded: str) -> Unwanted | None:
    """The deed that a message refuses, or None.

    >>> unwanted("je ne veux pas contacter la caf, je veux mon attestation").deed
    'contacter la caf'
    """
    found = _UNWANTED.search(folded)
    if found is None:
        return None
    rest = f"{folded[: found.start()]} {folded[found.end() :]}"
    return Unwanted(found["deed"].strip(), rest.strip(" ,.;!?"))
