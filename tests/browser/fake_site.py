"""A site with the widget and a small server of the contract, both at one origin.

It answers what a test tells it to: what no real server says yet, or only in a bad hour.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BUNDLE = ROOT / "connectors" / "pages" / "static" / "widget"
MODULES = ROOT / "widget" / "node_modules"
TYPES = {".js": "text/javascript", ".css": "text/css"}
SCRIPT = '<script type="module" src="/static/widget/assistant.js"></script>'
GREETING = {
    "id": "m0",
    "text": "Bonjour. Que cherchez-vous ?",
    "format": "md-lite",
    "choices": [
        {"id": f"c{place}", "label": label}
        for place, label in enumerate(
            ("Voir mes paiements", "Suivre ma démarche", "Déclarer un changement", "Autre chose")
        )
    ],
}


class FakeSite:
    """Pages that embed the widget, and the answers that they get.

    Attributes:
        pages: the pages, by path.
        headers: sent with every page.
        replies: what to answer to the next messages, in order; then an echo.
        opening: fields to add to what an opening gets.
        heard: the inputs of the messages, in order.
        erased: the sessions that were erased.
    """

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._lock = Lock()
        self.reset()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        Thread(target=self._server.serve_forever, daemon=True).start()

    def reset(self) -> None:
        """Forget what the last test wanted and did."""
        self.pages: dict[str, str] = {"/": page()}
        self.headers: dict[str, str] = {}
        self.replies: list[Mapping[str, Any]] = []
        self.opening: dict[str, Any] = {}
        self.heard: list[dict[str, Any]] = []
        self.contexts: list[Any] = []
        self.erased: list[str] = []
        self._past: list[dict[str, Any]] = []
        self._answered: dict[str, dict[str, Any]] = {}
        self._opened = 0

    def wait_for_erasure(self, seconds: float = 10) -> list[str]:
        """The sessions that were erased: a page that is left does not wait for its last word."""
        until = time.monotonic() + seconds
        while not self.erased and time.monotonic() < until:
            time.sleep(0.02)
        return self.erased

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(
        self, method: str, path: str, session: str, body: dict[str, Any]
    ) -> tuple[int, dict[str, Any] | None]:
        """What the contract's server answers: a status and a body."""
        with self._lock:
            if path == "/webhooks/web/sessions" and method == "POST":
                return 201, self._open(body)
            if path == "/webhooks/web/sessions" and method == "DELETE":
                self.erased.append(session)
                return 204, None
            if session != f"session-{self._opened}" or session in self.erased:
                return 401, {"v": 1, "error": {"code": "session_invalid", "message": "Finie."}}
            if method == "GET":
                return 200, {"v": 1, "messages": self._past}
            # Sent again, a message gets the same answer, as the contract has it.
            known = str(body["client_msg_id"])
            if known not in self._answered:
                self._answered[known] = self._reply(body)
            return 200, self._answered[known]

    def _open(self, body: dict[str, Any]) -> dict[str, Any]:
        self._opened += 1
        self.contexts.append(body.get("context"))
        self._past = [{"from": "assistant", **GREETING}]
        reply = {"v": 1, "reply_to": None, "messages": [GREETING], "redacted": []}
        session = f"session-{self._opened}"
        return {"v": 1, "session": session, "expires_in": 1800, "reply": reply, **self.opening}

    def _reply(self, body: dict[str, Any]) -> dict[str, Any]:
        said = body["input"]
        self.heard.append(said)
        words = said.get("text") or said.get("choice") or ""
        reply = {"messages": [message(f"Entendu : {words}", len(self.heard))], "redacted": []}
        if self.replies:
            reply.update(self.replies.pop(0))
        if words:
            self._past.append({"from": "user", "text": words})
            self._past += [{"from": "assistant", **one} for one in reply["messages"]]
        return {"v": 1, "reply_to": body["client_msg_id"], **reply}


def message(text: str, place: int = 1, **fields: Any) -> dict[str, Any]:
    """A message of the assistant."""
    return {"id": f"m{place}", "text": text, "format": "md-lite", **fields}


def page(body: str = "", head: str = "", script: str = SCRIPT) -> str:
    """A page with the widget."""
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Un portail</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{head}{script}'
        f"</head><body><main><h1>Un portail</h1>{body}</main></body></html>"
    )


def _handler(site: FakeSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path.startswith("/webhooks/"):
                self._contract()
            elif path.startswith("/static/widget/"):
                self._file(BUNDLE / path.removeprefix("/static/widget/"))
            elif path.startswith("/modules/"):
                self._file(MODULES / path.removeprefix("/modules/"))
            elif path in site.pages:
                self._send(200, "text/html; charset=utf-8", site.pages[path].encode(), site.headers)
            else:
                self._send(404, "text/plain", b"")

        def do_POST(self) -> None:
            self._contract()

        def do_DELETE(self) -> None:
            self._contract()

        def _contract(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            session = self.headers.get("Authorization", "").removeprefix("Bearer ")
            status, answer = site.answer(
                self.command, self.path, session, json.loads(body) if body else {}
            )
            self._send(status, "application/json", json.dumps(answer).encode() if answer else b"")

        def _file(self, path: Path) -> None:
            self._send(200, TYPES[path.suffix], path.read_bytes())

        def _send(
            self, status: int, kind: str, content: bytes, headers: Mapping[str, str] | None = None
        ) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": kind, **(headers or {})}.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    return Handler
