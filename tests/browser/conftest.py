"""What the browser tests share: Chromium, a real server, pages that embed the widget."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from benchmarks import chromium
from tests.browser.chat_page import Widget
from tests.browser.fake_site import FakeSite
from tests.browser.fake_site import page as page_with_widget
from tests.browser.other_site import OtherSite
from tests.ports import free_port

TESTS = Path(__file__).resolve().parents[1]
sys.path.append(str(TESTS / "connectors"))

from live_server import Server  # noqa: E402

AXE = TESTS.parent / "widget" / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE_MS = 20_000


def missing(what: str) -> None:
    """Skip at a developer's, fail in continuous integration."""
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


# For a module only: while Playwright runs, no test of another folder can run an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine; the tests never download one."""
    found = chromium.find()
    if found is None:
        missing("No Chromium here: install it with « apt-get install chromium ».")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=[*chromium.OPTIONS])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    if not AXE.exists():
        missing("No axe-core here: install the widget's packages with « make widget ».")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def other_site() -> Iterator[OtherSite]:
    """A site that the servers let embed the widget."""
    site = OtherSite(free_port())
    yield site
    site.stop()


@pytest.fixture(scope="session")
def _fake_site() -> Iterator[FakeSite]:
    made = FakeSite(free_port())
    yield made
    made.stop()


@pytest.fixture
def site(_fake_site: FakeSite) -> FakeSite:
    """A site whose answers the test writes."""
    _fake_site.reset()
    return _fake_site


@pytest.fixture(scope="session")
def start_server(
    tmp_path_factory: pytest.TempPathFactory, other_site: OtherSite
) -> Iterator[Callable[..., Server]]:
    """Start servers of the demonstration with settings of their own; all stop at the end."""
    started: list[Server] = []
    usual: dict[str, Any] = {
        "demo": "true",
        "cors_origins": other_site.url,
        **dict.fromkeys(("rate_conversation", "rate_address", "rate_openings"), ""),
    }

    def start(**settings: str) -> Server:
        made = Server(free_port(), tmp_path_factory.mktemp("server"), **{**usual, **settings})
        started.append(made)
        made.start()
        return made

    yield start
    for made in started:
        made.stop()


@pytest.fixture(scope="session")
def server(start_server: Callable[..., Server]) -> Server:
    """The server that most tests share."""
    return start_server()


@pytest.fixture(scope="session")
def strict_server(start_server: Callable[..., Server]) -> Server:
    """A server that refuses other sites and the third message of a minute; tests may stop it."""
    return start_server(cors_origins="https://portail.example", rate_conversation="2/minute")


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Browsers' profiles that forget all at the end of the test."""
    made: list[BrowserContext] = []

    def make(width: int = 1280, height: int = 800, **options: Any) -> BrowserContext:
        context = browser.new_context(
            locale="fr-FR", viewport={"width": width, "height": height}, **options
        )
        context.set_default_timeout(PATIENCE_MS)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def context(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    return new_context()


@pytest.fixture
def portal(server: Server, context: BrowserContext) -> Page:
    """The demonstration portal, as `make run` opens it."""
    page = context.new_page()
    page.goto(server.url)
    return page


@pytest.fixture
def widget(portal: Page) -> Widget:
    """The portal's assistant, closed."""
    return Widget(portal)


@pytest.fixture
def visit(site: FakeSite, context: BrowserContext) -> Callable[..., Page]:
    """Open a page of the fake site, whose body and head the test writes."""

    def make(body: str = "", head: str = "", **options: str) -> Page:
        site.pages["/"] = page_with_widget(body, head, **options)
        page = context.new_page()
        page.goto(site.url)
        return page

    return make


@pytest.fixture
def embed(server: Server, other_site: OtherSite, context: BrowserContext) -> Callable[..., Page]:
    """Open a page of another site that embeds the widget."""
    script = f'<script type="module" src="{server.url}/static/widget/assistant.js"></script>'

    def make(body: str, head: str = "", policy: str | None = None) -> Page:
        other_site.show(head + script, body, policy)
        page = context.new_page()
        page.goto(other_site.url)
        return page

    return make
