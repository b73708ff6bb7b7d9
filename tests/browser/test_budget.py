"""What the widget costs a page: bytes, and time of script on a slow telephone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from live_server import Server
from playwright.sync_api import Browser, Page, expect

from benchmarks.chromium import Cost, cost
from tests.browser.chat_page import Widget

KILO = 1000


@pytest.fixture(scope="module")
def measured(server: Server, browser: Browser) -> Cost:
    """The phone's page: the assistant, and a script of a few lines."""

    def loaded(page: Page) -> None:
        expect(Widget(page).launcher).to_be_visible()

    def opened(page: Page) -> None:
        Widget(page).open()

    return cost(browser, f"{server.url}/static/demo/phone.html", loaded, opened)


def test_script_time_stays_in_the_budget(measured: Cost) -> None:
    assert measured.closed_ms <= 100
    assert measured.open_ms <= 300


def test_bytes_stay_in_the_budget(embed: Callable[..., Page]) -> None:
    sizes: dict[str, int] = {}

    def weigh(page: Page) -> None:
        page.on(
            "response",
            lambda answer: sizes.update(
                {answer.url: int(answer.headers.get("content-length", 0))}
                if "/static/" in answer.url
                else {}
            ),
        )

    page = embed("<p>Bonjour</p>")
    weigh(page)
    page.reload()
    expect(Widget(page).launcher).to_be_visible()
    assert len(sizes) == 1 and sum(sizes.values()) <= 4 * KILO
    Widget(page).open()
    assert len(sizes) == 2 and sum(sizes.values()) <= 20 * KILO
