"""What a message shows besides its n-grams: whom and what it names, how long it is.

A linear model over n-grams hears a verb as loudly as its object: « rendez-vous à la
préfecture » looks like « rendez-vous à la Caf ». These flags let the object outweigh.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import numpy as np

from bot.nlu.lookups import Found
from bot.nlu.ngrams import Array
from bot.nlu.normalise import words

# Entities that belong to another body, and those that belong to the Caf.
ELSEWHERE_ENTITIES = frozenset({"organisme", "objet"})
OWN_ENTITIES = frozenset({"caf", "prestation"})
# Entities of which a flag says that they are there.
NAMED = ("organisme", "objet", "prestation", "document", "caf", "danger", "defunt", "terme")
# Entities of which a flag says that the message holds nothing else.
ALONE = ("organisme", "objet", "prestation", "document", "terme")
SHORT, LONG = 3, 20
_SMALL_WORDS = frozenset(
    words("Le la les l' un une des de du d' et mon ma mes ton ta tes notre nos votre vos").split()
    + words("Bonjour s'il vous plaît svp stp").split()
)
_UNWILLING = re.compile(r"\b(?:veu[xt]|voul(?:ais|ait)|voudrais|souhaite|envie) (?:pas|plus)\b")

FLAGS = (
    *(f"names_{entity}" for entity in NAMED),
    *(f"only_{entity}" for entity in ALONE),
    "elsewhere_only",
    "own_only",
    "both",
    "neither",
    "short",
    "long",
    "unwilling",
)


def flags(said: str, text: str, found: Sequence[Found]) -> Array:
    """The flags of a message, float32, in the order of `FLAGS`.

    Args:
        said: its folded words.
        text: the message as it was written.
        found: the forms of the lookup tables in it.
    """
    entities = {form.entity for form in found}
    elsewhere = not ELSEWHERE_ENTITIES.isdisjoint(entities)
    own = not OWN_ENTITIES.isdisjoint(entities)
    length = said.count(" ") + 1 if said else 0
    return np.array(
        [
            *(entity in entities for entity in NAMED),
            *(_alone(text, found, entity, entities) for entity in ALONE),
            elsewhere and not own,
            own and not elsewhere,
            elsewhere and own,
            not (elsewhere or own),
            length <= SHORT,
            length > LONG,
            bool(_UNWILLING.search(said)),
        ],
        dtype=np.float32,
    )


def _alone(text: str, found: Sequence[Found], entity: str, entities: Collection[str]) -> bool:
    """If nothing but small words stands around the forms of an entity."""
    if entity not in entities:
        return False
    rest = list(text)
    for form in found:
        if form.entity == entity:
            rest[form.start : form.end] = " " * (form.end - form.start)
    return _SMALL_WORDS.issuperset(words("".join(rest)).split())
