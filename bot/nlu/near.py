"""Which examples stood near which margins, from one training to the next."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.nlu.kept import read_kept, write_kept
from bot.nlu.ngrams import Array


class Near:
    """What is known of it for some examples; `bot.nlu.margins` verifies all that it is told."""

    def __init__(self, keys: Array, intents: list[str], path: Path, made: str) -> None:
        """Args:
        keys: a number for each example, uint64 (`bot.nlu.held_back.named`).
        intents: the columns of what is known.
        path: the file where it stays; `made`, what it must be made from.
        """
        self._keys = keys
        self._intents = intents
        self._path = path
        self._made = made
        self.known = self._read()

    def keep(self, near: Array) -> None:
        """Leave this for the next training: a boolean each, shape (examples, intents)."""
        self.known = near
        write_kept(
            self._path,
            self._made,
            {
                "keys": self._keys,
                "intents": np.array(self._intents),
                "near": np.packbits(near, axis=1),
            },
        )

    def _read(self) -> Array | None:
        """What was kept of these examples; those that are new may be near anything."""
        kept = read_kept(self._path, self._made)
        if not kept or list(kept["intents"]) != self._intents:
            return None
        order = np.argsort(kept["keys"])
        keys = kept["keys"][order]
        places = np.minimum(keys.searchsorted(self._keys), len(keys) - 1)
        near = np.unpackbits(kept["near"][order[places]], axis=1, count=len(self._intents))
        return near.astype(bool) | (keys[places] != self._keys)[:, None]
