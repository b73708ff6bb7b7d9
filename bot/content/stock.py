"""The content that plain Rasa serves, for its action server and its connectors.

Rasa serves the archive that was written last. When that one holds its content, made by
`assistant train`, it is the one; a model of plain `rasa train` holds none, and the files
it was made from stand beside it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from bot.content.archive import ArchiveRefused, open_archive
from bot.content.content import Content
from bot.content.shelf import Shelf
from bot.content.signing import public_key


def stock_content() -> Content:
    """The content of Rasa's newest archive, or of the files.

    Raises:
        bot.content.faults.ContentError: the files do not hold.
    """
    newest = next(iter(Shelf().archives()), None)
    if newest is not None:
        content = _of_archive(newest, newest.stat().st_mtime_ns)
        if content is not None:
            return content
    return Content.from_files()


@lru_cache(maxsize=1)
def _of_archive(path: Path, written: int) -> Content | None:
    """An archive's content, read again when the file was written again."""
    try:
        return open_archive(path, public_key()).content
    except ArchiveRefused:
        return None
