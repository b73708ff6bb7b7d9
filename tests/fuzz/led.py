"""Runs atheris on one target: `python -m tests.fuzz.led TARGET PREFIX SECONDS`."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

from tests.fuzz.engines import SEEDS

if __name__ == "__main__":
    with atheris.instrument_imports(include=["connectors", "bot.content", "bot.nlu.normalise"]):
        from tests.fuzz.properties import TARGETS
    target, prefix, seconds = sys.argv[1:]
    with TemporaryDirectory() as corpus:
        kept = SEEDS / target
        options = [f"-artifact_prefix={prefix}", f"-max_total_time={seconds}", "-max_len=2000"]
        folders = [corpus, *([str(kept)] if kept.is_dir() else [])]
        atheris.Setup([str(Path(__file__)), *options, *folders], TARGETS[target])
        atheris.Fuzz()
