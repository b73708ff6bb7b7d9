"""What models say of examples that they did not learn from.

The fusion and the confidences must be fitted on such scores: of its own examples a model is
always sure. A third of the examples is held back, chosen by their words, so that nearly the
same sentence never helps to read itself. All of it is kept from one training to the next;
after a small change the examples that are new simply do not take part.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bot.nlu.encoder import DIMENSIONS, Encoder, vectors
from bot.nlu.kept import made_from, read_kept, write_kept
from bot.nlu.linear import Trainer
from bot.nlu.ngrams import Array
from bot.nlu.normalise import words
from bot.nlu.second_look import LEARNT, WEIGHED, Head, learn

# All three parts in turn would cost twice as long and change no figure of docs/nlu.md.
PART = 3
# Above this share of new or removed examples everything is made anew.
SMALL_CHANGE = 0.02


class HeldBack(NamedTuple):
    """The examples held back, and what models of the others say of them.

    `rows`: their indices, shape (n,). `scores`: float32, shape (n, intents). `unknown`: the
    share of words never seen, float32, shape (n,). `head`: the encoder's model, or None
    where there is no encoder. `encoded`: which of the n have a vector, a boolean each, and
    `vectors` these vectors. `made`: what all of it was made from.
    """

    rows: Array
    scores: Array
    unknown: Array
    head: Head | None
    encoded: Array
    vectors: Array
    made: str


def held_back(
    trainer: Trainer,
    texts: Sequence[str],
    names: tuple[Array, Array],
    encoder: Encoder | None,
    kept: Path,
) -> HeldBack:
    """Score the examples held back by models of the others.

    Args:
        names: the numbers of the examples (`named`).
        kept: the file where all of it stays from one training to the next.
    """
    hashes, keys = names
    aside = hashes % PART == 0
    setting = made_from(trainer.intents, trainer.penalty, encoder is not None)
    known = _read(kept, setting, keys, aside)
    if known is not None:
        return known
    rows = np.flatnonzero(aside)
    encoded, held_vectors, head = np.zeros(len(rows), dtype=bool), vectors_of_none(), None
    with ThreadPoolExecutor(1) as beside:
        # Its work is done in other processes.
        scores = beside.submit(trainer.scores_of_others, ~aside)
        if encoder:
            head = _learnt(trainer, texts, hashes, encoder)
            encoded = _lowest(hashes[rows], WEIGHED)
            held_vectors = vectors(encoder, [texts[row] for row in rows[encoded]])
    made = made_from(setting, sorted(map(int, keys)))
    found = HeldBack(rows, *scores.result(), head, encoded, held_vectors, made)
    _write(kept, setting, keys, trainer.intents, found)
    return found


def named(texts: Sequence[str], intents: Sequence[str]) -> tuple[Array, Array]:
    """A number for each example's words, whose rest by `PART` is its part, and one for both."""
    hashes = np.array([_hash(words(text) or text) for text in texts])
    number = {intent: _hash(intent) << 32 for intent in set(intents)}
    firsts = np.array([number[intent] for intent in intents], dtype=np.uint64)
    return hashes, firsts | hashes.astype(np.uint64)


def first_of_kept(kept: Path) -> dict[int, str]:
    """The intent that came first for each example held back, by its key; empty without any."""
    arrays = read_kept(kept)
    if not arrays:
        return {}
    first = arrays["scores"].argmax(axis=1)
    named = zip(arrays["keys"], first, strict=True)
    return {int(key): str(arrays["intents"][one]) for key, one in named}


def _learnt(trainer: Trainer, texts: Sequence[str], hashes: Array, encoder: Encoder) -> Head:
    others = np.flatnonzero(hashes % PART != 0)
    rows = others[_lowest(hashes[others], LEARNT)]
    taught = vectors(encoder, [texts[row] for row in rows])
    return learn(taught, trainer.right[rows], len(trainer.intents))


def _lowest(hashes: Array, count: int) -> Array:
    """So many, always nearly the same whatever is added: those of the lowest hash."""
    chosen = np.zeros(len(hashes), dtype=bool)
    chosen[np.argsort(hashes, kind="stable")[:count]] = True
    return chosen


def vectors_of_none() -> Array:
    """No vector at all, of the right shape."""
    return np.zeros((0, DIMENSIONS), dtype=np.float32)


def _hash(text: str) -> int:
    return zlib.crc32(text.encode())


def _write(path: Path, setting: str, keys: Array, intents: list[str], found: HeldBack) -> None:
    head = found.head or Head(np.zeros(0), np.zeros(0))
    arrays = {
        "all_keys": keys,
        "keys": keys[found.rows],
        "intents": np.array(intents),
        "scores": found.scores.astype(np.float16),
        "unknown": found.unknown,
        "encoded": found.encoded,
        "vectors": found.vectors.astype(np.float16),
        "head_weights": head.weights,
        "head_bias": head.bias,
        "made": np.array(found.made),
    }
    write_kept(path, setting, arrays)


def _read(path: Path, setting: str, keys: Array, aside: Array) -> HeldBack | None:
    """What was kept of these examples, or None when too much has changed since."""
    kept = read_kept(path, setting)
    if not kept or len(np.setxor1d(kept["all_keys"], keys)) > SMALL_CHANGE * len(keys):
        return None
    row_of = {int(keys[row]): row for row in np.flatnonzero(aside)}
    still = np.array([int(key) in row_of for key in kept["keys"]])
    return HeldBack(
        rows=np.array([row_of[int(key)] for key in kept["keys"][still]]),
        scores=kept["scores"][still].astype(np.float32),
        unknown=kept["unknown"][still],
        head=Head(kept["head_weights"], kept["head_bias"]) if kept["head_bias"].size else None,
        encoded=kept["encoded"][still],
        vectors=kept["vectors"][still[kept["encoded"]]].astype(np.float32),
        made=str(kept["made"]),
    )
