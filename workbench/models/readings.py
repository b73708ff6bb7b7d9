"""What the live archive makes of the measured messages, kept until another one is live."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bot.dialogue import Reading
from bot.evaluation import Case
from bot.understanding import Interpreter
from workbench.files.disk import write_whole

# What a report looks at.
FIRST = 3

# A message, and if it follows an answer.
Asked = tuple[str, bool]


class Readings:
    """Messages as an archive read them; it reads no other."""

    def __init__(self, read: Mapping[Asked, Reading]) -> None:
        self._read = read

    def read(self, text: str, *, going_on: bool = False) -> Reading:
        """What a text means; raises KeyError when it was not read."""
        return self._read[text, going_on]


def readings(archive: Path, cases: Iterable[Case], kept: Path) -> Readings:
    """What an archive makes of these messages; only those that are not in `kept` are read.

    Raises:
        ArchiveRefused: the archive may not be used.
    """
    asked = list(dict.fromkeys((case.text, case.goes_on) for case in cases))
    found = archive.stat()
    key = [archive.name, found.st_size, found.st_mtime_ns]
    before = _kept(kept, key)
    missing = [one for one in asked if one not in before]
    if missing:
        interpreter = Interpreter(archive)
        before |= {
            (text, goes_on): interpreter.read(text, going_on=goes_on) for text, goes_on in missing
        }
        held = [[*one, seen.ranking[:FIRST], seen.sure] for one, seen in before.items()]
        write_whole(kept, json.dumps({"key": key, "read": held}, ensure_ascii=False).encode())
    return Readings({one: before[one] for one in asked})


def _kept(path: Path, key: list[Any]) -> dict[Asked, Reading]:
    try:
        held = json.loads(path.read_bytes())
        if held["key"] != key:
            return {}
        return {
            (text, goes_on): Reading(
                text, tuple((name, float(share)) for name, share in ranking), sure, ()
            )
            for text, goes_on, ranking, sure in held["read"]
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}
