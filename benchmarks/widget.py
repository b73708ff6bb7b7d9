"""What a chat costs a page: ours beside three from the npm registry, measured in one run.

`python -m benchmarks.widget` needs npm, the registry and a Chromium. Nobody answers the three:
they only load and show themselves. Ours also opens a conversation, with a canned greeting.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Page, sync_playwright

from benchmarks.chromium import OPTIONS, SLOW_DOWN, Cost, cost, find

OURS = Path(__file__).resolve().parents[1] / "connectors" / "static" / "widget"
RUNS = 5
HEAD = '<!doctype html><meta charset="utf-8"><title>Chat</title><link rel="icon" href="data:,">'
GREETING = {
    "v": 1,
    "session": "x",
    "reply": {
        "messages": [
            {
                "id": "m1",
                "text": "Bonjour, je suis un assistant automatique.",
                "choices": [{"id": f"c{n}", "label": f"Choix {n}"} for n in range(1, 5)],
            }
        ]
    },
}


@dataclass(frozen=True)
class Chat:
    """A chat: its package if it comes from npm, its page, and what shows that it is there."""

    name: str
    body: str
    shown: str
    package: str | None = None
    launcher: str | None = None
    open_shown: str | None = None

    # Attached, not visible: rasa-webchat hides itself while no server answers.
    def loaded(self, page: Page) -> None:
        page.locator(self.shown).first.wait_for(state="attached")

    def opened(self, page: Page) -> None:
        if self.launcher and self.open_shown:
            page.locator(self.launcher).first.dispatch_event("click")
            page.locator(self.open_shown).first.wait_for(state="attached")


CHATS = (
    Chat(
        "ours",
        '<script type="module" src="ours/static/widget/assistant.js"></script>',
        shown=".launcher",
        launcher=".launcher",
        open_shown=".answer",
    ),
    Chat(
        "rasa-webchat 1.0.1",
        '<script src="rasa-webchat/lib/index.js"></script><script>'
        "WebChat.default({ socketUrl: location.origin, hideWhenNotConnected: false }, null)"
        "</script>",
        shown=".rw-launcher",
        package="rasa-webchat@1.0.1",
        launcher=".rw-launcher",
        open_shown=".rw-conversation-container",
    ),
    Chat(
        "tock-react-kit 23.9.2",
        '<div id="chat"></div>'
        '<script src="tock-react-kit/build/tock-react-kit-standalone.umd.js"></script><script>'
        'TockReact.renderChat(document.getElementById("chat"), location.origin)</script>',
        shown="#chat input",
        package="tock-react-kit@23.9.2",
    ),
    Chat(
        "deep-chat 2.4.2",
        '<script type="module" src="deep-chat/dist/deepChat.bundle.js"></script>'
        "<deep-chat></deep-chat>",
        shown="deep-chat #text-input",
        package="deep-chat@2.4.2",
    ),
)


class Handler(SimpleHTTPRequestHandler):
    """Serves the folder, and greets who opens a conversation."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        known = self.path.endswith("/sessions")
        body = json.dumps(GREETING if known else {}).encode()
        self.send_response(201 if known else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def fetch(package: str, folder: Path) -> None:
    """Download one package and nothing that it depends on: its bundle holds what it needs."""
    command = ["npm", "pack", package, "--silent", "--pack-destination", str(folder)]
    subprocess.run(command, check=True, capture_output=True, cwd=folder)
    archive = next(folder.glob("*.tgz"))
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    (folder / "package").rename(folder / package.partition("@")[0])
    archive.unlink()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder's address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def prepare(folder: Path) -> None:
    """Put a page for each chat in the folder, and what it loads beside it."""
    shutil.copytree(OURS, folder / "ours" / "static" / "widget")
    for number, chat in enumerate(CHATS):
        if chat.package:
            fetch(chat.package, folder)
        head = (
            '<!doctype html><meta charset="utf-8"><title>.</title><link rel="icon" href="data:,">'
        )
        (folder / f"{number}.html").write_text(head + chat.body, encoding="utf-8")


def measure(browser_path: str) -> dict[str, Cost]:
    """The cost of each chat, by name."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        prepare(Path(folder))
        browser = playwright.chromium.launch(executable_path=browser_path, args=[*OPTIONS])
        with served(Path(folder)) as address:
            found = {
                chat.name: cost(
                    browser, f"{address}/{number}.html", chat.loaded, chat.opened, runs=RUNS
                )
                for number, chat in enumerate(CHATS)
            }
        browser.close()
    return found


def table(costs: dict[str, Cost]) -> str:
    """The costs as lines to read."""
    lines = [f"{'':24}{'load KB':>9}{'all KB':>9}{'closed ms':>11}{'open ms':>9}"]
    for name, one in costs.items():
        sizes = f"{one.load_bytes / 1000:9.1f}{one.total_bytes / 1000:9.1f}"
        lines.append(f"{name:24}{sizes}{one.closed_ms:11.0f}{one.open_ms:9.0f}")
    lines.append(
        f"gzip; script time on a processor {SLOW_DOWN} times slower, median of {RUNS} runs"
    )
    return "\n".join(lines)


def main() -> None:
    browser = find()
    if browser is None or shutil.which("npm") is None:
        sys.exit("This needs npm and a Chromium: apt-get install npm chromium")
    print(table(measure(browser)))


if __name__ == "__main__":
    main()
