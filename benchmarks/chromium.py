"""What a page costs a browser: Chromium, and how much script it runs."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser, Page, Response

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OPTIONS = ("--no-sandbox",)
# A modest telephone beside the machine of a developer.
SLOW_DOWN = 6

Step = Callable[[Page], None]


@dataclass(frozen=True)
class Cost:
    """Bytes of script, compressed, and milliseconds of script, once loaded and once opened."""

    load_bytes: int
    total_bytes: int
    closed_ms: float
    open_ms: float


def find() -> str | None:
    """The Chromium of this machine; its own download is never used."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def cost(browser: Browser, url: str, loaded: Step, opened: Step, runs: int = 3) -> Cost:
    """What a page costs, the median of several runs, each with nothing in any cache.

    Args:
        loaded: waits until the page is there.
        opened: opens the chat and waits until it is there.
    """
    found = [_once(browser, url, loaded, opened) for _ in range(runs)]
    return Cost(
        found[0].load_bytes,
        found[0].total_bytes,
        median(one.closed_ms for one in found),
        median(one.open_ms for one in found),
    )


def _once(browser: Browser, url: str, loaded: Step, opened: Step) -> Cost:
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    scripts: list[Response] = []

    def note(answer: Response) -> None:
        if answer.request.resource_type == "script":
            scripts.append(answer)

    page.on("response", note)
    session = context.new_cdp_session(page)
    # The thread's own time: what else the machine does at the moment is left out.
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_DOWN})

    def script_ms() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return 1000 * float(next(m["value"] for m in metrics if m["name"] == "ScriptDuration"))

    page.goto(url)
    loaded(page)
    closed, at_load = script_ms(), sum(map(_weight, scripts))
    opened(page)
    found = Cost(at_load, sum(map(_weight, scripts)), closed, script_ms())
    context.close()
    return found


def _weight(answer: Response) -> int:
    return len(gzip.compress(answer.body(), 9, mtime=0))
