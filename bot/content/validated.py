"""Sentences whose intent an editor settled: they are understood so before the next training.

They lie beside the archives in one small file, which running servers follow as they follow
the pointer. Each is an example too, so that the next model knows it by itself.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.nlu.normalise import words

VALIDATED = "validated.json"
MAX_BYTES = 4 * 1024**2

# The intent of each sentence, by its folded words.
Validated = Mapping[str, str]
NOTHING: Validated = {}


class ValidatedRefused(Exception):
    """The file cannot be used; the message says why, in French."""


def folded(text: str) -> str:
    """What makes two sentences the same one; empty for what is no sentence to settle."""
    return "" if text.startswith("/") else words(text)


def read_validated(folder: Path, key: bytes | None = None) -> Validated:
    """The validated sentences of a folder of archives; none without a file.

    Args:
        key: when given, only a file that was signed with it is accepted.

    Raises:
        ValidatedRefused: it is damaged, too large, or not signed as it must be.
    """
    path = folder / VALIDATED
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValidatedRefused("les phrases validées sont trop nombreuses")
        held = json.loads(path.read_bytes())
        sentences = {folded(text): str(intent) for text, intent in held["sentences"].items()}
        signature = str(held.get("signature"))
    except FileNotFoundError:
        return NOTHING
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ValidatedRefused("le fichier des phrases validées est illisible") from None
    if key is not None and not hmac.compare_digest(signature, _signature(held["sentences"], key)):
        raise ValidatedRefused("la signature des phrases validées n'est pas la bonne")
    sentences.pop("", None)
    return sentences


def spelled(sentences: Mapping[str, str], key: bytes | None = None) -> bytes:
    """The file that holds these sentences, by their text as it was written."""
    held: dict[str, Any] = {"sentences": dict(sentences)}
    if key is not None:
        held["signature"] = _signature(sentences, key)
    return json.dumps(held, ensure_ascii=False, indent=1).encode()


def _signature(sentences: Mapping[str, str], key: bytes) -> str:
    # Not what an archive signs: neither can stand in the place of the other.
    said = "validated " + json.dumps(sentences, sort_keys=True, ensure_ascii=False)
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()
