"""What the contract has had since its first day: places, numbers to dial, danger, a notice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chat_page import Widget, focused, links_of, path_of
from tests.browser.fake_site import FakeSite, message
from tests.browser.test_accessibility import LOOKS, assert_clean, too_small

NEUTRAL = "https://meteofrance.com/"
PAYMENTS = {
    "id": "mes_paiements",
    "kind": "web",
    "href": "https://wwwd.caf.fr/paiements",
    "label": "Ouvrir Mes paiements",
}
PROFILE = {
    "id": "mon_profil",
    "kind": "web",
    "href": "https://wwwd.caf.fr/profil",
    "label": "Ouvrir Mon profil",
}
TWO_PLACES = {
    "messages": [
        message(
            "Vous avez deux questions.",
            path=["Mon Compte", "Mes paiements et mes droits"],
            places=[
                {
                    "label": "Voir mes paiements",
                    "path": ["Mon Compte", "Mes paiements et mes droits"],
                    "steps": ["Ouvrez **Mes paiements**", "Choisissez le mois"],
                    "link": PAYMENTS,
                },
                {
                    "label": "Changer d’adresse",
                    "path": ["Mon Compte", "Mon profil"],
                    "link": PROFILE,
                },
            ],
            links=[PAYMENTS, PROFILE],
            feedback={"handle": "h"},
        )
    ]
}
DANGER = {
    "messages": [
        message(
            "En danger : **17** ou **112**, ou un SMS au **114**.",
            urgent=True,
            links=[
                {"id": "17", "kind": "tel", "href": "tel:17", "label": "Appeler le 17"},
                {"id": "114", "kind": "sms", "href": "sms:114", "label": "Écrire un SMS au 114"},
                {"id": "fv", "kind": "tel", "href": "tel:116006", "label": "France Victimes"},
            ],
            places=[{"label": "Aide", "path": ["Mon Compte", "Contacter ma Caf"]}],
        )
    ]
}


@pytest.fixture
def away(context: BrowserContext) -> list[str]:
    """The addresses that the browser leaves to; nothing leaves the machine."""
    asked: list[str] = []

    def neutral(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(body="<title>La météo</title>", content_type="text/html")

    context.route(f"{NEUTRAL}**", neutral)
    return asked


def in_danger(site: FakeSite, page: Page) -> Widget:
    site.replies = [DANGER]
    widget = Widget(page)
    widget.open()
    widget.ask("il me frappe")
    return widget


def test_each_place_has_its_path_its_steps_and_its_link_once(
    site: FakeSite, visit: Callable[..., Page]
) -> None:
    site.replies = [TWO_PLACES]
    widget = Widget(visit())
    widget.open()
    answer = widget.ask("mes paiements et mon adresse")
    expect(answer).to_match_aria_snapshot(
        """
        - text: "Assistant :"
        - paragraph: Vous avez deux questions.
        - paragraph:
          - strong: Voir mes paiements
        - paragraph: Où aller
        - list:
          - listitem: Mon Compte
          - listitem: Mes paiements et mes droits
        - list:
          - listitem:
            - text: Ouvrez
            - strong: Mes paiements
          - listitem: Choisissez le mois
        - link "Ouvrir Mes paiements wwwd.caf.fr – nouvelle fenêtre"
        - paragraph:
          - strong: Changer d’adresse
        - paragraph: Où aller
        - list:
          - listitem: Mon Compte
          - listitem: Mon profil
        - link "Ouvrir Mon profil wwwd.caf.fr – nouvelle fenêtre"
        - group "Cette réponse vous aide-t-elle ?"
        """
    )
    assert links_of(answer) == [PAYMENTS["href"], PROFILE["href"]]
    expect(answer.locator(".path").last.locator("li").last).to_have_text("Mon profil")
    numbers = answer.locator(".place > ol").evaluate("list => getComputedStyle(list).listStyleType")
    assert numbers == "decimal"


def test_an_answer_of_an_old_server_has_one_path_and_its_links(
    site: FakeSite, visit: Callable[..., Page]
) -> None:
    old = message("Là.", path=["Mon Compte", "Mon profil"], links=[PROFILE])
    site.replies = [{"messages": [old]}]
    widget = Widget(visit())
    widget.open()
    answer = widget.ask("mon adresse")
    assert path_of(answer) == ["Mon Compte", "Mon profil"]
    assert links_of(answer) == [PROFILE["href"]]


def test_numbers_are_dialled_at_a_touch_and_say_which(
    site: FakeSite, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(390, 844, has_touch=True, is_mobile=True).new_page()
    page.goto(site.url)
    widget = in_danger(site, page)
    answer = widget.answers.last
    assert links_of(answer) == ["tel:17", "sms:114", "tel:116006"]
    for name in ("Appeler le 17 appel", "SMS au 114 message SMS", "France Victimes 116006 – appel"):
        expect(answer.get_by_role("link", name=name)).to_be_visible()
    assert too_small(widget) == []
    # What is to be dialled comes before where to go.
    order = answer.locator("a, .path").evaluate_all("all => all.map((one) => one.localName)")
    assert order == ["a", "a", "a", "div"]


def test_only_known_links_are_shown(site: FakeSite, visit: Callable[..., Page]) -> None:
    odd = [
        {"kind": "app", "href": "intent://x#Intent;end"},
        {"kind": "app", "href": "market://details?id=x"},
        {"kind": "tel", "href": "tel:*21*0600000000#"},
        {"kind": "sms", "href": "tel:17"},
        {"kind": "mailto", "href": "mailto:a@b.fr"},
        {"kind": "constructor", "href": "https://www.caf.fr"},
        {"kind": "web", "href": "javascript:alert(1)"},
    ]
    links = [{"id": str(place), "label": "Ouvrir", **one} for place, one in enumerate(odd)]
    reply = {"messages": [message("Là.", links=[*links, PROFILE])]}
    site.replies = [{**reply, "redacted": ["constructor", "__proto__", "inconnu"]}]
    widget = Widget(visit())
    widget.open()
    answer = widget.ask("où ?")
    assert answer.locator("a").count() == 1
    expect(widget.log.locator(".note")).to_have_count(0)


def test_leaving_quickly_erases_and_replaces_the_page(
    site: FakeSite, visit: Callable[..., Page], away: list[str]
) -> None:
    page = visit()
    site.pages["/avant"] = site.pages["/"]
    page.goto(f"{site.url}/avant")
    page.goto(site.url)
    widget = Widget(page)
    widget.open()
    expect(widget.host.get_by_role("button", name="Quitter vite")).to_have_count(0)
    widget.close_panel()
    widget = in_danger(site, page)
    widget.host.get_by_role("button", name="Quitter vite").click()
    page.wait_for_url(NEUTRAL)
    assert away == [NEUTRAL]
    assert site.wait_for_erasure() == ["session-1"]
    # « Back » goes to what was before, never to the page with the conversation.
    page.go_back()
    assert page.url == f"{site.url}/avant"
    assert page.evaluate("sessionStorage.length") == 0


def test_three_times_escape_leaves_too_from_anywhere(
    site: FakeSite, visit: Callable[..., Page], away: list[str]
) -> None:
    page = visit()
    in_danger(site, page)
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url(NEUTRAL)
    assert site.wait_for_erasure() == ["session-1"]


def test_escape_only_closes_where_nobody_is_in_danger(
    visit: Callable[..., Page], away: list[str]
) -> None:
    page = visit()
    widget = Widget(page)
    widget.open()
    for _ in range(4):
        page.keyboard.press("Escape")
    expect(widget.panel).to_be_hidden()
    expect(widget.launcher).to_be_focused()
    assert away == []


def test_leaving_does_not_wait_for_the_network(
    site: FakeSite, context: BrowserContext, visit: Callable[..., Page], away: list[str]
) -> None:
    page = visit()
    widget = in_danger(site, page)
    page.route("**/webhooks/**", lambda route: None)
    widget.send("encore un mot")
    widget.host.get_by_role("button", name="Quitter vite").click()
    page.wait_for_url(NEUTRAL)


def test_in_a_frame_the_whole_page_is_left(
    site: FakeSite, context: BrowserContext, away: list[str]
) -> None:
    site.pages["/cadre"] = "<!doctype html><title>Cadre</title><iframe src='/' height=700></iframe>"
    site.replies = [DANGER]
    page = context.new_page()
    page.goto(f"{site.url}/cadre")
    widget = Widget(page.frame_locator("iframe"))
    widget.open()
    widget.ask("il me frappe")
    widget.host.get_by_role("button", name="Quitter vite").click()
    page.wait_for_url(NEUTRAL)


def test_under_an_urgent_answer_the_widget_adds_nothing(
    site: FakeSite, visit: Callable[..., Page]
) -> None:
    widget = in_danger(site, visit())
    expect(widget.answers.last.get_by_role("button")).to_have_count(0)


def test_the_way_out_is_there_after_a_page_change(
    site: FakeSite, visit: Callable[..., Page]
) -> None:
    page = visit()
    widget = in_danger(site, page)
    widget.ask("merci")
    page.reload()
    expect(widget.answers).to_have_count(3)
    expect(widget.host.get_by_role("button", name="Quitter vite")).to_be_in_viewport()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844), (320, 568), (320, 256)])
def test_the_way_out_is_always_in_view(
    site: FakeSite, new_context: Callable[..., BrowserContext], width: int, height: int
) -> None:
    page = new_context(width, height).new_page()
    page.goto(site.url)
    widget = in_danger(site, page)
    for text in ("un", "deux", "trois"):
        widget.ask(text)
    way_out = widget.host.get_by_role("button", name="Quitter vite")
    for name in ("Voir mes paiements", "Effacer et terminer"):
        widget.host.get_by_role("button", name=name).scroll_into_view_if_needed()
        expect(way_out).to_be_in_viewport(ratio=1)
        # Nothing lies over it.
        assert way_out.evaluate(
            """button => {
              const { x, y, width, height } = button.getBoundingClientRect();
              const there = button.getRootNode().elementFromPoint(x + width / 2, y + height / 2);
              return there === button;
            }"""
        )


def test_the_operator_s_word_stands_at_the_top_until_it_is_taken_back(
    site: FakeSite, visit: Callable[..., Page]
) -> None:
    site.opening = {"notice": "Mon Compte est en panne ce matin."}
    site.replies = [{}, {"notice": "Mon Compte remarche."}, {"notice": None}]
    widget = Widget(visit())
    widget.open()
    word = widget.host.locator(".notice")
    expect(word).to_have_text("Mon Compte est en panne ce matin.")
    expect(word).to_have_role("status")
    box, log = word.bounding_box(), widget.log.bounding_box()
    assert box and log and box["y"] + box["height"] <= log["y"] + 1
    widget.ask("un")
    expect(word).to_have_text("Mon Compte est en panne ce matin.")
    widget.ask("deux")
    expect(word).to_have_text("Mon Compte remarche.")
    widget.ask("trois")
    expect(word).to_have_text("")


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_these_answers(
    site: FakeSite, new_context: Callable[..., BrowserContext], axe: str, look: str
) -> None:
    options: dict[str, Any] = LOOKS[look]
    site.opening = {"notice": "Mon Compte est en panne ce matin."}
    site.replies = [TWO_PLACES, DANGER]
    page = new_context(**options).new_page()
    page.goto(site.url)
    widget = Widget(page)
    widget.open()
    assert_clean(page, axe)
    widget.ask("mes paiements et mon adresse")
    assert_clean(page, axe)
    widget.ask("il me frappe")
    assert_clean(page, axe)


def test_a_keyboard_reaches_the_way_out_first(site: FakeSite, visit: Callable[..., Page]) -> None:
    page = visit()
    in_danger(site, page)
    seen = []
    while "Fermer" not in focused(page):
        page.keyboard.press("Shift+Tab")
        seen.append(focused(page))
    assert "Quitter vite" in seen[-2]
