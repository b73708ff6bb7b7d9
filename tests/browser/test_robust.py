"""Networks and servers fail: nothing is lost, nothing is said twice, and there is a way out."""

from __future__ import annotations

import signal

import requests
from live_server import Server
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.chat_page import Widget

MESSAGES = "**/webhooks/web/messages"
QUESTION = "Quand serai-je payé ?"


def token_of(page: Page) -> str:
    """The session that the tab remembers."""
    stored = page.evaluate("JSON.parse(sessionStorage.getItem('assistant-mon-compte/web'))")
    return str(stored["session"])


def transcript(server: Server, page: Page) -> list[str]:
    """What the server heard in the tab's conversation."""
    answer = requests.get(
        f"{server.url}/webhooks/web/messages",
        headers={"Authorization": f"Bearer {token_of(page)}"},
        timeout=10,
    )
    return [turn["text"] for turn in answer.json()["messages"] if turn["from"] == "user"]


def test_offline_the_message_waits_and_leaves_when_the_network_is_back(
    server: Server, context: BrowserContext, portal: Page, widget: Widget
) -> None:
    widget.open()
    context.set_offline(True)
    expect(widget.status).to_contain_text("Vous êtes hors connexion.")
    expect(widget.host.get_by_role("link", name="32 30")).to_be_visible()
    widget.send(QUESTION)
    expect(widget.host.get_by_text("Message non envoyé")).to_be_visible()
    context.set_offline(False)
    widget.answer_after(1)
    expect(widget.host.get_by_text("Message non envoyé")).to_be_hidden()
    assert transcript(server, portal) == [QUESTION]


def test_a_lost_answer_is_fetched_again_and_the_turn_played_once(
    server: Server, portal: Page, widget: Widget
) -> None:
    ids = []

    def lose_the_first(route: Route) -> None:
        ids.append(route.request.post_data_json["client_msg_id"])
        route.fetch()
        if len(ids) > 1:
            route.continue_()
        else:
            route.abort()

    widget.open()
    portal.route(MESSAGES, lose_the_first)
    widget.ask(QUESTION)
    assert len(ids) == 2 and len(set(ids)) == 1
    assert transcript(server, portal) == [QUESTION]


def test_a_reload_in_mid_answer_loses_and_doubles_nothing(
    server: Server, portal: Page, widget: Widget
) -> None:
    swallowed: list[int] = []
    widget.open()
    # The server answers, and the page is gone before it hears.
    portal.route(MESSAGES, lambda route: swallowed.append(route.fetch().status))
    widget.send(QUESTION)
    expect(widget.status).to_have_text("L’assistant cherche la réponse…")
    portal.unroute(MESSAGES)
    portal.reload()
    expect(widget.answers).to_have_count(2)
    assert swallowed == [200]
    assert widget.words() == [QUESTION]
    assert transcript(server, portal) == [QUESTION]


def test_a_double_press_sends_once(server: Server, portal: Page, widget: Widget) -> None:
    widget.open()
    widget.host.get_by_role("button", name="Voir mes paiements").dblclick()
    widget.answer_after(1)
    assert transcript(server, portal) == ["Voir mes paiements"]


def test_the_conversation_follows_from_page_to_page(portal: Page, widget: Widget) -> None:
    widget.open()
    widget.ask(QUESTION)
    widget.question.fill("Et mon attest")
    portal.get_by_role("link", name="Mes démarches").click()
    expect(widget.answers).to_have_count(2)
    expect(widget.question).to_have_value("Et mon attest")
    # A panel that comes back by itself does not take the focus.
    expect(widget.question).not_to_be_focused()
    portal.go_back()
    expect(widget.answers).to_have_count(2)
    assert widget.words() == [QUESTION]


def test_a_closed_panel_stays_closed_on_the_next_page(portal: Page, widget: Widget) -> None:
    widget.open()
    widget.ask(QUESTION)
    widget.host.get_by_role("button", name="Fermer").click()
    portal.reload()
    expect(widget.launcher).to_have_attribute("aria-expanded", "false")
    widget.launcher.click()
    expect(widget.answers).to_have_count(2)


def test_two_tabs_are_two_conversations(
    server: Server, context: BrowserContext, portal: Page, widget: Widget
) -> None:
    widget.open()
    widget.ask(QUESTION)
    tab = context.new_page()
    tab.goto(server.url)
    other = Widget(tab)
    other.open()
    expect(other.answers).to_have_count(1)
    other.ask("J'ai déménagé")
    assert token_of(tab) != token_of(portal)
    assert transcript(server, portal) == [QUESTION]
    assert transcript(server, tab) == ["J'ai déménagé"]


def test_an_erased_session_begins_anew_without_losing_the_question(
    server: Server, portal: Page, widget: Widget
) -> None:
    widget.open()
    old = token_of(portal)
    gone = requests.delete(
        f"{server.url}/webhooks/web/sessions",
        headers={"Authorization": f"Bearer {old}"},
        timeout=10,
    )
    assert gone.status_code == 204
    widget.ask(QUESTION)
    expect(widget.log.locator(".note")).to_contain_text("Nous repartons de zéro.")
    assert token_of(portal) != old
    assert transcript(server, portal) == [QUESTION]


def test_a_server_that_goes_away_and_comes_back(
    strict_server: Server, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(strict_server.url)
    widget = Widget(page)
    widget.open()
    strict_server.stop(signal.SIGKILL)
    widget.send(QUESTION)
    expect(widget.alert).to_contain_text("L’assistant est injoignable.")
    expect(widget.host.get_by_role("link", name="32 30")).to_be_visible()
    expect(widget.host.get_by_text("Message non envoyé")).to_be_visible()
    strict_server.start()
    widget.host.get_by_role("button", name="Réessayer").click()
    widget.answer_after(1)
    assert transcript(strict_server, page) == [QUESTION]


def test_the_launcher_opens_even_without_a_server(
    server: Server, context: BrowserContext, axe: str
) -> None:
    page = context.new_page()
    page.goto(server.url)
    context.set_offline(True)
    widget = Widget(page)
    widget.launcher.click()
    box = widget.host.get_by_role("dialog", name="L’assistant ne répond pas pour le moment.")
    expect(box.get_by_role("link", name="32 30")).to_be_visible()
    expect(box.get_by_role("link", name="www.caf.fr")).to_be_visible()
    expect(box.get_by_role("button", name="Réessayer")).to_be_focused()
    page.evaluate(axe)
    assert page.evaluate("axe.run(document, {iframes: false}).then((r) => r.violations)") == []
    context.set_offline(False)
    box.get_by_role("button", name="Réessayer").click()
    expect(widget.answers).to_have_count(1)


def test_too_many_messages_are_told_and_can_be_sent_later(
    strict_server: Server, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(strict_server.url)
    widget = Widget(page)
    widget.open()
    widget.ask(QUESTION)
    widget.ask("J'ai changé de banque")
    widget.send("J'ai déménagé")
    expect(widget.alert).to_contain_text("Trop de messages à la fois.")
    expect(widget.host.get_by_role("button", name="Réessayer")).to_be_visible()
    assert widget.words()[-1] == "J'ai déménagé"
