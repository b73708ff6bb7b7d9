"""Two ways to look for bytes that a property does not hold for; each for some seconds."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

SEEDS = Path(__file__).with_name("seeds")
BATCH = 50
LONGEST = 2000

Property = Callable[[bytes], None]

_KEYS_TEXT = """
v client_msg_id input context text choice event feedback handle value reason page utter_action
custom destinations subject channel links choices
"""
_KEYS = _KEYS_TEXT.split()
_JSON: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(_KEYS) | st.text(max_size=8), inner, max_size=5)
    ),
    max_leaves=12,
)
# Digits with all that may stand between them; lines as a file of content has them.
_SIGNS = "0123456789 .-/,;:+()ol\u00a0\u200d\ufe0f\u20e3éa@"
_NUMBERS = st.text(st.sampled_from(_SIGNS), max_size=80)
_LINES = """version: '3.1'
nlu:
- intent: a
  examples: |
    - b
   - c
    # d
- lookup: e
- synonym: f
responses:
  a:
  - text: b
\t- g
h: [
&i j
""".splitlines()
_YAML = st.lists(st.sampled_from(_LINES), max_size=14).map("\n".join)


def seeds_of(target: str) -> list[Path]:
    """The findings and the good beginnings that are kept of a target."""
    return sorted(path for path in (SEEDS / target).glob("*") if path.is_file())


def with_hypothesis(target: str, holds: Property, seconds: float) -> bytes | None:
    """The smallest bytes found for which it does not hold, or None."""
    kept = [path.read_bytes() for path in seeds_of(target)] or [b""]
    texts = st.one_of(st.text(max_size=300), _NUMBERS, _YAML, _JSON.map(json.dumps))
    spoilt = st.tuples(st.sampled_from(kept), st.integers(0, LONGEST), st.binary(max_size=6)).map(
        lambda drawn: drawn[0][: drawn[1]] + drawn[2] + drawn[0][drawn[1] + 1 :]
    )
    broken: list[bytes] = []
    until = time.monotonic() + seconds

    @settings(
        max_examples=BATCH,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.one_of(st.binary(max_size=300), spoilt, texts.map(_encoded)))
    def search(data: bytes) -> None:
        late = time.monotonic() > until
        try:
            # When time is over, nothing more is found, so nothing more is made small.
            if not late:
                holds(data)
        except Exception:
            broken.append(data)
            raise

    while time.monotonic() < until and not broken:
        # What is raised is the smallest one, or hypothesis' word that it has become right.
        with contextlib.suppress(Exception):
            search()
    return min(broken, key=len, default=None)


def with_atheris(target: str, seconds: float) -> bytes | None:
    """The same, led by what the code does; in a process of its own, for it never returns."""
    with TemporaryDirectory() as folder:
        found = Path(folder) / "found-"
        subprocess.run(
            [sys.executable, "-m", "tests.fuzz.led", target, str(found), str(round(seconds))],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        return next((path.read_bytes() for path in Path(folder).glob("found-*")), None)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
