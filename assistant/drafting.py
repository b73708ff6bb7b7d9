"""The process of one training that the workbench started: `python -m assistant.drafting`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from assistant.checking import faults
from workbench.models.work import work


def main(arguments: list[str]) -> None:
    """Train, with the folders and the descriptor that `workbench.models.training` names."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    folder, drafts, shelf, lock = arguments
    work(Path(folder), Path(drafts), Path(shelf), int(lock), faults)


if __name__ == "__main__":
    main(sys.argv[1:])
