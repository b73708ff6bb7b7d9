"""`rasa data validate`, as typed, reads our examples and finds nothing to mend."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from bot.training import PROJECT

# Rasa counts an answer as used when a rule names it; ours are said by custom actions.
SAID_BY_ACTIONS = re.compile(r"The utterance '(?!utter_)\w+' is not used in any story or rule\.")


def test_rasa_data_validate_is_clean() -> None:
    """As the documents have it typed: the link `data` leads to the files of `bot/data`."""
    done = subprocess.run(
        [Path(sys.executable).parent / "rasa", "data", "validate"],
        cwd=PROJECT,
        env=os.environ | {"RASA_TELEMETRY_ENABLED": "false"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    said = done.stdout + done.stderr

    assert done.returncode == 0, said
    warnings = [line for line in said.splitlines() if "UserWarning" in line]
    assert [line for line in warnings if not SAID_BY_ACTIONS.search(line)] == []
    assert not re.search(r" (ERROR|CRITICAL) ", said), said
