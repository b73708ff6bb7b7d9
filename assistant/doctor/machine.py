"""This machine: folders that are written to, and the room that is left."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url

from assistant.doctor.findings import Finding, Setup, right, wrong
from bot.content.folders import MODELS

# A training, ten archives and a database beside them.
FREE_BYTES = 1 << 30


def folders(setup: Setup) -> Iterator[Finding]:
    for name, folder in _folders(setup).items():
        try:
            tempfile.TemporaryFile(dir=_nearest(folder)).close()
        except OSError as error:
            said = f"Dossier {name} : on ne peut pas écrire dans {folder} ({error.strerror})."
            yield wrong(said, "donnez ce dossier à l'utilisateur du service")
        else:
            yield right(f"Dossier {name} : {folder}.")


def disk(setup: Setup) -> Iterator[Finding]:
    free = {folder: shutil.disk_usage(_nearest(folder)).free for folder in _folders(setup).values()}
    tightest = min(free, key=lambda folder: free[folder])
    said = f"Disque : {free[tightest] / 1e9:.1f} Go libres ({tightest})."
    if free[tightest] < FREE_BYTES:
        yield wrong(said, "libérez de la place : 1 Go au moins")
    else:
        yield right(said)


def _folders(setup: Setup) -> dict[str, Path]:
    found = {"des archives": MODELS, "temporaire": Path(tempfile.gettempdir())}
    url = make_url(setup.settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        found["de la base"] = Path(url.database).absolute().parent
    return found


def _nearest(folder: Path) -> Path:
    """The folder, or the one that it would be made in."""
    return next(place for place in (folder, *folder.absolute().parents) if place.is_dir())
