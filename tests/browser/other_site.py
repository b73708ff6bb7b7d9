"""Another site than ours, which embeds the widget."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class OtherSite:
    """Serves one page at a time, at an origin of its own."""

    def __init__(self, port: int) -> None:
        self.html = ""
        self.headers: dict[str, str] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                for name, value in site.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(site.html.encode())

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{port}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def show(self, head: str, body: str, policy: str | None = None) -> None:
        """Change the page, and the security policy it comes with."""
        self.headers = {"Content-Security-Policy": policy} if policy else {}
        self.html = (
            f'<!doctype html><html lang="fr"><head><title>Un portail</title>{head}</head>'
            f"<body><main><h1>Un portail</h1>{body}</main></body></html>"
        )

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
