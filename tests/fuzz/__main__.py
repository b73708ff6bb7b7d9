"""`make fuzz`: look for bytes that break a property, and keep what is found as seeds.

The time is shared by the targets, and within each by the two ways of looking. A finding is
written into `tests/fuzz/seeds/<target>/`, where the normal test run replays it: commit it
with what mends it.
"""

from __future__ import annotations

import hashlib
import sys

from tests.fuzz.engines import SEEDS, with_atheris, with_hypothesis
from tests.fuzz.properties import TARGETS


def main(seconds: float) -> int:
    """Look for so long in all; the number of targets with a finding.

    Raises:
        tests.fuzz.engines.Broken: one of the two ways did not look; what was found before is kept.
    """
    share = seconds / len(TARGETS) / 2
    broken = 0
    for target, holds in TARGETS.items():
        print(f"{target}: {2 * share:.0f} s", flush=True)
        by_hypothesis = _keep(target, with_hypothesis(target, holds, share))
        by_atheris = _keep(target, with_atheris(target, share))
        broken += by_hypothesis or by_atheris
    return broken


def _keep(target: str, data: bytes | None) -> bool:
    """Write a finding down; if there is one."""
    if data is None:
        return False
    path = SEEDS / target / hashlib.sha256(data).hexdigest()[:12]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    print(f"  found: {path.relative_to(SEEDS.parents[2])}", flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1])))
