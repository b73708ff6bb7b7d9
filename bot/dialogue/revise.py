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


# « Non, pas la pension », « c'est pas pour la pension que je demandais », « je parle pas de… ».
_NO = r"(?:(?:non|nan|nn|nn|mais|ah|oh|ben|bah|euh|attends|attendez)[ ,]+)*"
_DENIES = (
    re.compile(
        rf"^{_NO}(?:je (?:ne |n')?(?:parle|parlais|demande|demandais|cherche) pas|j'?ai pas demande"
        r"|je n'ai pas demande)\b ?(?:d'|de |du |des |pour )?(?P<what>[^,.;!?]+)[,.;!? ]*"
        r"(?P<rest>.*)"
    ),
    re.compile(
        rf"^{_NO}(?:c'?est|ce n'est|c) pas (?:pour |de |d')?(?P<what>[^,.;!?]+?)"
        r" (?:que|dont) (?:je|j')[^,.;!?]*[,.;!? ]*(?P<rest>.*)"
    ),
    re.compile(
        r"^(?:non|nan|nn)[ ,]+(?:c'?est )?pas (?:pour |de |d')?"
        r"(?P<what>(?:la |le |l'|les |mon |ma |mes |une? )[^,.;!?]+)[,.;!? ]*(?P<rest>.*)"
    ),
    re.compile(r"^(?:(?:non|mais|ah)[ ,]+)*(?P<what>)rien a voir[ ,.!]+(?P<rest>\S.*)"),
)
# The one of them that is also said of other things (« non, pas le samedi »).
_LOOSE = 2
_NOTHING = frozenset(("ca", "cela", "sa", "ca non plus"))
# « Je demande pas ça, je cherche X », « c'est pas ce que je demande, X »: the answer is not it.
_ANSWER_DENIED = re.compile(
    rf"^{_NO}(?:(?:je (?:ne |n')?(?:te |vous )?(?:parle|parlais|demande|demandais|cherche|veux) pas"
    r"|j'?ai pas demande|je n'ai pas demande) ?(?:de )?(?:ca|cela|sa)"
    r"|(?:c'? ?est|ce n'est|c) pas (?:(?:du tout|tout a fait|vraiment) )?"
    r"(?:ce que (?:je|j')[^,.;!?]*|(?:ma|la) question)"
    r"|ma question[ ,]+(?:c'?est|etait|c'etait)(?: de savoir)?"
    r"(?= (?:si|est[- ]ce|quand|comment|ou|combien|pourquoi|quel)))"
    r"[,.;!? :]+(?:(?:moi|mais|en fait|non)[ ,]+)*"
    r"(?P<rest>\S.*)$"
)
# What is meant, after what is denied.
_MEANS = re.compile(
    r".*\b(?:je parle|je parlais|je voulais dire|je demande|je demandais|c'?est|c'etait|moi c'?est)"
    r"\b ?(?:pour |de |du |des |d')?"
)
# « Pas celle d'activité, celle du bébé »: what is meant stands beside what is not.
_THIS = r"(?:celle|celui|celles|ceux|la|le|l'|les|mon|ma|mes|une?)"
_NOT_THIS = re.compile(
    rf"^{_NO}(?:c'?est )?pas (?P<what>{_THIS} ?[^.;!?]+?)"
    r"(?<! de)(?<! du)(?<! pour)(?<! a)(?<! avec)(?<! sur)(?<! chez)(?<! que)"
    rf"(?:[ ,]+(?:mais|plutot|hein|c'?est))*[ ,]+(?P<but>{_THIS}\b ?[^,.;!?]+)$"
)
# « Pas celle-là » is the one just shown.
_POINTS = re.compile(r"^(?:celle|celui|celles|ceux)[ -](?:la|ci)$")
# « Non, je parle de la demande d'Apl » goes back to what was asked for.
_REQUEST = re.compile(r"\bje (?:parle|parlais) (?:bien )?d(?:e |')(?:la |ma )?demande\b")
# « Non, je parle de mon adresse » means the address.
_SPEAKS_OF = re.compile(
    r"^(?:(?:moi|mais) )*(?:je (?:te |vous )?(?:parle|parlais|demande|demandais)"
    r"|ma question (?:c'est|est|etait|concerne)|c'est (?:pour|au sujet de))\b ?(?:de |du |d'|sur )?"
)
# « Ok merci, et l'adresse ? »: the assent, then what is wanted.
_ASSENTS = re.compile(
    r"^(?:(?:ok|oki|okay|oui|ouais|merci|mrc|d'accord|dac|super|parfait|tres bien|c'est bon|entendu"
    r"|compris|beaucoup|bien|cool|top|nickel|voila|exact)\b[ ,.!;]*)+"
    r"(?P<rest>(?:(?:et|mais|sinon|pour|plutot) )*"
    r"(?:le|la|les|l'|mon|ma|mes|du|des|cette|celle|celui)\b ?.+)$"
)
_REFINES = re.compile(
    r"^(?:(?:non|mais|pardon|enfin)[ ,]+)*je (?:voulais|veux) dire\b"
    r"|\bje (?:voulais|veux) dire[ ,.!]*$"
)


# « Mot de passe changé », « le Rib c'est fait » tell what is done; « mon Rib a changé » asks.
_DONE = re.compile(
    r"^(?!.*\b(?:j'?ai|je|a|ont|pas|suis|sont|rien)\b)(?:[\w']+ )*(?:c'?est )?(?:deja |bien )?"
    r"(?:change|verifie|regarde|envoye|fait|regle|rempli|valide|reinitialise|refait|recu)e?s?$"
)


class Denied(NamedTuple):
    """What a message says that it is not about, and what it says instead.

    `surely` when it says so in so many words, whatever is denied.
    """

    what: str
    rest: str
    surely: bool


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
        return _SPEAKS_OF.sub("", swapped["but"].strip(" ,.!?")) or None
    ends = (found.end() for turn in _TURNS for found in turn.finditer(folded))
    last = max(ends, default=None)
    return (_SPEAKS_OF.sub("", folded[last:].strip(" ,.!")) or None) if last is not None else None


def denied(folded: str) -> Denied | None:
    """What a message says that it is not about, or None.

    >>> denied("non c'est pas pour la pension que je demandais, c'est le loyer").rest
    'le loyer'
    """
    answer = _ANSWER_DENIED.match(folded)
    if answer is not None:
        return Denied("", _SPEAKS_OF.sub("", answer["rest"]).strip(" ,.;!?"), surely=True)
    for position, pattern in enumerate(_DENIES):
        found = pattern.match(folded)
        if found is not None and found["what"].strip() not in _NOTHING:
            rest = _MEANS.sub("", found["rest"], count=1) or found["rest"]
            return Denied(found["what"].strip(), rest.strip(" ,.;!?"), position != _LOOSE)
    return None


def instead(folded: str) -> tuple[str, str] | None:
    """What a message says that it does not mean, and what it does, or None.

    >>> instead("non pas celle d'activite celle du bebe")
    ("celle d'activite", 'celle du bebe')
    """
    found = _NOT_THIS.match(folded)
    if found is None or _POINTS.search(found["what"]):
        return None
    return found["what"].strip(), found["but"].strip()


def after_assent(folded: str) -> str | None:
    """What folded words name after an assent or thanks, or None.

    >>> after_assent("ok merci et l'adresse")
    "et l'adresse"
    """
    found = _ASSENTS.match(folded)
    return found["rest"] if found is not None else None


def takes_back(folded: str) -> bool:
    """If a message denies, refuses or changes something that it names."""
    found = (last_wish(folded), denied(folded), instead(folded), unwanted(folded))
    return any(one is not None for one in found)


def refines(folded: str) -> bool:
    """If a message only says the last request again, about something else."""
    return _REFINES.search(folded) is not None


def returns(folded: str) -> bool:
    """If a message says that it is about the request of a benefit."""
    return _REQUEST.search(folded) is not None


def beside_a_fact(folded: str) -> str | None:
    """What a message asks after telling what is not so, or None.

    >>> beside_a_fact("je ne suis pas au rsa, j'ai droit a quoi")
    "j'ai droit a quoi"
    """
    found = _NOT_SO.search(folded)
    if found is not None:
        return found["rest"]
    told, _, rest = re.sub(r"[.;!]+ ?", ",", folded).partition(",")
    return (rest.strip(" ,") or None) if is_done(told) else None


def is_done(piece: str) -> bool:
    """If folded words only tell what is done."""
    return _DONE.match(piece.strip()) is not None


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
