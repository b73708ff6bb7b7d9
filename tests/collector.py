"""A collector of traces: a real HTTP server that receives OTLP and keeps every byte of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True)
class Exported:
    """A span as it arrived."""

    name: str
    trace: str
    span: str
    parent: str
    facts: dict[str, str | int]
    failed: bool
    events: int
    message: str


@dataclass
class Received:
    """What arrived at `url`, and with which headers."""

    url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    # What it answers.
    status: int = 200

    def spans(self) -> list[Exported]:
        """All spans so far, in the order of their ends."""
        return [
            Exported(
                span.name,
                span.trace_id.hex(),
                span.span_id.hex(),
                span.parent_span_id.hex(),
                {one.key: _value(one.value) for one in span.attributes},
                span.status.code == 2,
                len(span.events),
                span.status.message + span.trace_state,
            )
            for resource in self._resources()
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def resource(self) -> dict[str, str | int]:
        """What is told of the process."""
        [*_, last] = self._resources()
        return {one.key: _value(one.value) for one in last.resource.attributes}

    def _resources(self) -> Iterator[Any]:
        for body in self.bodies:
            yield from ExportTraceServiceRequest.FromString(body).resource_spans


def _value(value: Any) -> str | int:
    found: str | int = getattr(value, value.WhichOneof("value"))
    return found


@contextmanager
def collecting() -> Iterator[Received]:
    """A collector on a free port, for as long as this lasts."""
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if received.status == 200:
                received.bodies.append(body)
            received.headers.append(dict(self.headers))
            self.send_response(received.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """No line for each request."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        received.url = f"http://127.0.0.1:{server.server_port}/v1/traces"
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield received
        finally:
            server.shutdown()
