"""The hour of the people who write: days and notices are those of Paris."""

from __future__ import annotations

from datetime import datetime

import pytz

PLACE = pytz.timezone("Europe/Paris")


def now() -> datetime:
    """The present moment, with the date and hour of Paris."""
    return datetime.now(PLACE)
