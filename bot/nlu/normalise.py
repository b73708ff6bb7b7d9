"""One spelling for the many ways people type the same French words."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "oe", "ß": "ss", "æ": "ae", "Æ": "ae", "’": "'", "`": "'", "´": "'"}
)
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
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
