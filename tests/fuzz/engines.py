"""Two ways to look for bytes that a property does not hold for; each for some seconds."""

from __future__ import annotations

import json
import re
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

# How atheris ends when its time is over.
OVER = 0
_RUNS = re.compile(r"^Done [1-9]\d* runs", re.MULTILINE)

Property = Callable[[bytes], None]


class Broken(Exception):
    """A way of looking did not look; the message has what it printed."""


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
        try:
            search()
        except Exception as error:
            if not broken:
                raise Broken(f"hypothesis did not look at {target}: {error}") from error
    return min(broken, key=len, default=None)


def with_atheris(target: str, seconds: float) -> bytes | None:
    """The same, led by what the code does; in a process of its own, for it never returns.

    Raises:
        Broken: it ended without a finding, and not because its time was over.
    """
    with TemporaryDirectory() as folder:
        found = Path(folder) / "found-"
        # No time at all would mean no end.
        share = max(1, round(seconds))
        done = subprocess.run(
            [sys.executable, "-m", "tests.fuzz.led", target, str(found), str(share)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        kept = next((path.read_bytes() for path in Path(folder).glob("found-*")), None)
    said = done.stdout.decode("utf-8", "replace")
    if kept is None and (done.returncode != OVER or not _RUNS.search(said)):
        raise Broken(f"atheris did not look at {target}, code {done.returncode}:\n{said}")
    return kept


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
