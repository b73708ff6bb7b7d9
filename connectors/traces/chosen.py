"""Which collector the operator named, if any."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urlsplit

from connectors.traces.spans import Traces

EXPORTER = "opentelemetry-exporter-otlp-proto-http"


def traces_to(url: str | None) -> Traces:
    """What tells a collector's address, or nobody."""
    if url is None:
        return Traces()
    # Not above: who does without pays nothing for it, and may not have the packages.
    from connectors.traces.collector import Collector

    return Collector(url)


def checked_address(value: str) -> str:
    """A collector's address as an operator gives it.

    Raises:
        ValueError: it cannot be used, or the packages are missing; says why in French.
    """
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    # A secret would be in logs; headers carry it (`OTEL_EXPORTER_OTLP_HEADERS`).
    if not usable or set("@?# ") & set(value) or parts.path in ("", "/"):
        raise ValueError("une adresse est attendue : http://collecteur:4318/v1/traces")
    try:
        version(EXPORTER)
    except PackageNotFoundError:
        raise ValueError(
            f"il manque le paquet {EXPORTER} ; installez assistant-mon-compte[tracing]"
        ) from None
    return value
