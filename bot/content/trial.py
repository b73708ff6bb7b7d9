"""A trial: for a while, a draft answers a share of the new conversations."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

Arm = Literal["live", "trial"]
ARMS: tuple[Arm, ...] = ("live", "trial")
# What is not published must not answer most people.
MOST_SHARE = 50
_PARTS = 100


@dataclass(frozen=True)
class Trial:
    """What the pointer carries beside the live archive.

    Args:
        id: its own, of the same draft tried twice too.
        archive: the draft's file.
        beside: the live archive that it is compared with; with another one, it is over.
        share: so many new conversations of a hundred are the draft's.
        since: those opened before stay where they are; seconds since 1970, like `until`.
        by: who asked for it.
    """

    id: str
    archive: str
    beside: str
    share: int
    since: float
    until: float
    by: str

    def arm(self, conversation: str, opened_at: float) -> Arm | None:
        """Who answers a conversation, the same on every server; None for one from before."""
        if opened_at < self.since:
            return None
        drawn = hashlib.sha256(f"{self.id}.{conversation}".encode()).digest()
        return "trial" if int.from_bytes(drawn[:8], "big") % _PARTS < self.share else "live"


class Standing(NamedTuple):
    """Where a conversation stands in a trial, for the counts."""

    trial: str
    arm: Arm


def read_trial(held: Any) -> Trial | None:
    """The trial of a pointer, as `dataclasses.asdict` spelled it or as JSON; None without one."""
    try:
        held = json.loads(held) if isinstance(held, str) else held
        texts = {name: str(held[name]) for name in ("id", "archive", "beside", "by")}
        share, since, until = int(held["share"]), float(held["since"]), float(held["until"])
    except (KeyError, ValueError, TypeError):
        return None
    is_name = "/" not in texts["archive"] and not texts["archive"].startswith(".")
    if not is_name or not texts["archive"] or not 0 < share <= MOST_SHARE:
        return None
    return Trial(share=share, since=since, until=until, **texts)
