"""What the live archive makes of the measured messages, kept until another one is live."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bot.evaluation import Case
from bot.understanding import Interpreter, Understood
from workbench.files.disk import write_whole

# What a report looks at.
FIRST = 3


class Readings:
    """Messages as an archive read them; it reads no other."""

    def __init__(self, read: Mapping[str, Understood]) -> None:
        self._read = read

    def read(self, text: str) -> Understood:
        """What a text means; raises KeyError when it was not read."""
        return self._read[text]


def readings(archive: Path, cases: Iterable[Case], kept: Path) -> Readings:
    """What an archive makes of these messages; only those that are not in `kept` are read.

    Raises:
        ArchiveRefused: the archive may not be used.
    """
    texts = list(dict.fromkeys(case.text for case in cases))
    found = archive.stat()
    key = [archive.name, found.st_size, found.st_mtime_ns]
    before = _kept(kept, key)
    missing = [text for text in texts if text not in before]
    if missing:
        interpreter = Interpreter(archive)
        before |= {text: interpreter.read(text) for text in missing}
        held = {text: [one.ranking[:FIRST], one.sure] for text, one in before.items()}
        write_whole(kept, json.dumps({"key": key, "read": held}, ensure_ascii=False).encode())
    return Readings({text: before[text] for text in texts})


def _kept(path: Path, key: list[Any]) -> dict[str, Understood]:
    try:
        held = json.loads(path.read_bytes())
        if held["key"] != key:
            return {}
        return {
            text: Understood(text, tuple((name, float(sure)) for name, sure in ranking), sure, ())
            for text, (ranking, sure) in held["read"].items()
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}
