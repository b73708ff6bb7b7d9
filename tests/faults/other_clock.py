"""`assistant serve` on a machine whose clock is wrong.

`python other_clock.py SECONDS serve …`: only what the process reads of the time of day is
moved; the product is untouched.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable


def moved(clock: Callable[[], float], seconds: float) -> Callable[[], float]:
    return lambda: clock() + seconds


if __name__ == "__main__":
    # Before anybody imports it.
    time.time = moved(time.time, float(sys.argv.pop(1)))
    from assistant.cli import main

    main()
