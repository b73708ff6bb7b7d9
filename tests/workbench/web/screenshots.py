"""Takes the pictures of docs/editors.md: `python -m tests.workbench.web.screenshots`.

In a copy of the project somebody writes, an editor corrects one message at once and trains a
draft: a real one, so that it takes minutes.
"""

from __future__ import annotations

import re
import tempfile
import time
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from benchmarks import chromium
from benchmarks.house import House, copy_whole, open_house
from benchmarks.load import MESSAGES
from benchmarks.whole_way import (
    INBOX_SECONDS,
    INTENT,
    SENTENCES,
    TRAINING_MS,
    alike,
    signed_in,
)
from clients.reference import Assistant
from tests.browser.screenshots import IMAGES
from workbench.people.roles import Role

# Nobody's: made up, each beside what the assistant was taught.
WRITTEN = (
    SENTENCES[0],
    "le papier vert que vous m'avez réclamé",
    "c'est toujours coincé votre machin",
    "qui s'occupe des bambins le mercredi",
)
FAMILY = "/contenu/intention/consulter_paiements"
MOST_BYTES = 60_000
# How often each of the benchmark's messages is written while two sides are compared.
SPOKEN = 12


def take(page: Page, name: str) -> None:
    """Keep what a page shows now as a small picture."""
    page.mouse.move(0, 0)
    taken = page.screenshot(animations="disabled", caret="hide")
    # Few colours are enough, and make the file three times smaller.
    image = Image.open(BytesIO(taken)).convert("RGB").quantize(64, dither=Image.Dither.NONE)
    path = IMAGES / f"workbench-{name}.png"
    image.save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path.name} : {path.stat().st_size} octets, {MOST_BYTES} au plus")


def inbox(house: House, page: Page) -> None:
    for text in WRITTEN:
        with Assistant(house.assistant) as client:
            client.open()
            client.say(text)
    card = page.locator("details.card").filter(has_text=SENTENCES[0])
    until = time.monotonic() + INBOX_SECONDS
    while not card.count() and time.monotonic() < until:
        page.wait_for_timeout(500)
        page.goto(f"{house.workbench}/boite?bande=a-verifier")
    card.locator("> summary").click()
    choice = page.locator(f"#intentions option[value$='({INTENT})']").get_attribute("value")
    card.get_by_label("Intention", exact=True).fill(choice or "")
    card.scroll_into_view_if_needed()
    take(page, "inbox")
    card.get_by_role("button", name="Répondre juste tout de suite").click()
    expect(page.locator("#etat")).to_contain_text("répond juste tout de suite")


def content(house: House, page: Page) -> None:
    page.goto(house.workbench + FAMILY)
    take(page, "content")


def report(house: House, page: Page) -> None:
    page.goto(f"{house.workbench}/modeles")
    page.get_by_role("button", name="Entraîner un brouillon").click()
    expect(page.get_by_text("Le dernier entraînement est terminé")).to_be_visible(
        timeout=TRAINING_MS
    )
    page.get_by_role("link", name="Lire le rapport").click()
    expect(page.get_by_role("heading", name="Rapport")).to_be_visible()
    take(page, "report")


def trying(house: House, page: Page) -> None:
    page.goto(f"{house.workbench}/essai")
    page.get_by_label("Votre message").fill(alike(SENTENCES[0]))
    page.get_by_role("button", name="Essayer").click()
    read = page.get_by_role("heading", level=2)
    again = page.get_by_role("button", name="Réessayer")
    # Two models are loaded first.
    expect(read.or_(again).first).to_be_visible()
    while again.is_visible():
        again.click()
        page.wait_for_timeout(1000)
        expect(read.or_(again).first).to_be_visible()
    # What is answered stands below.
    read.first.evaluate("heading => heading.scrollIntoView()")
    take(page, "trying")


def comparing(house: House, page: Page) -> None:
    page.goto(f"{house.workbench}/modeles")
    page.get_by_role("link", name="Lire le rapport").first.click()
    page.get_by_text("Comparer d'abord, sur une part des conversations").click()
    page.get_by_label("Part des nouvelles conversations").fill("50")
    page.get_by_role("button", name="Commencer la comparaison").click()
    _read_until(page, page.get_by_text("Ce brouillon répond à 50 %"))
    for text, _ in MESSAGES * SPOKEN:
        with Assistant(house.assistant) as client:
            client.open()
            client.say(text)
    _read_until(page, _both(page))
    take(page, "comparing")


def _both(page: Page) -> Locator:
    """The row that counts what was understood, once it counts on both sides."""
    row = page.get_by_role("row").filter(has_text=re.compile("compris", re.IGNORECASE)).last
    return row.filter(has_text=re.compile(r"\d{2}.*\d{2}"))


def _read_until(page: Page, shown: Locator) -> None:
    until = time.monotonic() + INBOX_SECONDS
    while not shown.count() and time.monotonic() < until:
        page.wait_for_timeout(2000)
        page.reload()
    expect(shown.first).to_be_visible()


def pictures(house: House, browser: Browser) -> None:
    page = signed_in(house, browser, "Camille Durand", Role.publisher)
    page.set_viewport_size({"width": 1100, "height": 900})
    for shot in (inbox, content, report, trying, comparing):
        shot(house, page)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        copy_whole(Path(folder))
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=[*chromium.OPTIONS]
        )
        with open_house(Path(folder)) as house:
            pictures(house, browser)
        browser.close()


if __name__ == "__main__":
    main()
