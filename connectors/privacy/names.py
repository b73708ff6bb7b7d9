"""Masks the names of persons in the few texts that are kept for editors.

spaCy finds them, in the case that it was trained on: what is typed in capitals is put back to
it first. A list of common first names finds those that it misses. All this is done in a process
of its own (`connectors/privacy/masking.py`).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

PERSON = "PER"
MASK = "•••"
UNREAD = ("morphologizer", "parser", "attribute_ruler", "lemmatizer")

_LIST = Path(__file__).with_name("first_names.txt")
_NAME = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_MASKED_RUN = re.compile(rf"{MASK}(?:[ -]{MASK})+")
# First names that are words too: they are names beside another name only.
_WORDS_TOO_TEXT = """
ada ali alix ambre ange angèle aube aude aurore capucine carole charlie claire clémence colin
constance côme désiré fleur florence france gloria guy harry jade joy junior june juste kim
laurent lia lilas lin line loan lou loup luna lya mae marin marine mars martial max may mercedes
mia mina mona noa noël noëlle olive pascal perle pierre prosper prudence reine rime robin roman
romane romaine rose sacha sam sand santiago solène tara tim tom toussaint ugo urbain victoire
violette vivien félicité juillet mélodie mélody melody stella paris paul idir médina
"""
_WORDS_TOO = frozenset(_WORDS_TOO_TEXT.split())
# What people write in capitals without naming anybody.
_CAPITALS_TEXT = """
aah aeeh aj als ape apl are asf asi ass caf cafs cdd cdi cmg cse css ij lma mdph msa nir paje pmi
qf rib rsa rsi rum sms smic ss tva urssaf
"""
_CAPITALS = frozenset(_CAPITALS_TEXT.split())


def mask_names(text: str) -> str:
    """The text with each name of a person masked; the first one waits for the model."""
    read = with_case(text)
    masked = list(text)
    for start, end in (*_known(read), *_found(read)):
        masked[start:end] = [MASK, *[""] * (end - start - 1)]
    return _MASKED_RUN.sub(MASK, "".join(masked))


def with_case(text: str) -> str:
    """The text as it would be without capital letters for whole words; of the same length."""
    return _NAME.sub(lambda match: _cased(match[0], shouted=text.isupper()), text)


def _cased(word: str, shouted: bool) -> str:
    if not word.isupper() or len(word) < 2 or word.lower() in _CAPITALS:
        return word
    if shouted and word.lower() not in _first_names():
        return word.lower()
    return word.title() if len(word.title()) == len(word) else word


def _known(read: str) -> list[tuple[int, int]]:
    """First names of the list, and those that are words too when they stand beside one."""
    words = list(_NAME.finditer(read))
    names = [word[0].lower() in _first_names() for word in words]
    sure = [
        name and word[0].lower() not in _WORDS_TOO for name, word in zip(names, words, strict=True)
    ]
    beside = [any(sure[max(0, place - 1) : place + 2]) for place in range(len(words))]
    return [
        word.span() for word, name, near in zip(words, names, beside, strict=True) if name and near
    ]


def _found(read: str) -> list[tuple[int, int]]:
    if not _NAME.search(read):
        return []
    return [
        (entity.start_char, entity.end_char)
        for entity in _french()(read).ents
        if entity.label_ == PERSON
    ]


@cache
def _french() -> Any:
    import spacy

    return spacy.load("fr_core_news_md", exclude=list(UNREAD))


@cache
def _first_names() -> frozenset[str]:
    return frozenset(_LIST.read_text(encoding="utf-8").lower().split())
