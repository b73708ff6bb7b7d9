"""Sentences whose intent an editor settled: they are understood so before the next training.

They lie beside the archives in one small file, which running servers follow as they follow
the pointer. Each is an example too, so that the next model knows it by itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from bot.content.signing import NotSigned, PublicKey, SigningKey, signed, verified
from bot.nlu.normalise import words

VALIDATED = "validated.json"
# What its signature is of.
KIND = "validated"
MAX_BYTES = 4 * 1024**2

# The intent of each sentence, by its folded words.
Validated = Mapping[str, str]
NOTHING: Validated = {}


class ValidatedRefused(Exception):
    """The file cannot be used; the message says why, in French."""


def folded(text: str) -> str:
    """What makes two sentences the same one; empty for what is no sentence to settle."""
    return "" if text.startswith("/") else words(text)


def read_validated(folder: Path, key: PublicKey | None = None) -> Validated:
    """The validated sentences of a folder of archives, folded; none without a file.

    Args:
        key: when given, only a file that was signed with its pair is accepted.

    Raises:
        ValidatedRefused: it is damaged, too large, or not signed as it must be.
    """
    sentences = {folded(text): intent for text, intent in read_written(folder, key).items()}
    sentences.pop("", None)
    return sentences


def read_written(folder: Path, key: PublicKey | None = None) -> dict[str, str]:
    """The same as they were written; raises ValidatedRefused."""
    path = folder / VALIDATED
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValidatedRefused("les phrases validées sont trop nombreuses")
        held = json.loads(path.read_bytes())
        said = verified(KIND, held, key)
        return {str(text): str(intent) for text, intent in said["sentences"].items()}
    except FileNotFoundError:
        return {}
    except NotSigned as error:
        raise ValidatedRefused(f"phrases validées : {error}") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ValidatedRefused("le fichier des phrases validées est illisible") from None


def spelled(sentences: Mapping[str, str], key: SigningKey | None = None) -> bytes:
    """The file that holds these sentences, by their text as it was written."""
    held = signed(KIND, {"sentences": dict(sentences)}, key)
    return json.dumps(held, ensure_ascii=False, indent=1).encode()
