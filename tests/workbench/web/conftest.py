"""A running workbench for the tests of its pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.workbench.conftest import copy_content
from tests.workbench.web.bench import Bench


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A workbench on SQLite and on a copy of the content, for the tests of one file."""
    folder = tmp_path_factory.mktemp("bench")
    made = Bench(copy_content(folder / "projet"), f"sqlite:///{folder / 'assistant.db'}")
    made.start()
    yield made
    made.stop()
