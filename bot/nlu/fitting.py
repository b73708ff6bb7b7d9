"""Fits a reader: the n-gram model, then what weighs it and what says how sure it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from bot.nlu.confidence import Evidence, SecondStage
from bot.nlu.encoder import Encoder
from bot.nlu.evidence import flags
from bot.nlu.fusion import Fusion, Inputs
from bot.nlu.held_back import HeldBack, held_back, named
from bot.nlu.kept import made_from
from bot.nlu.linear import Trainer
from bot.nlu.lookups import Lookups, read_words
from bot.nlu.near import Near
from bot.nlu.ngrams import Array
from bot.nlu.normalise import words
from bot.nlu.reader import Reader
from bot.nlu.second_look import SecondLook
from bot.nlu.weighing import Deeper, Weighing, read_weighing, write_weighing

# What stays from one training to the next, a file each.
NEAR, HELD_BACK, WEIGHING = "near.npz", "held_back.npz", "weighing.npz"


def fit(
    texts: Sequence[str],
    intents: Sequence[str],
    lookups: Lookups,
    *,
    inverse_penalty: float,
    elsewhere_intents: Collection[str],
    elsewhere_share: float,
    acts: Collection[str],
    encoder: Encoder | None,
    kept: Path,
) -> Reader:
    """Train on examples.

    Args:
        inverse_penalty: the C of the linear support vector machine.
        elsewhere_intents: the intents of other bodies and off topic.
        elsewhere_share: how much these count when a confidence is fitted, from 0 to 1.
        acts: the intents that mostly follow an answer.
        encoder: for the second look, if there is one.
        kept: the folder of what stays from one training to the next.
    """
    names = named(texts, intents)
    near = Near(names[1], sorted(set(intents)), kept / NEAR, made_from(inverse_penalty))
    trainer = Trainer(texts, intents, inverse_penalty, near)
    held = held_back(trainer, texts, names, encoder, kept / HELD_BACK)
    with ThreadPoolExecutor(1) as beside:
        # Its work is done in other processes, or in what needs no lock of Python's.
        model = beside.submit(trainer.model)
        elsewhere = np.array([one in elsewhere_intents for one in trainer.intents], np.float32)
        made = made_from(held.made, lookups.forms, elsewhere.tolist(), elsewhere_share)
        weighing = read_weighing(kept / WEIGHING, made)
        if weighing is None:
            said = [texts[row] for row in held.rows]
            right = trainer.right[held.rows]
            weighing = _weighing(said, lookups, held, right, elsewhere, elsewhere_share)
            write_weighing(kept / WEIGHING, made, weighing)
        return Reader(model.result(), weighing, encoder, acts)


def _weighing(
    texts: Sequence[str],
    lookups: Lookups,
    held: HeldBack,
    right: Array,
    elsewhere: Array,
    elsewhere_share: float,
) -> Weighing:
    """Parts 2 to 4, fitted on the examples held back.

    Args:
        right: the index of each one's intent.
    """
    weights = _weights(elsewhere[right] > 0, elsewhere_share)
    reading = _first_look(texts, lookups, held, right, elsewhere)
    return Weighing(
        Fusion.fit(reading.inputs, right, elsewhere),
        _confidence(reading, right, elsewhere, weights),
        elsewhere,
        _deeper(reading, right, elsewhere, weights, held),
    )


def _first_look(
    texts: Sequence[str], lookups: Lookups, held: HeldBack, right: Array, elsewhere: Array
) -> Evidence:
    """Each half of the examples held back, weighed by a fusion fitted on the other half."""
    folded = [words(text) for text in texts]
    evidence = np.stack(
        [
            flags(said, text, lookups.find(read_words(text)))
            for said, text in zip(folded, texts, strict=True)
        ]
    )
    inputs = Inputs(held.scores, held.unknown, evidence)
    fused = np.zeros_like(inputs.scores)
    even = np.arange(len(right)) % 2 == 0
    for half in (even, ~even):
        learnt = Fusion.fit(inputs.of(~half), right[~half], elsewhere)
        fused[half] = learnt.apply(inputs.of(half), elsewhere)
    return Evidence(fused, inputs, np.array([len(said.split()) for said in folded]))


def _confidence(reading: Evidence, right: Array, elsewhere: Array, weights: Array) -> SecondStage:
    was_right = reading.fused.argmax(axis=1) == right
    return SecondStage.fit(reading, elsewhere, was_right, weights)


def _deeper(
    reading: Evidence, right: Array, elsewhere: Array, weights: Array, held: HeldBack
) -> Deeper | None:
    if held.head is None:
        return None
    chosen = held.encoded
    look = SecondLook.fit(held.head, reading.fused[chosen], held.vectors, right[chosen])
    again = Evidence(
        look.apply(reading.fused[chosen], held.vectors),
        reading.inputs.of(chosen),
        reading.length[chosen],
    )
    return Deeper(look, _confidence(again, right[chosen], elsewhere, weights[chosen]))


def _weights(is_elsewhere: Array, share: float) -> Array:
    """Weights under which the messages of other bodies are this share of all."""
    weights = np.ones(len(is_elsewhere))
    count = is_elsewhere.sum()
    if count:
        weights[is_elsewhere] = share / (1 - share) * (len(is_elsewhere) - count) / count
    return weights
