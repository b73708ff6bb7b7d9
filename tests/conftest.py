"""What every test may need: Rasa as the product imports it, and a trained model."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.engine.light import without_tensorflow

os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
# Before any test imports Rasa, as the `assistant` command does.
without_tensorflow()


@pytest.fixture(scope="session")
def model() -> Path:
    """The newest trained archive; a test that needs it fails when there is none."""
    from bot.training import newest_model

    path = newest_model()
    if path is None:
        pytest.fail("No model in bot/models: run `assistant train` first.", pytrace=False)
    return path
