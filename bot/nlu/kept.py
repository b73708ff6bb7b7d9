"""Arrays that stay from one training to the next, each file with what it was made from.

A file that is damaged, or that other code, other libraries or other settings made, is as good
as none: it is never mended and never trusted, and the next training writes it again.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from bot.nlu.ngrams import Array

LIBRARIES = ("numpy", "scipy", "scikit-learn")
_MADE_FROM = "made_from"


def made_from(*settings: Any) -> str:
    """What changes with these settings, with the code of this room, and with its libraries.

    Args:
        settings: whatever JSON holds.
    """
    told = json.dumps([_code(), *settings], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def read_kept(path: Path, made: str | None = None) -> dict[str, Array]:
    """The arrays of a file that was made from the same; empty when there is none such.

    Args:
        made: as `made_from` says; None for a file that is only shown, whatever made it.
    """
    try:
        # NumPy verifies the checksum of each array that it reads.
        with np.load(path, allow_pickle=False) as archive:
            if made is not None and str(archive[_MADE_FROM]) != made:
                return {}
            return {name: archive[name] for name in archive.files if name != _MADE_FROM}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}


def write_kept(path: Path, made: str, arrays: Mapping[str, Array]) -> None:
    """Keep arrays for a training that begins from the same; a file is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Two trainings may end at once, the terminal's and the workbench's.
    unfinished = path.with_name(f".{path.stem}.{os.getpid()}.npz")
    np.savez(unfinished, **{_MADE_FROM: np.array(made), **arrays})
    unfinished.replace(path)


@cache
def _code() -> list[str]:
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return [digest.hexdigest(), *(f"{name} {version(name)}" for name in LIBRARIES)]
