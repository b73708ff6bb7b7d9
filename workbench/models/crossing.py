"""Cross-validation: every example read by a model that learnt from the others alone.

The examples are in three parts, by their words. Training reads one of them so, to fit how sure
it is; the other two are read here, and kept while next to nothing changes. It is the first
look alone, n-grams without the lists of words: a model of three takes three times as long.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.content.examples import Example
from bot.nlu.held_back import PART, SMALL_CHANGE, first_of_kept, named
from bot.nlu.linear import Trainer
from bot.nlu.ngrams import Array
from workbench.files.disk import write_whole


def cross_read(
    examples: Sequence[Example], inverse_penalty: float, held: Path, kept: Path
) -> list[tuple[Example, str]]:
    """Each example with the intent that a model of the others reads in it.

    An example that came since the parts were read is left out.

    Args:
        inverse_penalty: as the classifier's.
        held: what training keeps of the part that it reads (`bot.nlu.held_back`).
        kept: where the other two parts stay.
    """
    texts, intents = [one.text for one in examples], [one.intent for one in examples]
    hashes, keys = named(texts, intents)
    rest = keys[hashes % PART != 0]
    read = _kept(kept)
    changed = np.setxor1d(np.array(list(read), dtype=np.uint64), rest)
    if len(changed) > SMALL_CHANGE * len(rest):
        read = _read(Trainer(texts, intents, inverse_penalty), hashes, keys)
        spelled = json.dumps({str(key): intent for key, intent in read.items()})
        write_whole(kept, spelled.encode())
    read |= first_of_kept(held)
    pairs = zip(examples, map(int, keys), strict=True)
    return [(one, read[key]) for one, key in pairs if key in read]


def _read(trainer: Trainer, hashes: Array, keys: Array) -> dict[int, str]:
    """What the parts that training does not read are read as, by key."""
    found: dict[int, str] = {}
    for part in range(1, PART):
        aside = hashes % PART == part
        if aside.any() and not aside.all():
            first = trainer.scores_of_others(~aside)[0].argmax(axis=1)
            names = (trainer.intents[one] for one in first)
            found |= dict(zip(map(int, keys[aside]), names, strict=True))
    return found


def _kept(path: Path) -> dict[int, str]:
    try:
        return {int(key): intent for key, intent in json.loads(path.read_bytes()).items()}
    except (OSError, ValueError, AttributeError):
        return {}
