"""An archive with other words: what a draft says differently from the live archive."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

from bot.content.archive import CONTENT, MANIFEST, open_archive, pack


def rewritten(model: Path, target: Path, old: str, new: str, file: str = "domain.yml") -> Path:
    """A copy of an archive, with its own checksums, where a file of the content says otherwise."""
    archive = open_archive(model)
    plain = target.with_suffix(".plain")
    with tarfile.open(plain, "w:gz") as tar:
        for name, content in archive.members.items():
            if not name.startswith(CONTENT) and name != MANIFEST:
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                tar.addfile(entry, io.BytesIO(content))
    sources = {
        name.removeprefix(CONTENT): content
        for name, content in archive.members.items()
        if name.startswith(CONTENT)
    }
    said = sources[file].decode()
    assert said.count(old) == 1, f"{old!r} must be in {file} once"
    pack(plain, target, {**sources, file: said.replace(old, new).encode()}, archive.facts)
    plain.unlink()
    return target
