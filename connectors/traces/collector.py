"""Spans sent to a collector by OpenTelemetry: OTLP over HTTP, from a thread of its own.

OpenTelemetry's variables hold: `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_TRACES_SAMPLER`, others.
A collector that is away costs spans, never an answer: they wait in a queue that has an end.
"""

from __future__ import annotations

import logging
import socket
from asyncio import CancelledError
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version

import structlog
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Span as Recording
from opentelemetry.trace import SpanKind, StatusCode, format_trace_id
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from connectors.contract.errors import ApiError
from connectors.traces.spans import Fact, Name, Span, Traces

SERVICE = "assistant-mon-compte"
SEND_SECONDS = 5
# How long the end of a process may wait for the collector.
FLUSH_SECONDS = 2

log = structlog.get_logger(__name__)


class Told(Span):
    """A span that is recorded."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self.trace = format_trace_id(recording.get_span_context().trace_id)

    def say(self, fact: Fact, value: str | int) -> None:
        self._recording.set_attribute(fact, value)


class Collector(Traces):
    """Tells the collector at an address."""

    def __init__(self, url: str) -> None:
        # What it complains of is said below, once a minute.
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL + 1)
        self._provider = TracerProvider(resource=_resource(), shutdown_on_exit=False)
        exporter = _Patient(OTLPSpanExporter(endpoint=url, timeout=SEND_SECONDS))
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer(SERVICE)

    @contextmanager
    def request(self, caller: str | None) -> Iterator[Span]:
        # `tracestate` and `baggage` are free text: they are not read.
        carrier = {"traceparent": caller} if caller else {}
        context = TraceContextTextMapPropagator().extract(carrier, Context())
        with self._recorded("request", context, SpanKind.SERVER) as span:
            yield span

    @contextmanager
    def span(self, name: Name) -> Iterator[Span]:
        with self._recorded(name) as span:
            yield span

    def flush(self) -> None:
        self._provider.force_flush(1000 * FLUSH_SECONDS)

    @contextmanager
    def _recorded(
        self, name: Name, context: Context | None = None, kind: SpanKind = SpanKind.INTERNAL
    ) -> Iterator[Span]:
        # Recorded by the library, an exception would bring its message and its traceback.
        with self._tracer.start_as_current_span(
            name, context, kind, record_exception=False, set_status_on_exception=False
        ) as recording:
            span = Told(recording)
            try:
                yield span
            except BaseException as error:
                span.say("outcome", _kind_of(error))
                if not isinstance(error, CancelledError) and _status(error) >= 500:
                    recording.set_status(StatusCode.ERROR)
                raise


class _Patient(SpanExporter):
    """Drops what cannot be sent, and says so in one line."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        try:
            result = self._exporter.export(spans)
            error = "refused" if result is SpanExportResult.FAILURE else None
        except Exception as raised:
            result, error = SpanExportResult.FAILURE, type(raised).__name__
        if error:
            log.warning("traces.dropped", error=error)
        return result

    def shutdown(self) -> None:
        self._exporter.shutdown()


def _kind_of(error: BaseException) -> str:
    """The name of an error: of the contract's its cause or its code, of others the class."""
    if isinstance(error, ApiError):
        return error.cause or error.code.name
    return type(error).__name__


def _status(error: BaseException) -> int:
    """What an error is answered with, the contract's or Sanic's."""
    if isinstance(error, ApiError):
        return error.code.status
    return getattr(error, "status_code", 500)


def _resource() -> Resource:
    try:
        release = version(SERVICE)
    except PackageNotFoundError:
        release = "?"
    return Resource.create(
        {"service.name": SERVICE, "service.version": release, "host.name": socket.gethostname()}
    )
