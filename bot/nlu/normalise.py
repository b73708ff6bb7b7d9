"""One spelling for the many ways people type the same French words."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "oe", "ß": "ss", "æ": "ae", "Æ": "ae", "’": "'", "`": "'", "´": "'"}
)
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_NO_LETTER = re.compile(r"[\W_]+")
# Accents as characters of their own, whatever Latin letter they stand on.
_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_REPEATED = re.compile(r"([a-z!?.])\1{2,}")


def fold(text: str) -> str:
    """Lower case, no accents, plain apostrophes, no letter more than twice in a row.

    >>> fold("J’ai REÇU ça commmme hieeer")
    "j'ai recu ca comme hieer"
    """
    if text.isascii():
        return _REPEATED.sub(r"\1\1", text.lower().replace("`", "'"))
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).lower()
    bare = _MARKS.sub("", decomposed)
    if not bare.isascii():
        # Marks of other scripts.
        bare = "".join(char for char in bare if not unicodedata.combining(char))
    return _REPEATED.sub(r"\1\1", bare)


def words(text: str) -> str:
    """The folded words of a text, one space apart, without punctuation.

    >>> words("L'attestation, s'il-vous-plaît !")
    'l attestation s il vous plait'
    """
    return _NOT_A_WORD.sub(" ", fold(text)).strip()


def words_of_any_script(text: str) -> str:
    """The same, with the words of other scripts.

    >>> words_of_any_script("Ayuda: زوجي!")
    'ayuda زوجي'
    """
    return _NO_LETTER.sub(" ", fold(text)).strip()


# Words that carry nothing of what a message asks; folded.
_EMPTY_TEXT = """
a ai ait alors apres as au aux avec avez avoir avons bien bonjour bonsoir c ca ce cela ces cet cette
comment d dans de depuis des deja dois donc du elle en encore es est et etait ete etre eu fait faire
faut fois il ils j je jusque l la le les leur lui m ma mais me mes merci moi mon n ne ni nos notre
nous on ont ou par pas peu peut peux plait plus pour pourquoi pouvez pouvoir pr puis qu quand que
quel quelle quelles quels qui s sa salut sans savoir se ses si soit son sont suis sur svp stp t ta
te tes toi ton toujours tres tu un une va vais veut veux vos votre voudrais vous y
"""
_EMPTY = frozenset(_EMPTY_TEXT.split())
_STEM = 7


def gist(text: str) -> str:
    """What a message is about, the same for messages that say it alike.

    The order of the words, their endings and the words that carry nothing do not count; a
    message of such words alone is its own gist.

    >>> gist("Bonjour, je voudrais mon attestation de paiement svp")
    'attesta paiemen'
    >>> gist("attestations de paiements ?") == gist("Mon attestation de paiement, merci")
    True
    """
    said = words(text)
    stems = {_stem(word) for word in said.split() if word not in _EMPTY}
    return " ".join(sorted(stems)) or said


def carries(text: str) -> bool:
    """Whether a text holds a word that says what it is about.

    >>> carries("pour mon"), carries("mon loyer")
    (False, True)
    """
    return not _EMPTY.issuperset(words_of_any_script(text).split())


def _stem(word: str) -> str:
    return word[:_STEM].rstrip("s") if len(word) > 3 else word
