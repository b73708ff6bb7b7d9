"""Without a mouse, and without a screen: the keyboard, and what a screen reader is told."""

from __future__ import annotations

from collections.abc import Callable

from live_server import Server
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.chat_page import Widget, focused

FAR = 60


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Press a key until the focus is on what is called so."""
    for _ in range(FAR):
        page.keyboard.press(key)
        if name in focused(page):
            return
    raise AssertionError(f"the keyboard never reaches « {name} »")


def test_a_whole_conversation_without_a_mouse(portal: Page, widget: Widget) -> None:
    tab_to(portal, "Besoin d’aide ?")
    portal.keyboard.press("Enter")
    expect(widget.question).to_be_focused()

    portal.keyboard.type("Quand serai-je payé ?")
    portal.keyboard.press("Enter")
    widget.answer_after(1)
    expect(widget.question).to_be_focused()

    tab_to(portal, "Je n’ai pas reçu mon paiement", "Shift+Tab")
    portal.keyboard.press("Enter")
    widget.answer_after(2)
    assert widget.words() == ["Quand serai-je payé ?", "Je n’ai pas reçu mon paiement"]

    tab_to(portal, "Envoyer")
    tab_to(portal, "Pas utile", "Shift+Tab")
    portal.keyboard.press("Space")
    tab_to(portal, "Autre raison")
    portal.keyboard.press("Enter")
    assert "Pas utile" in focused(portal)

    portal.keyboard.press("Escape")
    expect(widget.panel).to_be_hidden()
    expect(widget.launcher).to_be_focused()


def test_the_page_beside_the_panel_stays_in_reach(portal: Page, widget: Widget) -> None:
    widget.open()
    tab_to(portal, "Mes alertes", "Shift+Tab")
    expect(widget.panel).to_be_visible()


def test_over_the_page_the_keyboard_stays_in_the_panel(
    server: Server, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(390, 844).new_page()
    page.goto(server.url)
    widget = Widget(page)
    widget.open()
    seen = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        seen.add(focused(page))
    assert "a: Mes alertes" not in seen
    assert {"button: Fermer", "button: Envoyer", "summary: Vos données"} <= seen


def test_the_log_scrolls_with_the_keyboard(portal: Page, widget: Widget) -> None:
    widget.open()
    widget.ask("Je me suis séparé")
    tab_to(portal, "Conversation", "Shift+Tab")
    expect(widget.log).to_be_focused()
    portal.keyboard.press("End")
    portal.wait_for_function(
        """() => {
          const log = document.querySelector("assistant-mon-compte").shadowRoot
            .querySelector("[role=log]");
          return log.scrollTop + log.clientHeight >= log.scrollHeight - 2;
        }"""
    )


def test_a_new_line_does_not_send_and_composing_does_not_either(
    portal: Page, widget: Widget
) -> None:
    widget.open()
    widget.question.press_sequentially("une ligne")
    portal.keyboard.press("Shift+Enter")
    widget.question.press_sequentially("une autre")
    expect(widget.question).to_have_value("une ligne\nune autre")
    widget.question.evaluate(
        """field => field.dispatchEvent(new KeyboardEvent("keydown", {
          key: "Enter", isComposing: true, bubbles: true, cancelable: true }))"""
    )
    expect(widget.question).to_have_value("une ligne\nune autre")
    assert widget.words() == []


def test_a_confirmation_gives_the_focus_back(portal: Page, widget: Widget) -> None:
    widget.open()
    tab_to(portal, "Effacer et terminer")
    portal.keyboard.press("Enter")
    assert "Oui, effacer" in focused(portal)
    tab_to(portal, "Annuler")
    portal.keyboard.press("Enter")
    assert "Effacer et terminer" in focused(portal)


def test_what_a_screen_reader_meets(widget: Widget) -> None:
    expect(widget.host).to_match_aria_snapshot('- button "Besoin d’aide ?"')
    expect(widget.launcher).to_have_attribute("aria-expanded", "false")
    widget.open()
    widget.choose("Voir mes paiements")
    expect(widget.launcher).to_have_attribute("aria-expanded", "true")
    expect(widget.host).to_match_aria_snapshot(
        """
        - button "Besoin d’aide ?" [expanded]
        - dialog "Assistant Mon Compte":
          - heading "Assistant Mon Compte" [level=2]
          - paragraph: Vous échangez avec un assistant automatique
          - button "Fermer"
          - log "Conversation":
            - text: "Assistant :"
            - paragraph: /je suis un assistant automatique/
            - list "Réponses possibles":
              - listitem:
                - button "Voir mes paiements"
              - listitem
              - listitem
              - listitem
            - paragraph: "Vous : Voir mes paiements"
            - text: "Assistant :"
            - paragraph: /votre dernier paiement s’y affiche/
            - paragraph: Où aller
            - list:
              - listitem: Mon Compte
              - listitem: Mes paiements et mes droits
            - link /Ouvrir Mes paiements.* wwwd.caf.fr – nouvelle fenêtre/
            - list "Réponses possibles"
            - group "Cette réponse vous aide-t-elle ?":
              - button "Utile"
              - button "Pas utile"
            - button "Je ne trouve pas"
          - status
          - alert
          - textbox "Votre question"
          - button "Envoyer"
        """
    )


def test_the_live_regions_are_there_before_what_they_say(portal: Page, widget: Widget) -> None:
    held: list[Route] = []
    portal.route("**/webhooks/web/sessions", lambda route: held.append(route))
    widget.launcher.click()
    expect(widget.log).to_have_attribute("aria-live", "polite")
    expect(widget.status).to_have_text("Un instant…")
    expect(widget.alert).to_have_text("")
    held[0].continue_()
    expect(widget.answers).to_have_count(1)
    expect(widget.status).to_have_text("")
    expect(widget.host.get_by_role("textbox")).to_have_attribute(
        "aria-describedby", "notice too-long"
    )
