"""A new intent takes an example block, an answer and a catalogue row, and no Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from bot.training import PROJECT

EXAMPLES_KEPT = 40
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


def _small_copy(target: Path) -> None:
    """The project with a few examples an intent, so that training takes seconds."""
    ignored = shutil.ignore_patterns("*.tar.gz", "__pycache__", ".rasa", "unfinished")
    for name in ("assistant", "bot"):
        shutil.copytree(PROJECT / name, target / name, ignore=ignored)
    for name in ("config.yml", "domain.yml", "requirements.lock"):
        shutil.copy(PROJECT / name, target)
    for path in (target / "bot" / "data" / "nlu").glob("*.yml"):
        kept, count = [], 0
        for line in path.read_text(encoding="utf-8").splitlines():
            count = 0 if line.startswith("- intent:") else count + line.startswith("    - ")
            if not line.startswith("    - ") or count <= EXAMPLES_KEPT:
                kept.append(line)
        path.write_text("\n".join(kept) + "\n", encoding="utf-8")


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + text, encoding="utf-8")


def _assistant(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", "from assistant.cli import main; main()", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_an_intent_is_a_row(tmp_path: Path) -> None:
    _small_copy(tmp_path)
    _append(tmp_path / "bot" / "data" / "nlu" / "contact.yml", BLOCK)
    _append(tmp_path / "domain.yml", ANSWER)
    catalogue = tmp_path / "bot" / "catalogue.yml"
    text = catalogue.read_text(encoding="utf-8")
    assert text.count("\nintents:\n") == 1
    catalogue.write_text(text.replace("\nintents:\n", f"\nintents:{ROW}"), encoding="utf-8")

    _assistant(tmp_path, "check")
    _assistant(tmp_path, "train")
    answer = _assistant(tmp_path, "ask", "prêt de jouets à la ludothèque")

    assert "emprunter_jouet" in answer
    assert "La ludothèque prête des jouets aux familles." in answer
    assert "caf.fr > La page de votre Caf" in answer
