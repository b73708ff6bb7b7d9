"""Takes the pictures of docs/widget.md: `python -m tests.browser.screenshots [address]`.

The address is that of a running demonstration (`make run`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from benchmarks import chromium
from tests.browser.chat_page import Widget

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
PAYMENT = "Quand serai-je payé ?"
SEPARATED = "Je me suis séparé"


class Camera:
    """Opens the demonstration in one look after the other, and takes its picture."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address

    @contextmanager
    def look(
        self,
        name: str,
        path: str = "/",
        width: int = 1280,
        height: int = 800,
        whole: bool = False,
        **options: Any,
    ) -> Iterator[Page]:
        """A page to prepare; its picture is taken at the end."""
        context = self._browser.new_context(
            locale="fr-FR", viewport={"width": width, "height": height}, **options
        )
        page = context.new_page()
        page.goto(self._address + path)
        yield page
        page.mouse.move(0, 0)
        taken = page.screenshot(animations="disabled", caret="hide", full_page=whole)
        context.close()
        # Few colours are enough, and make the file three times smaller.
        image = Image.open(BytesIO(taken)).convert("RGB").quantize(96, dither=Image.Dither.NONE)
        image.save(IMAGES / f"widget-{name}.png", optimize=True)


def opened(page: Page) -> Widget:
    widget = Widget(page)
    widget.open()
    return widget


def both(camera: Camera) -> None:
    with camera.look("portal") as page:
        page.get_by_role("button", name="Demander aux deux").click()
        Widget(page).answer_after(1)
        Widget(page.frame_locator("iframe.phone")).answer_after(1)


def greeting(camera: Camera) -> None:
    with camera.look("opening") as page:
        opened(page)


def looks(camera: Camera) -> None:
    with camera.look("dark", color_scheme="dark") as page:
        opened(page).ask(PAYMENT)
    with camera.look("forced-colours", forced_colors="active", color_scheme="dark") as page:
        opened(page).ask(PAYMENT)
    with camera.look("phone", width=390, height=844) as page:
        opened(page).ask(PAYMENT)
    with camera.look("zoom-400", width=320, height=256) as page:
        opened(page).ask(PAYMENT)
    with camera.look("print", width=794, height=700, whole=True) as page:
        opened(page).ask(SEPARATED)
        page.emulate_media(media="print")


def troubles(camera: Camera) -> None:
    with camera.look("offline", width=390, height=844) as page:
        widget = opened(page)
        page.context.set_offline(True)
        widget.send(PAYMENT)
        expect(widget.host.get_by_text("Message non envoyé")).to_be_visible()
    with camera.look("number", width=390, height=844) as page:
        widget = opened(page)
        widget.send("mon numéro est 1 85 05 78 006 084 91")
        expect(widget.host.get_by_text("numéro personnel").last).to_be_visible()
    with camera.look("unavailable") as page:
        page.context.set_offline(True)
        Widget(page).launcher.click()
        expect(page.get_by_role("button", name="Réessayer")).to_be_visible()


def topics(camera: Camera) -> None:
    with camera.look("topics", "/sujets", 800, 800, java_script_enabled=False) as page:
        page.get_by_text("Voir mes paiements").click()


SHOTS: tuple[Callable[[Camera], None], ...] = (greeting, both, looks, troubles, topics)


def main() -> None:
    address = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:5005"
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=[*chromium.OPTIONS]
        )
        for shot in SHOTS:
            shot(Camera(browser, address))
        browser.close()


if __name__ == "__main__":
    main()
