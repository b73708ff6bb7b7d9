"""What did not work or is not there, told in whole sentences: « il reconnaît pas mon doigt »."""

from __future__ import annotations

import re

_LOOKS = re.compile(r"\b(?:j ?)?(?:trouv|vois|voi\b|apercoi|y a\b|ya\b|cherch)\w*")
_FAILS = re.compile(
    r"\b(?:march|fonction|trouv|vois|voi\b|reconnai|ouvr|affich|charg|laiss|accept|pass|arriv|valid"
    r"|boug|repond|prend|active|apparai|existe|propos|y a\b|ya\b|veut\b)\w* "
    r"(?:(?:toujours|tjrs|encore|meme|vraiment) )?(?:pas|plus|rien|nulle part|aucune?)\b"
    r"|\b(?:introuvable|impossible|bloque\w*|bug\w*|plante\w*|erreur|refuse\w*|vide)\b"
)


def tells_a_failure(said: str) -> bool:
    """If folded words tell that something did not work or is not there, in their own words.

    >>> tells_a_failure("ca marche pas il reconnait pas mon doigt")
    True
    """
    return _FAILS.search(said) is not None


def looks_for(said: str) -> bool:
    """If what folded words tell is that something is not found."""
    return _LOOKS.search(said) is not None
