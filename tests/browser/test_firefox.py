"""One journey in Firefox: open, ask, go, come back, leave."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.browser.conftest import TESTS, missing
from tests.browser.fake_site import FakeSite, page
from tests.browser.firefox import ENTER, ESCAPE, Tab, find, firefox
from tests.browser.test_answers import DANGER
from tests.ports import free_port

ROOT = "document.querySelector('assistant-mon-compte')?.shadowRoot?"


def seen(selector: str) -> str:
    """Whether an element of the widget is what the eye meets at its middle."""
    return f"""() => {{
      const node = {ROOT}.querySelector("{selector}");
      if (!node) return false;
      const {{ x, y, width, height }} = node.getBoundingClientRect();
      const there = {ROOT}.elementFromPoint(x + width / 2, y + height / 2);
      return node === there || node.contains(there);
    }}"""


def answered(count: int) -> str:
    return f"() => {ROOT}.querySelectorAll('.answer').length === {count}"


async def journey(tab: Tab, site: FakeSite) -> None:
    await tab.go(site.url)
    # In the top layer, over a page with a filter.
    await tab.until(seen(".launcher"))
    await tab.run(f"() => {ROOT}.querySelector('.launcher').focus()")
    await tab.press(ENTER)
    await tab.until(answered(1))
    assert await tab.focused() == "textarea"

    await tab.press("j'ai une question ?")
    await tab.press(ENTER)
    await tab.until(answered(2))
    assert site.heard == [{"text": "j'ai une question ?"}]
    assert await tab.run("() => window.eaten") == ""

    await tab.run("() => { document.body = document.createElement('body') }")
    await tab.until(seen(".launcher"))
    await tab.until(seen("textarea"))

    await tab.go(site.url)
    await tab.until(answered(2))

    await tab.size(320, 568)
    await tab.until(f"() => {ROOT}.querySelector('dialog').matches(':modal')")
    site.replies = [DANGER]
    await tab.run(f"() => {ROOT}.querySelector('textarea').focus()")
    await tab.press("il me frappe" + ENTER)
    await tab.until(seen(".quit"))
    await tab.press(ESCAPE * 3)
    await tab.until(f"() => !location.href.startsWith('{site.url}')")
    assert site.wait_for_erasure() == ["session-1"]


def test_a_journey_in_firefox(tmp_path: Path) -> None:
    executable = find()
    if executable is None:
        # What `make browser` does not install is no fault of continuous integration.
        promised = "firefox" in (TESTS.parent / "Makefile").read_text(encoding="utf-8")
        tell = missing if promised else pytest.skip
        tell("No Firefox here: install it with « apt-get install firefox-esr ».")
    shortcuts = """<style>body { filter: grayscale(1) }</style><script>
      window.eaten = "";
      addEventListener("keydown", (event) => {
        if (!/TEXTAREA/.test(event.target.tagName)) { eaten += event.key; event.preventDefault(); }
      });</script>"""
    site = FakeSite(free_port())
    site.pages["/"] = page(head=shortcuts)

    async def play() -> None:
        # Nothing leaves this machine: every other host is one that does not answer.
        (tmp_path / "user.js").write_text(
            'user_pref("network.proxy.type", 1);'
            'user_pref("network.proxy.ssl", "127.0.0.1");'
            'user_pref("network.proxy.ssl_port", 9);',
            encoding="utf-8",
        )
        async with firefox(str(executable), tmp_path) as tab:
            await journey(tab, site)

    try:
        asyncio.run(play())
    finally:
        site.stop()
