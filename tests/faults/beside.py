"""Another process at a server's SQLite file: runs statements, tells what they found, waits.

`python beside.py FILE STATEMENT…`; it ends, and lets go of the file, when its input does.
"""

from __future__ import annotations

import json
import sqlite3
import sys


def main(path: str, *statements: str) -> None:
    connection = sqlite3.connect(f"file:{path}?mode=rw", uri=True, isolation_level=None, timeout=10)
    found = [connection.execute(statement).fetchall() for statement in statements]
    print(json.dumps(found[-1]), flush=True)
    sys.stdin.read()
    connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
