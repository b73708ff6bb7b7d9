"""A copy of the project that trains in seconds, and the commands run in it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from benchmarks.house import copy_files

EXAMPLES_KEPT = 40
COMMAND = [sys.executable, "-W", "ignore", "-c", "from assistant.cli import main; main()"]


def small_copy(target: Path) -> None:
    """The project with a few examples an intent."""
    copy_files(target)
    # So few examples make a model unsure: it answers sooner than the product does.
    config = target / "config.yml"
    config.write_text(
        re.sub(r"threshold: 0\.\d+", "threshold: 0.2", config.read_text(encoding="utf-8"), count=1),
        encoding="utf-8",
    )
    for path in (target / "bot" / "data" / "nlu").glob("*.yml"):
        kept, count = [], 0
        for line in path.read_text(encoding="utf-8").splitlines():
            count = 0 if line.startswith("- intent:") else count + line.startswith("    - ")
            if not line.startswith("    - ") or count <= EXAMPLES_KEPT:
                kept.append(line)
        path.write_text("\n".join(kept) + "\n", encoding="utf-8")


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The variables with which a command runs in the copy."""
    return os.environ | {"PYTHONPATH": str(folder), "RASA_TELEMETRY_ENABLED": "false", **more}


def assistant(folder: Path, *arguments: str, **more: str) -> str:
    """Run the command line in the copy, with more variables; what it says on standard output."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + text, encoding="utf-8")


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} must be in {path.name} once"
    path.write_text(text.replace(old, new), encoding="utf-8")


BLOCK = """
- intent: emprunter_jouet
  examples: |
    - emprunter un jouet à la ludothèque
    - prêt de jouets
    - je voudrais louer des jouets pour mon fils
    - où emprunter des jeux de société
    - la ludothèque prête des jouets
    - comment avoir un jouet de la ludothèque
"""
ANSWER = """
  answer_emprunter_jouet:
  - text: La ludothèque prête des jouets aux familles.
"""
ROW = """
  emprunter_jouet:
    title: Emprunter un jouet
    destinations: [caf_locale]
"""


def add_intent(folder: Path) -> None:
    """An example block, an answer and a catalogue row."""
    append(folder / "bot" / "data" / "nlu" / "contact.yml", BLOCK)
    append(folder / "domain.yml", ANSWER)
    replace(folder / "bot" / "catalogue.yml", "\nintents:\n", f"\nintents:{ROW}")


def remove_intent(folder: Path, name: str) -> None:
    """Take out a row that nothing refers to, its examples and its answer."""
    for path in (folder / "bot" / "data" / "nlu").glob("*.yml"):
        _cut(path, f"- intent: {name}", "- intent:")
    _cut(folder / "domain.yml", f"  answer_{name}:", "  answer_", "  connector_", "\n", "  # ")
    _cut(
        folder / "bot" / "catalogue.yml",
        f"  {name}:",
        *(f"  {c}" for c in "abcdefghijlmnopqrstuvw"),
    )


def _cut(path: Path, start: str, *stops: str) -> None:
    kept, cutting = [], False
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        cutting = (cutting and not line.startswith(stops)) or line.rstrip() == start
        if not cutting:
            kept.append(line)
    path.write_text("".join(kept), encoding="utf-8")
