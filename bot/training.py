"""Trains models, and tells whether there is one for the files as they are now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parent.parent
MODELS = PROJECT / "bot" / "models"
PREFIX = "assistant-"


class TrainingFailed(Exception):
    """Rasa did not make a model; the message says why."""


def sources() -> Iterator[Path]:
    """Every file that a model is made from, in a fixed order."""
    for name in ("config.yml", "domain.yml", "requirements.lock"):
        yield PROJECT / name
    bot = PROJECT / "bot"
    for name in ("catalogue.yml", "catalogue.py", "importer.py", "policy.py"):
        yield bot / name
    yield from sorted((bot / "data").rglob("*.yml"))
    yield from sorted((bot / "nlu").glob("*.py"))


def fingerprint() -> str:
    """Twelve characters that change when anything a model is made from changes."""
    digest = hashlib.sha256()
    for path in sources():
        digest.update(str(path.relative_to(PROJECT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def current_model() -> Path:
    """Where the model of the files as they are now is, or would be."""
    return MODELS / f"{PREFIX}{fingerprint()}.tar.gz"


def newest_model(directory: Path = MODELS) -> Path | None:
    """The archive that was written last, or None."""
    archives = list(directory.glob("*.tar.gz"))
    return max(archives, key=lambda path: path.stat().st_mtime_ns, default=None)


@dataclass(frozen=True)
class DataSummary:
    """How much the assistant is taught."""

    examples: int
    intents: int


def data_summary() -> DataSummary:
    """Count the examples without loading Rasa."""
    intents: set[str] = set()
    examples = 0
    for path in sorted((PROJECT / "bot" / "data" / "nlu").glob("*.yml")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("- intent:"):
                intents.add(line.partition(":")[2].strip())
            elif line.startswith("    - "):
                examples += 1
    return DataSummary(examples, len(intents))


def train() -> Path:
    """Train a model of the files as they are now; older ones are left alone.

    Returns:
        The archive, complete: it only gets its name once written.

    Raises:
        TrainingFailed: when Rasa makes none.
    """
    from rasa.model_training import train as rasa_train

    target = current_model()
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.parent / "unfinished"
    result = rasa_train(
        domain=str(PROJECT / "domain.yml"),
        config=str(PROJECT / "config.yml"),
        training_files=[str(PROJECT / "bot" / "data")],
        output=str(unfinished),
        fixed_model_name=target.name,
        force_training=True,
    )
    if result.code != 0 or result.model is None:
        raise TrainingFailed(f"l'entraînement s'est arrêté avec le code {result.code}")
    Path(result.model).replace(target)
    unfinished.rmdir()
    return target
