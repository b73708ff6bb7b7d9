"""The widget on a page, as a person uses it."""

from __future__ import annotations

from playwright.sync_api import FrameLocator, Locator, Page, expect

FOCUSED = """() => {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  return node ? `${node.localName}: ${(node.ariaLabel ?? node.innerText ?? "").trim()}` : "";
}"""


class Widget:
    """The assistant of a page, or of a frame in it."""

    def __init__(self, page: Page | FrameLocator) -> None:
        self.host = page.locator("assistant-mon-compte")
        self.launcher = self.host.locator(".launcher")
        self.panel = self.host.get_by_role("dialog")
        self.log = self.host.get_by_role("log")
        self.question = self.host.get_by_role("textbox", name="Votre question")
        self.answers = self.host.locator(".answer")
        self.said = self.host.locator(".person > p:first-child")
        self.status = self.host.locator(":is(.state, .ended) [role=status]")
        self.alert = self.host.locator(".state [role=alert]")

    def open(self) -> None:
        """Press the launcher and wait for the greeting."""
        self.launcher.click()
        expect(self.answers.first).to_be_visible()

    def close_panel(self) -> None:
        """Press the panel's own button."""
        self.host.get_by_role("button", name="Fermer").click()

    def send(self, text: str) -> None:
        """Type a question and press Enter, without waiting for its answer."""
        self.question.fill(text)
        self.question.press("Enter")

    def ask(self, text: str) -> Locator:
        """Ask a question; returns its answer."""
        before = self.answers.count()
        self.send(text)
        return self.answer_after(before)

    def choose(self, label: str) -> Locator:
        """Press the newest choice that is called so; returns the answer it brings."""
        before = self.answers.count()
        self.host.get_by_role("button", name=label, exact=True).last.click()
        return self.answer_after(before)

    def answer_after(self, count: int) -> Locator:
        """The answer that follows the first `count` ones."""
        answer = self.answers.nth(count)
        expect(answer).to_be_visible()
        expect(self.status).to_have_text("")
        return answer

    def words(self) -> list[str]:
        """What the person said, as the log shows it."""
        return [text.removeprefix("Vous : ") for text in self.said.all_text_contents()]


def path_of(answer: Locator) -> list[str]:
    """The first way to go that an answer gives in words."""
    return answer.locator(".path").first.locator("li").all_inner_texts()


def links_of(answer: Locator) -> list[str]:
    """The addresses that an answer leads to."""
    return [link.get_attribute("href") or "" for link in answer.locator("a.link").all()]


def focused(page: Page) -> str:
    """The element that has the focus, however deep: its name and its words."""
    return str(page.evaluate(FOCUSED))
