"""The help bubble of the app: one page in a WebView, and what passes over its bridge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from live_server import Server
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chat_page import Widget, links_of
from tests.browser.test_accessibility import assert_clean

ADDRESS = "/static/app/index.html"
HEARD = "() => window.told"
PORTS = {
    "ios": "window.webkit = {messageHandlers: {assistant: PORT}};",
    "android": "window.assistantNative = PORT;",
}
# Each system's port as its WebView gives it; the application's answers are the test's.
PORT = """
window.told = [];
const credential = %r;
const answer = (message) => window.tellPage(JSON.stringify(message));
const PORT = {postMessage: (text) => {
  const message = JSON.parse(text);
  window.told.push(message);
  if (message.type === "credential" && credential) answer({type: "credential", value: credential});
}};
window.tellPage = (text) => window.assistantNative
  ? window.assistantNative.onmessage({data: text}) : window.assistantBubble.receive(text);
"""
OPENED = "() => window.told.some(({type}) => type === 'open')"
CLOSED = "() => window.told.some(({type}) => type === 'closed')"


class Application:
    """A native application that shows the page in a WebView of a telephone."""

    def __init__(self, page: Page, server: Server, system: str, credential: str) -> None:
        self.page = page
        page.add_init_script(PORT % credential + PORTS[system])
        page.goto(server.url + ADDRESS)
        self.widget = Widget(page)

    def says(self, **message: Any) -> None:
        self.page.evaluate("message => window.tellPage(JSON.stringify(message))", message)

    def heard(self, kind: str) -> list[dict[str, Any]]:
        told = self.page.evaluate(HEARD)
        assert all(message.pop("v") == 1 for message in told)
        return [message for message in told if message["type"] == kind]


@pytest.fixture
def telephone(new_context: Callable[..., BrowserContext]) -> Iterator[BrowserContext]:
    yield new_context(390, 844, has_touch=True, is_mobile=True)


@pytest.fixture
def start(telephone: BrowserContext, server: Server) -> Callable[..., Application]:
    """Start the application of a system; its back end gives a good credential, or the one given."""

    def make(system: str = "android", credential: str | None = None) -> Application:
        if credential is None:
            address = f"{server.url}/demo/credential"
            credential = str(requests.get(address, timeout=10).json()["credential"])
        return Application(telephone.new_page(), server, system, credential)

    return make


@pytest.mark.parametrize("system", PORTS)
def test_the_chat_opens_by_itself_with_the_application_s_credential(
    start: Callable[..., Application], system: str
) -> None:
    application = start(system)
    widget = application.widget
    expect(widget.answers.first).to_contain_text("assistant automatique")
    assert application.heard("ready") and application.heard("credential")
    box = widget.panel.bounding_box()
    assert box and (box["width"], box["height"]) == (390, 844)


@pytest.mark.parametrize("system", PORTS)
def test_a_link_is_handed_to_the_application(
    start: Callable[..., Application], system: str
) -> None:
    application = start(system)
    expect(application.widget.answers.first).to_be_visible()
    answer = application.widget.ask("où sont mes paiements")
    deep, site = links_of(answer)[:2]
    answer.get_by_role("link").first.click()
    application.page.wait_for_function(OPENED)
    assert application.heard("open") == [{"type": "open", "href": deep, "fallback": site}]
    answer.get_by_role("link").nth(1).click()
    application.page.wait_for_function("() => window.told.at(-1).fallback === null")
    assert application.heard("open")[-1] == {"type": "open", "href": site, "fallback": None}
    assert application.page.url.endswith(ADDRESS)


def test_closing_and_going_back_are_told(start: Callable[..., Application]) -> None:
    application = start()
    expect(application.widget.answers.first).to_be_visible()
    application.widget.close_panel()
    application.page.wait_for_function(CLOSED)
    application.page.reload()
    expect(application.widget.answers.first).to_be_visible()
    application.says(type="back")
    application.page.wait_for_function(CLOSED)
    assert len(application.heard("closed")) == 1


def test_a_chat_that_could_not_be_loaded_does_not_keep_the_person(
    telephone: BrowserContext, start: Callable[..., Application]
) -> None:
    telephone.route("**/panel-*.js*", lambda route: route.abort())
    application = start()
    expect(application.widget.host.get_by_text("32 30")).to_be_visible()
    application.says(type="back")
    application.page.wait_for_function(CLOSED)


def test_the_conversation_is_there_again_when_the_page_is_loaded_anew(
    start: Callable[..., Application],
) -> None:
    application = start()
    expect(application.widget.answers.first).to_be_visible()
    application.widget.ask("où sont mes paiements")
    application.page.reload()
    expect(application.widget.answers.nth(1)).to_contain_text("paiement")


def test_without_a_credential_the_person_learns_another_way(
    start: Callable[..., Application],
) -> None:
    application = start(credential="none that is signed")
    expect(application.widget.alert).to_contain_text("n’a pas pu être ouverte")
    expect(application.widget.panel.locator("a[href='tel:3230']").first).to_be_visible()


def test_theme_size_and_screen_follow_the_application(start: Callable[..., Application]) -> None:
    application = start()
    host = application.widget.host
    expect(application.widget.answers.first).to_be_visible()
    application.says(type="theme", value="light")
    expect(host).to_have_attribute("theme", "light")
    application.says(type="page", value="dettes")
    expect(host).to_have_attribute("page", "dettes")
    text = application.widget.answers.first.locator("p").first
    size = text.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    application.says(type="text-size", value=1.5)
    grown = text.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    assert grown == pytest.approx(size * 1.5)


ODD = [
    "",
    "nonsense",
    "null",
    "[]",
    '{"type": "text-size", "value": "large"}',
    '{"type": "text-size", "value": -1}',
    '{"type": "credential", "value": {}}',
    '{"type": "page"}',
    '{"type": "eval", "value": "document.title = 1"}',
    '{"type": "__proto__"}',
    '{"type": "page", "value": "' + "x" * 20_000 + '"}',
]


def test_what_cannot_be_understood_changes_nothing(start: Callable[..., Application]) -> None:
    application = start()
    expect(application.widget.answers.first).to_be_visible()
    before = application.widget.host.evaluate("node => node.outerHTML")
    for text in ODD:
        application.page.evaluate("text => window.tellPage(text)", text)
    assert application.widget.host.evaluate("node => node.outerHTML") == before
    application.widget.ask("où sont mes paiements")


def test_offline_the_words_stay_and_leave_when_the_network_is_back(
    telephone: BrowserContext, start: Callable[..., Application]
) -> None:
    application = start()
    widget = application.widget
    expect(widget.answers.first).to_be_visible()
    telephone.set_offline(True)
    expect(widget.status).to_contain_text("hors connexion")
    widget.send("où sont mes paiements")
    expect(widget.host.get_by_text("Message non envoyé")).to_be_visible()
    telephone.set_offline(False)
    expect(widget.answers.nth(1)).to_contain_text("paiement")


def test_in_a_browser_the_page_works_without_an_application(
    server: Server, telephone: BrowserContext
) -> None:
    page = telephone.new_page()
    page.goto(server.url + ADDRESS)
    page.wait_for_function("() => window.assistantBubble")
    credential = requests.get(f"{server.url}/demo/credential", timeout=10).json()["credential"]
    page.evaluate(
        "value => assistantBubble.receive(JSON.stringify({type: 'credential', value}))", credential
    )
    expect(Widget(page).answers.first).to_be_visible()


@pytest.mark.parametrize("size", [1, 2, 3.2])
def test_axe_finds_nothing_and_nothing_sticks_out(
    start: Callable[..., Application], axe: str, size: float
) -> None:
    application = start()
    expect(application.widget.answers.first).to_be_visible()
    application.says(type="text-size", value=size)
    application.widget.ask("où sont mes paiements")
    assert_clean(application.page, axe)
    log = application.widget.log
    assert log.evaluate("node => node.scrollWidth <= node.clientWidth")
