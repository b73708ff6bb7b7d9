"""Where somebody finds what is talked of, which is no danger: « il doit aller où ? »."""

from __future__ import annotations

import re

_WHO = r"(?:il|elle|ils|elles|on)"
_MUST = r"(?:peut|peuvent|doit|doivent|va|vont)"
_THE_WAY = re.compile(
    rf"\bou (?:est ce )?(?:qu |que )?{_WHO} (?:{_MUST}|faut)\b"
    rf"|\b{_WHO} {_MUST} (?:y )?(?:aller|voir|cliquer|regarder|trouver|se connecter|faire ca) "
    r"(?:ou|comment)$"
)
_TONIGHT = re.compile(
    r"\b(?:ce soir|cette nuit|dorm\w*|nuit|dehors|rue|partir|parti\w*|chassee?)\b"
)


def asks_the_way(said: str) -> bool:
    """If folded words ask where somebody goes for what is talked of, and not where they may
    sleep.

    >>> asks_the_way("ou il peut aller pres de chez lui")
    True
    """
    return _THE_WAY.search(said) is not None and _TONIGHT.search(said) is None
