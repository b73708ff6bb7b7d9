"""A child process that does one thing and ends: it never goes on with the tests of its parent."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable


def forked(work: Callable[[], object]) -> int:
    """Begin a child; its process id.

    It ends with 0 after `work`, with 1 when that raised.
    """
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)
