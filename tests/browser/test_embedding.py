"""On other people's pages: strict policies, odd styles, twice, and nothing before the click."""

from __future__ import annotations

from collections.abc import Callable

from live_server import Server
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.browser.chat_page import Widget

QUESTION = "Quand serai-je payé ?"
WATCH = """
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""
HOSTILE = """<style>
  * { color: red !important; font-size: 40px !important; display: block !important;
      visibility: visible !important; position: static !important }
  button, textarea, dialog, a { width: 900px !important; transform: rotate(20deg) !important }
  svg, p, ol, ul, li { display: none !important }
</style>"""
LOOK = """(node) => {
  const style = getComputedStyle(node);
  return [style.color, style.fontSize, style.display, style.width, style.transform,
    style.position];
}"""


def policy_for(server: Server) -> str:
    origin = server.url
    return (
        f"default-src 'none'; script-src {origin}; connect-src {origin}; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def converse(page: Page) -> Widget:
    """A conversation that goes through most of the widget's code."""
    widget = Widget(page)
    widget.open()
    widget.ask(QUESTION)
    widget.answers.last.get_by_role("button", name="Utile", exact=True).click()
    widget.choose("Je n’ai pas reçu mon paiement")
    widget.host.get_by_role("button", name="Recommencer").click()
    widget.host.get_by_role("button", name="Oui, effacer").click()
    expect(widget.answers).to_have_count(1)
    return widget


def test_the_demonstration_violates_no_policy(server: Server, context: BrowserContext) -> None:
    context.add_init_script(WATCH)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(server.url)
    converse(page)
    page.get_by_role("button", name="Demander aux deux").click()
    Widget(page.frame_locator("iframe.phone")).answer_after(1)
    assert page.evaluate("violations") == []
    assert page.frames[1].evaluate("violations") == []
    assert said == []


def test_another_site_with_a_strict_policy_needs_nothing_but_our_address(
    server: Server, context: BrowserContext, embed: Callable[..., Page]
) -> None:
    context.add_init_script(WATCH)
    page = embed("<p>Bonjour</p>", policy=policy_for(server))
    converse(page)
    assert page.evaluate("violations") == []


def test_a_site_that_is_not_allowed_gets_nothing(
    strict_server: Server, embed: Callable[..., Page]
) -> None:
    page = embed("<p>Bonjour</p>")
    fetched = """(address) => fetch(address).then(() => "read", () => "refused")"""
    for path in ("/static/widget/assistant.js", "/webhooks/web/messages"):
        assert page.evaluate(fetched, strict_server.url + path) == "refused"


def test_nothing_is_asked_or_stored_before_the_click(server: Server, portal: Page) -> None:
    asked: list[Request] = []
    portal.on("request", lambda request: asked.append(request))
    portal.reload()
    portal.wait_for_load_state("networkidle")
    portal.mouse.move(1160, 760)
    addresses = [request.url.removeprefix(server.url) for request in asked]
    assert not [one for one in addresses if "panel" in one or "webhooks" in one]
    assert portal.evaluate("[sessionStorage.length, localStorage.length]") == [0, 0]
    assert portal.context.cookies() == []


def test_nothing_outlives_the_tab_and_nobody_else_is_called(
    server: Server, portal: Page, widget: Widget
) -> None:
    asked: list[str] = []
    portal.on("request", lambda request: asked.append(request.url))
    widget.open()
    widget.ask(QUESTION)
    assert asked and all(one.startswith(server.url) for one in asked)
    assert portal.context.cookies() == []
    assert portal.evaluate("localStorage.length") == 0
    assert portal.evaluate("indexedDB.databases().then((all) => all.length)") == 0


def test_twice_on_one_page_is_once(server: Server, embed: Callable[..., Page]) -> None:
    again = f'<script type="module" src="{server.url}/static/widget/assistant.js?again"></script>'
    page = embed("<p>Bonjour</p>", head=again)
    expect(page.locator("assistant-mon-compte")).to_have_count(1)
    converse(page)


def test_the_page_may_place_the_element_itself(embed: Callable[..., Page]) -> None:
    page = embed('<assistant-mon-compte page="mon-profil" position="left" heading-level="3">')
    widget = Widget(page)
    expect(widget.host).to_have_count(1)
    box = widget.launcher.bounding_box()
    assert box and box["x"] < 40
    widget.open()
    expect(widget.host.get_by_role("heading", level=3)).to_have_text("Assistant Mon Compte")
    expect(widget.answers.first).to_contain_text("Changer d’adresse")


def test_the_page_s_styles_do_not_reach_the_widget(embed: Callable[..., Page]) -> None:
    looks = []
    for head in ("", HOSTILE):
        widget = Widget(embed("<p>Bonjour</p>", head=head))
        widget.open()
        parts = (".launcher", ".panel", ".answer", ".choice", ".send", "textarea", "svg")
        looks.append({part: widget.host.locator(part).first.evaluate(LOOK) for part in parts})
    assert looks[0] == looks[1]


def test_the_widget_s_styles_do_not_reach_the_page(embed: Callable[..., Page]) -> None:
    page = embed("<button>Le bouton de la page</button>")
    button = page.get_by_role("button", name="Le bouton de la page")
    before = button.evaluate(LOOK)
    Widget(page).open()
    assert button.evaluate(LOOK) == before


def test_the_site_s_colours_are_taken(embed: Callable[..., Page]) -> None:
    style = "<style>assistant-mon-compte { --assistant-accent: rgb(120, 0, 80) }</style>"
    widget = Widget(embed("<p>Bonjour</p>", head=style))
    colour = "(node) => getComputedStyle(node).backgroundColor"
    assert widget.launcher.evaluate(colour) == "rgb(120, 0, 80)"


def test_without_script_there_is_a_page_of_topics(
    server: Server, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(server.url)
    page.get_by_role("link", name="Sans JavaScript : la liste des sujets").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Que voulez-vous faire ?")
    page.get_by_text("Voir mes paiements").click()
    link = page.get_by_role("link", name="Ouvrir Mes paiements").first
    expect(link).to_be_visible()
