"""What every test may need: Rasa as the product imports it, content, a trained model."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.content import Content
from bot.content.catalogue import Catalogue
from bot.content.shelf import Shelf
from bot.engine.light import import_for_training

os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
# Before any test imports Rasa, as the `assistant` command does.
import_for_training()


@pytest.fixture(scope="session")
def model() -> Path:
    """The live archive; a test that needs it fails when there is none."""
    path = Shelf().live()
    if path is None:
        pytest.fail("No model in bot/models: run `assistant train` first.", pytrace=False)
    return path


@pytest.fixture(scope="session")
def content() -> Content:
    """The content of the project's files."""
    return Content.from_files()


@pytest.fixture(scope="session")
def rows(content: Content) -> Catalogue:
    return content.catalogue
