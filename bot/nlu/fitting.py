"""Fits a reader: the n-gram model, then what weighs it and what says how sure it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from bot.nlu.confidence import Evidence, SecondStage
from bot.nlu.encoder import Encoder
from bot.nlu.evidence import flags
from bot.nlu.fusion import Fusion, Inputs
from bot.nlu.held_back import HeldBack, held_back
from bot.nlu.linear import Trainer
from bot.nlu.lookups import Lookups, read_words
from bot.nlu.ngrams import Array
from bot.nlu.normalise import words
from bot.nlu.reader import Deeper, Reader
from bot.nlu.second_look import SecondLook


def fit(
    texts: Sequence[str],
    intents: Sequence[str],
    lookups: Lookups,
    *,
    inverse_penalty: float,
    elsewhere_intents: Collection[str],
    elsewhere_share: float,
    encoder: Encoder | None,
    kept: Path,
) -> Reader:
    """Train on examples.

    Args:
        inverse_penalty: the C of the linear support vector machine.
        elsewhere_intents: the intents of other bodies and off topic.
        elsewhere_share: how much these count when a confidence is fitted, from 0 to 1.
        encoder: for the second look, if there is one.
        kept: the file of what stays from one training to the next.
    """
    trainer = Trainer(texts, intents, inverse_penalty)
    model = trainer.model()
    held = held_back(trainer, texts, intents, encoder, kept)
    elsewhere = np.array([name in elsewhere_intents for name in trainer.intents], dtype=np.float32)
    right = trainer.right[held.rows]
    weights = _weights(elsewhere[right] > 0, elsewhere_share)
    reading = _first_look([texts[row] for row in held.rows], lookups, held, right, elsewhere)
    return Reader(
        model,
        Fusion.fit(reading.inputs, right, elsewhere),
        _confidence(reading, right, elsewhere, weights),
        elsewhere,
        _deeper(reading, right, elsewhere, weights, held),
        encoder,
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
