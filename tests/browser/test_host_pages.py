"""Other people's pages: each does to the widget what real ones have done."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, Route, expect

from tests.browser.chat_page import Widget, focused
from tests.browser.fake_site import SCRIPT, FakeSite, message
from tests.browser.test_embedding import WATCH

KEY = "assistant-mon-compte/web"

# Each replaces, empties or moves what the widget is in.
REPLACED = {
    "body replaced": "document.body.replaceWith(document.createElement('body'))",
    "body assigned": "document.body = document.createElement('body')",
    "body emptied": "document.body.innerHTML = ''; document.body.textContent = ''",
    "root replaced": "document.documentElement.innerHTML = '<head></head><body>Autre</body>'",
    "body wrapped": """{ const box = document.createElement('div');
        box.append(...document.body.childNodes); document.body.append(box); }""",
    "taken out by a cleaner": "document.querySelector('assistant-mon-compte').remove()",
    "no body for a while": """{ const body = document.body; body.remove();
        setTimeout(() => document.documentElement.append(body), 300); }""",
}

# What Prototype 1.6 does to every page that still loads it.
PROTOTYPE = """<script>
  function $A(iterable) {
    if (!iterable) return [];
    if (iterable.toArray) return iterable.toArray();
    var length = iterable.length || 0, results = new Array(length);
    while (length--) results[length] = iterable[length];
    return results;
  }
  Array.from = $A;
  Array.prototype.toArray = function () { return [].concat(this); };
  Array.prototype.entries = Array.prototype.toArray;
  Array.prototype.toJSON = function () {
    return "[" + this.map(function (one) { return JSON.stringify(one); }).join(", ") + "]";
  };
  Array.prototype.find = Array.prototype.detect = function (iterator, context) {
    for (var i = 0; i < this.length; i++)
      if (iterator.call(context, this[i], i)) return this[i];
  };
  Object.keys = function (object) {
    var keys = [];
    for (var key in object) keys.push(key);
    return keys;
  };
  String.prototype.toJSON = function () { return '"' + this + '"'; };
  Date.prototype.toJSON = function () { return '"' + this.toString() + '"'; };
  HTMLElement.prototype.show = HTMLElement.prototype.hide = function () { return this; };
  HTMLElement.prototype.remove = function () { this.parentNode.removeChild(this); return this; };
</script>"""

# Accessibility overlays: own sizes and colours on every element, filters on the page.
OVERLAY = """
  const dress = () => {
    for (const node of document.querySelectorAll("body, body *")) {
      for (const [name, value] of Object.entries({
        "font-size": "42px", "letter-spacing": "12px", "line-height": "3", "color": "red",
        "background": "yellow", "filter": "invert(1)", "transform": "scale(1.5)",
        "text-transform": "uppercase", "cursor": "none", "direction": "rtl", "zoom": "1",
      })) node.style.setProperty(name, value, "important");
    }
  };
  dress();
  new MutationObserver(dress).observe(document.body, { childList: true, subtree: true });
"""

# Chrome's translation: every piece of text in an element of its own, at once and ever after.
TRANSLATION = """
  const translated = new WeakSet();
  const translate = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      if (!text.data.trim() || translated.has(text.parentNode)) continue;
      const outer = document.createElement("font"), inner = document.createElement("font");
      translated.add(outer).add(inner);
      inner.textContent = text.data;
      outer.append(inner);
      text.replaceWith(outer);
    }
  };
  const root = document.querySelector("assistant-mon-compte").shadowRoot;
  translate(root);
  new MutationObserver(() => translate(root)).observe(root,
    { childList: true, subtree: true, characterData: true });
"""

LOOK = """(node) => {
  const style = getComputedStyle(node);
  const { width, height } = node.getBoundingClientRect();
  return [style.color, style.fontSize, style.letterSpacing, style.lineHeight, style.direction,
    style.textTransform, style.userSelect, style.cursor, style.visibility, style.writingMode,
    style.textAlign, style.fontStyle, style.pointerEvents, width, height];
}"""


@pytest.mark.parametrize("how", REPLACED)
def test_the_button_comes_back_when_its_place_goes(
    site: FakeSite, visit: Callable[..., Page], how: str
) -> None:
    page = visit()
    widget = Widget(page)
    widget.open()
    widget.ask("bonjour")
    widget.question.fill("un brouillon")
    page.evaluate(REPLACED[how])
    expect(widget.launcher).to_be_in_viewport()
    expect(widget.answers).to_have_count(2)
    expect(widget.question).to_have_value("un brouillon")
    widget.ask("et après")
    assert [said["text"] for said in site.heard] == ["bonjour", "et après"]
    assert page.locator("assistant-mon-compte").count() == 1


def test_on_a_telephone_it_comes_back_over_the_page(
    site: FakeSite, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(390, 844).new_page()
    page.goto(site.url)
    widget = Widget(page)
    widget.open()
    page.evaluate(REPLACED["body replaced"])
    page.wait_for_function("document.querySelector('assistant-mon-compte')")
    widget.ask("bonjour")
    modal = widget.panel.evaluate("dialog => dialog.matches(':modal')")
    assert modal


def test_an_element_that_the_page_placed_and_took_away_stays_away(
    site: FakeSite, visit: Callable[..., Page]
) -> None:
    page = visit("<assistant-mon-compte></assistant-mon-compte>")
    expect(Widget(page).launcher).to_be_visible()
    page.evaluate("document.querySelector('assistant-mon-compte').remove()")
    page.wait_for_timeout(400)
    assert page.locator("assistant-mon-compte").count() == 0


def test_turbo_changes_pages_and_the_conversation_stays(
    site: FakeSite, visit: Callable[..., Page]
) -> None:
    turbo = '<script src="/modules/@hotwired/turbo/dist/turbo.es2017-umd.js"></script>'
    site.pages["/deux"] = site.pages["/"].replace("<main>", "<main id=deux>")
    page = visit('<a href="/deux">Page deux</a>', head=turbo)
    site.pages["/deux"] = site.pages["/"].replace("<main>", "<main id=deux>")
    page.evaluate("window.same = true")
    widget = Widget(page)
    widget.open()
    widget.ask("bonjour")
    widget.question.fill("un brouillon")
    page.get_by_role("link", name="Page deux").click()
    page.wait_for_selector("#deux")
    expect(widget.launcher).to_be_in_viewport()
    widget.ask("sur la page deux")
    page.go_back()
    expect(page.locator("#deux")).to_have_count(0)
    expect(widget.launcher.first).to_be_in_viewport()
    shown = page.locator("assistant-mon-compte >> .launcher")
    expect(shown).to_have_count(1)
    widget.ask("revenu")
    assert page.evaluate("window.same")  # Turbo never loaded a page anew.
    assert [said["text"] for said in site.heard] == ["bonjour", "sur la page deux", "revenu"]
    assert len(site.contexts) == 1


def test_two_elements_are_one_assistant(site: FakeSite, visit: Callable[..., Page]) -> None:
    twice = '<assistant-mon-compte page="un"></assistant-mon-compte>' * 2
    page = visit(twice, head=SCRIPT + SCRIPT.replace("assistant.js", "assistant.js?v=2"))
    buttons = page.locator("assistant-mon-compte >> .launcher")
    expect(buttons).to_have_count(1)
    # When the first goes, the other takes over.
    page.evaluate("document.querySelector('assistant-mon-compte').remove()")
    expect(buttons).to_have_count(1)
    widget = Widget(page)
    widget.open()
    widget.ask("bonjour")
    assert [said["text"] for said in site.heard] == ["bonjour"]


def test_a_script_that_runs_before_the_page_is_read(
    site: FakeSite, visit: Callable[..., Page]
) -> None:
    page = visit(script=SCRIPT.replace("<script", "<script async"))
    expect(Widget(page).launcher).to_be_visible()


@pytest.mark.parametrize(
    "style",
    [
        "body { filter: grayscale(1) }",
        "body { transform: translateX(0); height: 3000px }",
        "body { perspective: 500px; height: 3000px } html { overflow: auto }",
        "body { contain: paint; will-change: transform; overflow: hidden; height: 50px }",
        "body { backdrop-filter: blur(2px); height: 3000px; opacity: 0.2 }",
        "* { transform: rotate(3deg) !important; filter: sepia(1) !important }",
        "main { position: fixed; inset: 0; z-index: 2147483647; background: white }",
    ],
)
def test_the_button_and_the_panel_are_in_view_over_any_page(
    visit: Callable[..., Page], style: str
) -> None:
    page = visit("<div style='height: 4000px'>Long</div>", head=f"<style>{style}</style>")
    page.evaluate("scrollTo(0, 900)")
    widget = Widget(page)
    box = widget.launcher.bounding_box()
    assert box and box["x"] > 1000 and 720 < box["y"] < 800 - box["height"]
    widget.open()
    expect(widget.panel).to_be_in_viewport(ratio=1)
    widget.ask("bonjour")


def test_a_page_on_paper_is_followed_by_the_conversation(visit: Callable[..., Page]) -> None:
    page = visit("<p>Dernière ligne</p>")
    widget = Widget(page)
    widget.open()
    page.emulate_media(media="print")
    line = page.get_by_text("Dernière ligne").bounding_box()
    panel = widget.panel.bounding_box()
    assert line and panel and panel["y"] >= line["y"] + line["height"]
    page.emulate_media(media="screen")
    expect(widget.panel).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(
    "head",
    [
        "<style>* { user-select: none; text-transform: uppercase; pointer-events: none }</style>",
        "<style>* { font-size: 60px !important; visibility: hidden !important;"
        " text-align: right !important; font-style: italic !important; cursor: none !important;"
        " writing-mode: vertical-rl !important; letter-spacing: 9px !important }</style>",
        "<style>html { font-size: 3px; direction: rtl; --accent: red; --ink: red }</style>",
    ],
)
def test_what_a_page_says_of_everything_stops_at_the_widget(
    visit: Callable[..., Page], head: str
) -> None:
    looks = []
    for one in ("", head):
        widget = Widget(visit(head=one))
        widget.launcher.evaluate("button => button.click()")
        expect(widget.answers.first).to_have_text(re.compile("Bonjour"))
        parts = (".launcher", ".panel", ".answer p", ".choice", ".send", "textarea", "#notice")
        looks.append({part: widget.host.locator(part).first.evaluate(LOOK) for part in parts})
    assert looks[0] == looks[1]
    assert looks[0][".answer p"][6] == "text"


def test_an_overlay_that_rewrites_every_style(visit: Callable[..., Page]) -> None:
    page = visit()
    widget = Widget(page)
    before = widget.launcher.evaluate(LOOK)
    page.evaluate(OVERLAY)
    assert widget.launcher.evaluate(LOOK) == before
    widget.open()
    widget.ask("bonjour")
    expect(widget.panel).to_be_in_viewport(ratio=1)
    assert widget.answers.last.evaluate(LOOK)[1:4] == ["16px", "normal", "24px"]


def test_old_prototype_changes_neither_what_is_sent_nor_what_is_kept(
    site: FakeSite, visit: Callable[..., Page]
) -> None:
    page = visit(head=PROTOTYPE)
    assert page.evaluate("JSON.stringify([1])") == '"[1]"'
    widget = Widget(page)
    widget.open()
    page.route("**/messages", lambda route: None)
    widget.send("première")
    widget.send("deuxième")
    expect(widget.said).to_have_count(2)
    # What is shown is kept a moment later.
    page.wait_for_function(
        f"(JSON.parse(sessionStorage.getItem('{KEY}') || '{{}}').pending || []).length === 2"
    )
    stored = json.loads(page.evaluate(f"sessionStorage.getItem('{KEY}')"))
    assert [one["input"] for one in stored["pending"]] == [
        {"text": "première"},
        {"text": "deuxième"},
    ]
    page.unroute("**/messages")
    page.reload()
    expect(widget.answers).to_have_count(3)
    assert site.heard == [{"text": "première"}, {"text": "deuxième"}]


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "{",
        "null",
        "[]",
        '"texte"',
        '{"session":"é\\n","open":true}',
        '{"session":{},"pending":{"length":2},"draft":[],"open":"oui"}',
        '{"session":"session-9","open":true,"pending":"[]"}',
        '{"open":true,"pending":[null,1,{"id":"x"},{"id":"' + "a" * 36 + '","input":3}]}',
    ],
)
def test_a_spoilt_memory_is_as_good_as_none(
    site: FakeSite, visit: Callable[..., Page], stored: str
) -> None:
    page = visit()
    page.evaluate("([key, value]) => sessionStorage.setItem(key, value)", [KEY, stored])
    page.reload()
    widget = Widget(page)
    expect(widget.launcher).to_be_visible()
    if widget.launcher.get_attribute("aria-expanded") == "false":
        widget.launcher.click()
    expect(widget.answers.first).to_be_visible()
    widget.ask("bonjour")
    assert site.heard == [{"text": "bonjour"}]


def test_shortcuts_of_the_page_eat_no_letter(visit: Callable[..., Page]) -> None:
    listen = """<script type="module">
      window.eaten = [];
      for (const type of ["keydown", "keypress", "keyup"])
        for (const [target, capture] of [
          [document, false], [document, true], [window, false], [document.body, true]])
          target.addEventListener(type, (event) => {
            if (/INPUT|TEXTAREA/.test(event.target.tagName)) return;
            eaten.push(event.key);
            event.preventDefault();
          }, capture);
    </script>"""
    page = visit("<input id=mine>", head=listen)
    widget = Widget(page)
    widget.open()
    widget.question.press_sequentially("je suis né où ? j/s ?")
    expect(widget.question).to_have_value("je suis né où ? j/s ?")
    page.keyboard.press("Enter")
    widget.answer_after(1)
    assert page.evaluate("eaten") == []
    # Outside, they are the page's as ever.
    page.locator("h1").click()
    page.keyboard.press("j")
    assert "j" in page.evaluate("eaten")


def ime(page: Page) -> CDPSession:
    return page.context.new_cdp_session(page)


def test_enter_waits_for_the_end_of_a_composition(
    site: FakeSite, visit: Callable[..., Page]
) -> None:
    page = visit()
    widget = Widget(page)
    widget.open()
    widget.question.click()
    keyboard = ime(page)
    keyboard.send("Input.imeSetComposition", {"text": "né", "selectionStart": 2, "selectionEnd": 2})
    # As Safari has it: the composition is over, and the key that ended it has the number 229.
    keyboard.send("Input.insertText", {"text": "né"})
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    expect(widget.question).to_have_value("né")
    assert widget.words() == []
    page.keyboard.press("Enter")
    widget.answer_after(1)
    assert site.heard == [{"text": "né"}]


@pytest.mark.parametrize(
    "attributes",
    [
        'data-privacy="https://" data-server="https://[" data-page="' + "é" * 200 + '"',
        'data-privacy="javascript:alert(1)" data-server="nulle part" data-heading-level="douze"',
        'data-server="" data-page=" " data-channel="fax" data-theme="?" data-position="haut"',
        'data-server="data:text/html,x" data-privacy="//" data-heading-level="-1"',
    ],
)
def test_attributes_that_make_no_sense_are_as_good_as_none(
    site: FakeSite, visit: Callable[..., Page], attributes: str
) -> None:
    widget = Widget(visit(script=SCRIPT.replace("></script>", f" {attributes}></script>")))
    widget.open()
    widget.ask("bonjour")
    expect(widget.host.get_by_role("heading", level=2)).to_be_visible()
    widget.host.get_by_text("Vos données", exact=True).click()
    expect(widget.host.locator("details a")).to_have_count(0)
    assert all(not one or len(one["page"]) <= 100 for one in site.contexts)


def test_translated_the_panel_still_changes_its_words(
    site: FakeSite, visit: Callable[..., Page]
) -> None:
    page = visit()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    widget = Widget(page)
    widget.open()
    page.evaluate(TRANSLATION)
    page.route("**/messages", lambda route: route.abort())
    page.clock.install()
    widget.send("bonjour")
    page.clock.run_for(10_000)
    expect(widget.alert).to_contain_text("L’assistant est injoignable.")
    page.clock.resume()
    page.unroute("**/messages")
    widget.host.get_by_role("button", name="Réessayer").first.click()
    widget.answer_after(1)
    expect(widget.alert).to_have_text("")
    expect(widget.host.get_by_text("Message non envoyé")).to_have_count(0)
    widget.question.fill("x" * 1003)
    expect(widget.host.locator("#too-long")).to_contain_text("retirez 3 caractères")
    widget.question.fill("x" * 1001)
    expect(widget.host.locator("#too-long")).to_have_text(
        "Votre message est trop long : retirez 1 caractère."
    )
    widget.question.fill("")
    expect(widget.host.locator("#too-long")).to_have_text("")
    widget.host.get_by_role("button", name="Recommencer").click()
    expect(widget.host.locator("#confirmation")).to_contain_text("commencer une autre")
    widget.host.get_by_role("button", name="Effacer et terminer").click()
    expect(widget.host.locator("#confirmation")).to_have_text(
        "Effacer cette conversation et fermer l’assistant ?"
    )
    widget.host.get_by_role("button", name="Oui, effacer").click()
    expect(widget.status).to_contain_text("Votre conversation est effacée.")
    assert errors == []


def test_what_is_written_while_an_answer_is_on_its_way_waits_for_its_turn(
    site: FakeSite, visit: Callable[..., Page]
) -> None:
    page = visit()
    held: list[Route] = []
    widget = Widget(page)
    widget.open()
    page.route("**/messages", lambda route: route.continue_() if held else held.append(route))
    for text in ("un", "deux", "trois"):
        widget.send(text)
    assert widget.words() == ["un", "deux", "trois"]
    expect(widget.question).to_have_value("")
    assert site.heard == []
    held[0].continue_()
    expect(widget.answers).to_have_count(4)
    assert [said["text"] for said in site.heard] == ["un", "deux", "trois"]


def test_what_is_written_before_the_greeting_is_not_lost(
    site: FakeSite, visit: Callable[..., Page]
) -> None:
    page = visit()
    held: list[Route] = []
    page.route("**/sessions", lambda route: held.append(route))
    widget = Widget(page)
    widget.launcher.click()
    widget.send("déjà pressé")
    held[0].continue_()
    expect(widget.answers).to_have_count(2)
    assert site.heard == [{"text": "déjà pressé"}]


def test_a_draft_outlives_a_telephone_that_puts_the_page_away(
    site: FakeSite, visit: Callable[..., Page]
) -> None:
    page = visit()
    widget = Widget(page)
    widget.open()
    widget.question.fill("je disais don")
    # The system may end the page without another word after this one.
    page.evaluate(
        """Object.defineProperty(document, "visibilityState", { value: "hidden" });
           document.dispatchEvent(new Event("visibilitychange"));"""
    )
    stored = json.loads(page.evaluate(f"sessionStorage.getItem('{KEY}')"))
    assert stored["draft"] == "je disais don"
    widget.question.fill("mon numéro est 1 85 05 78 006 084 91")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert "006" not in page.evaluate(f"sessionStorage.getItem('{KEY}')")


def test_arabic_is_written_from_the_right(site: FakeSite, visit: Callable[..., Page]) -> None:
    site.replies = [
        {"messages": [message("أفهم الفرنسية فقط.\n\nJe comprends le français.\n\n- نعم\n- oui")]}
    ]
    widget = Widget(visit())
    widget.open()
    answer = widget.ask("مرحبا")
    direction = "all => all.map((node) => getComputedStyle(node).direction)"
    assert answer.locator("p, li").evaluate_all(direction) == ["rtl", "ltr", "rtl", "ltr"]
    assert widget.said.locator(".words").evaluate_all(direction) == ["rtl"]
    widget.question.fill("مرحبا")
    assert widget.question.evaluate("node => getComputedStyle(node).direction") == "rtl"
    widget.question.fill("bonjour")
    assert widget.question.evaluate("node => getComputedStyle(node).direction") == "ltr"


def test_on_a_small_telephone_answers_have_two_thirds(
    site: FakeSite, new_context: Callable[..., BrowserContext]
) -> None:
    site.replies = [{"messages": [message("Voici.\n\n" * 40)]}]
    page = new_context(320, 568, has_touch=True, is_mobile=True).new_page()
    page.goto(site.url)
    widget = Widget(page)
    widget.launcher.tap()
    expect(widget.answers.first).to_be_visible()
    # No field has the focus: no keyboard covers the suggestions.
    assert not focused(page).startswith("textarea")
    assert page.evaluate(
        "document.querySelector('assistant-mon-compte').shadowRoot.activeElement.className"
    )
    for choice in widget.answers.first.get_by_role("button").all():
        expect(choice).to_be_in_viewport(ratio=1)
    widget.answers.first.get_by_role("button").first.tap()
    widget.answer_after(1)
    assert room_for_answers(page) >= 568 * 2 / 3
    assert not focused(page).startswith("textarea")


def room_for_answers(page: Page) -> float:
    """Pixels between what stays at the top of the panel and what stays at its bottom."""
    return float(
        page.evaluate(
            """() => {
              const root = document.querySelector("assistant-mon-compte").shadowRoot;
              const edge = (name, side) =>
                root.querySelector(name).getBoundingClientRect()[side];
              return edge(".dock", "top") - Math.max(0, edge(".head", "bottom"));
            }"""
        )
    )


def test_above_the_keyboard_of_a_small_telephone(
    site: FakeSite, new_context: Callable[..., BrowserContext]
) -> None:
    site.replies = [{"messages": [message("Voici.\n\n" * 40)]}]
    page = new_context(320, 568, has_touch=True, is_mobile=True).new_page()
    page.goto(site.url)
    widget = Widget(page)
    widget.launcher.tap()
    widget.ask("bonjour")
    keyboard = 260
    page.evaluate(
        """(height) => {
          const get = () => height;
          Object.defineProperty(visualViewport, "height", { configurable: true, get });
          visualViewport.dispatchEvent(new Event("resize"));
        }""",
        568 - keyboard,
    )
    panel, send = widget.panel.bounding_box(), widget.host.locator(".send").bounding_box()
    assert panel and panel["height"] == 568 - keyboard
    assert send and send["y"] + send["height"] <= 568 - keyboard
    assert room_for_answers(page) >= (568 - keyboard) / 2
    # Two fingers that look closer make no smaller panel.
    page.evaluate(
        """() => {
          Object.defineProperty(visualViewport, "scale", { get: () => 2 });
          Object.defineProperty(visualViewport, "height", { get: () => 100 });
          visualViewport.dispatchEvent(new Event("resize"));
        }"""
    )
    unchanged = widget.panel.bounding_box()
    assert unchanged and unchanged["height"] == 568 - keyboard


POLICIES = {
    "own host, Trusted Types": "default-src 'none'; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    "nonces, strict-dynamic": "default-src 'none'; script-src 'nonce-r4nd0m' 'strict-dynamic'; "
    "connect-src 'self'; style-src 'nonce-r4nd0m'; require-trusted-types-for 'script'; "
    "trusted-types 'none'",
}


@pytest.mark.parametrize("policy", POLICIES)
def test_a_strict_policy_is_kept_in_every_state(
    site: FakeSite, context: BrowserContext, visit: Callable[..., Page], policy: str
) -> None:
    context.add_init_script(WATCH)
    site.headers = {"Content-Security-Policy": POLICIES[policy]}
    site.opening = {"notice": "Une panne ce matin."}
    place: dict[str, Any] = {"label": "Ici", "path": ["Mon Compte"], "steps": ["Ouvrez"]}
    site.replies = [{"messages": [message("Là.", urgent=True, places=[place, place])]}]
    page = visit(script=SCRIPT.replace("<script", '<script nonce="r4nd0m"'))
    widget = Widget(page)
    widget.open()
    widget.ask("bonjour")
    page.evaluate(REPLACED["body replaced"])
    expect(widget.launcher).to_be_in_viewport()
    page.set_viewport_size({"width": 390, "height": 700})
    widget.ask("encore")
    assert page.evaluate("violations") == []


# What takes the focus back to a window of the page: Bootstrap's, then an accessible dialog's.
TRAPS = {
    "when it comes": "document.addEventListener('focusin', back)",
    "before it comes": "document.addEventListener('focus', back, true)",
}


@pytest.mark.parametrize("how", TRAPS)
def test_a_page_that_keeps_the_focus_leaves_it_here(
    site: FakeSite, visit: Callable[..., Page], how: str
) -> None:
    page = visit("<div id='window' tabindex='-1'>Fenêtre de la page</div>")
    page.evaluate(
        f"""{{ const kept = document.getElementById('window');
        const back = (event) => {{
          if (event.target !== document && !kept.contains(event.target)) kept.focus();
        }};
        {TRAPS[how]}; kept.focus(); }}"""
    )
    widget = Widget(page)
    widget.open()
    widget.question.click()
    page.keyboard.type("bonjour")
    page.keyboard.press("Enter")
    widget.answer_after(1)
    assert site.heard == [{"text": "bonjour"}]


def test_a_page_that_refuses_to_scroll_select_and_paste_refuses_it_here_only(
    site: FakeSite, visit: Callable[..., Page], context: BrowserContext
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit("<div style='height: 4000px'>Long</div>")
    page.evaluate(
        """for (const type of ["wheel", "touchmove", "selectstart", "paste"])
        document.addEventListener(type, (event) => event.preventDefault(), { passive: false })"""
    )
    site.replies = [{"messages": [message("Une ligne.\n\n" * 60)]}]
    widget = Widget(page)
    widget.open()
    widget.ask("bonjour")
    box = widget.log.bounding_box()
    assert box
    widget.log.evaluate("log => log.scrollTo(0, 0)")
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.wheel(0, 300)
    page.wait_for_function(
        "document.querySelector('assistant-mon-compte').shadowRoot.querySelector('.log').scrollTop"
    )
    refused = widget.answers.last.evaluate(
        """answer => !answer.dispatchEvent(new Event("selectstart",
        { bubbles: true, cancelable: true, composed: true }))"""
    )
    assert not refused
    page.evaluate("navigator.clipboard.writeText('une phrase copiée')")
    widget.question.press("Control+v")
    expect(widget.question).to_have_value("une phrase copiée")


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ('<iframe name="body" srcdoc="cadre"></iframe>', ""),
        ('<form name="body"><input name="x"></form>', ""),
        ('<img name="body" alt="">', ""),
        ("", "<script>window.Event = function (event) { this.event = event; };</script>"),
    ],
)
def test_names_that_the_page_gives_to_other_things(
    visit: Callable[..., Page], body: str, head: str
) -> None:
    widget = Widget(visit(body, head))
    widget.open()
    widget.ask("bonjour")


@pytest.mark.parametrize(
    "script",
    [
        """<script>{ const tag = document.createElement("script"); tag.type = "module";
        tag.src = "/static/widget/assistant.js"; document.head.append(tag); tag.remove(); }
        </script>""",
        '<script type="module">import("/static/widget/assistant.js")</script>',
        '<script type="module" src="/static/widget/assistant.js#une-version"></script>',
    ],
)
def test_a_script_that_is_not_in_the_page_any_more(visit: Callable[..., Page], script: str) -> None:
    widget = Widget(visit(script=script))
    widget.open()
    widget.ask("bonjour")
