"""axe-core finds nothing, in any state; small screens, zoom and touch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from live_server import Server
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.chat_page import Widget

RUN = """async () => (await axe.run(document, { iframes: false })).violations.map(
  ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.flat().join(" ")).join(", ")}`)"""
LONG = "Je me suis séparé"
TOUCH = 44

LOOKS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "reduced motion": {"reduced_motion": "reduce"},
    "telephone": {"width": 390, "height": 844, "has_touch": True},
    "dark telephone": {"width": 390, "height": 844, "color_scheme": "dark"},
}


def assert_clean(page: Page, axe: str) -> None:
    page.evaluate(axe)
    assert page.evaluate(RUN) == []


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_any_state(
    server: Server, new_context: Callable[..., BrowserContext], axe: str, look: str
) -> None:
    options: dict[str, Any] = LOOKS[look]
    context = new_context(**options)
    page = context.new_page()
    page.goto(server.url)
    widget = Widget(page)
    assert_clean(page, axe)  # closed

    widget.open()
    assert_clean(page, axe)

    held: list[Route] = []
    page.route("**/webhooks/web/messages", lambda route: held.append(route))
    widget.send(LONG)
    expect(widget.status).to_have_text("L’assistant cherche la réponse…")
    assert_clean(page, axe)  # waiting
    held[0].continue_()
    page.unroute("**/webhooks/web/messages")
    widget.answer_after(1)
    assert_clean(page, axe)  # a long answer

    widget.answers.last.get_by_role("button", name="Pas utile").click()
    widget.host.get_by_text("Vos données", exact=True).click()
    widget.host.get_by_role("button", name="Recommencer").click()
    assert_clean(page, axe)  # questions
    widget.host.get_by_role("button", name="Annuler").click()

    widget.send("mon numéro est 1 85 05 78 006 084 91")
    assert_clean(page, axe)  # a warning

    context.set_offline(True)
    expect(widget.status).to_contain_text("hors connexion")
    assert_clean(page, axe)  # offline
    widget.host.get_by_role("button", name="Envoyer sans le numéro").click()
    expect(widget.host.get_by_text("Message non envoyé")).to_be_visible()
    assert_clean(page, axe)  # error
    context.set_offline(False)
    widget.answer_after(2)
    widget.host.get_by_role("button", name="Effacer et terminer").click()
    widget.host.get_by_role("button", name="Oui, effacer").click()
    expect(widget.host.get_by_role("button", name="Nouvelle conversation")).to_be_visible()
    assert_clean(page, axe)  # ended


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/sujets", "/static/demo/phone.html"])
def test_axe_finds_nothing_in_the_other_pages(
    server: Server,
    new_context: Callable[..., BrowserContext],
    axe: str,
    path: str,
    scheme: str,
) -> None:
    page = new_context(390, 844, color_scheme=scheme).new_page()
    page.goto(server.url + path)
    assert_clean(page, axe)


def test_at_400_percent_everything_is_read_without_scrolling_sideways(
    server: Server, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(320, 256).new_page()
    page.goto(server.url)
    widget = Widget(page)
    widget.open()
    answer = widget.ask(LONG)
    wide = """panel => [panel, ...panel.querySelectorAll("*")].filter((node) =>
      !node.closest(".hidden") && node.getBoundingClientRect().right > innerWidth + 1
      || ["auto", "scroll"].includes(getComputedStyle(node).overflowX)
        && node.scrollWidth > node.clientWidth + 1).map((node) => node.outerHTML.slice(0, 80))"""
    assert widget.panel.evaluate(wide) == []
    for element in (
        answer.get_by_role("link").first,
        widget.question,
        widget.host.get_by_role("button", name="Effacer et terminer"),
    ):
        element.scroll_into_view_if_needed()
        expect(element).to_be_in_viewport()


def test_text_twice_as_large_stays_whole(portal: Page, widget: Widget) -> None:
    portal.evaluate("document.documentElement.style.fontSize = '200%'")
    widget.open()
    widget.ask(LONG)
    clipped = """panel => [...panel.querySelectorAll("button, a, p, li, summary")].filter((node) =>
      !node.closest(".hidden") && !node.querySelector(".hidden")
      && node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).display !== "inline")
      .map((node) => node.outerHTML.slice(0, 80))"""
    assert widget.panel.evaluate(clipped) == []


def test_every_target_is_large_enough_for_a_finger(
    server: Server, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(390, 844, has_touch=True, is_mobile=True).new_page()
    page.goto(server.url)
    widget = Widget(page)
    assert too_small(widget) == []
    widget.launcher.tap()
    widget.ask(LONG)
    widget.answers.last.get_by_role("button", name="Pas utile").tap()
    widget.host.get_by_role("button", name="Recommencer").tap()
    assert too_small(widget) == []


def too_small(widget: Widget) -> list[str]:
    """What can be pressed, and is less than a finger's width or height."""
    targets = widget.host.locator("button:visible, a.link:visible, textarea:visible, summary")
    found = []
    for target in targets.all():
        box = target.bounding_box()
        if box and min(box["width"], box["height"]) < TOUCH:
            found.append(f"{target.inner_text()}: {box['width']:.0f}×{box['height']:.0f}")
    return found


def test_on_a_telephone_the_panel_covers_the_screen(
    server: Server, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(390, 844, has_touch=True, is_mobile=True).new_page()
    page.goto(server.url)
    widget = Widget(page)
    widget.launcher.tap()
    expect(widget.question).to_be_visible()
    box = widget.panel.bounding_box()
    assert box and (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 844)
    size = widget.question.evaluate("field => parseFloat(getComputedStyle(field).fontSize)")
    assert size >= 16  # or iOS zooms in


def test_nothing_moves_for_those_who_asked_for_stillness(
    server: Server, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(reduced_motion="reduce").new_page()
    page.goto(server.url)
    widget = Widget(page)
    widget.open()
    page.route("**/webhooks/web/messages", lambda route: None)
    widget.send(LONG)
    expect(widget.status).not_to_have_text("")
    moving = "document.querySelector('assistant-mon-compte').shadowRoot.getAnimations().length"
    assert page.evaluate(moving) == 0
