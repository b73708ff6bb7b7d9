"""A running workbench for the tests of its pages."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from benchmarks import chromium
from tests.workbench.conftest import copy_content
from tests.workbench.web.bench import PROJECT, Bench

AXE = PROJECT / "widget" / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE_MS = 30_000


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A workbench on SQLite and on a copy of the content, for the tests of one file."""
    folder = tmp_path_factory.mktemp("bench")
    made = Bench(copy_content(folder / "projet"), f"sqlite:///{folder / 'assistant.db'}")
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine, for the tests of one file."""
    found = chromium.find()
    if found is None or not AXE.exists():
        missing("No Chromium or no axe-core here: « make browser », « make widget ».")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=[*chromium.OPTIONS])
        yield launched
        launched.close()


def missing(what: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)
