"""What is counted: never a word that a person wrote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, values
from prometheus_client.multiprocess import MultiProcessCollector

_FAST = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

SESSIONS = Counter("assistant_sessions", "Conversations opened.", ["channel"])
MESSAGES = Counter("assistant_messages", "Messages received.", ["channel", "kind", "outcome"])
INTENTS = Counter("assistant_intents", "Intents understood from text.", ["channel", "intent"])
CONFIDENCE = Histogram(
    "assistant_confidence",
    "Confidence in the intent understood.",
    ["channel"],
    buckets=[step / 10 for step in range(1, 11)],
)
FALLBACKS = Counter("assistant_fallbacks", "Messages not understood.", ["channel"])
FEEDBACK = Counter("assistant_feedback", "Opinions on answers.", ["channel", "intent", "value"])
REDACTIONS = Counter("assistant_redactions", "Personal data masked.", ["channel", "kind"])
BREACHES = Counter("assistant_guard_breaches", "Messages that the guard replaced.", ["rule"])
ERRORS = Counter("assistant_errors", "Errors answered.", ["channel", "code"])
FAILURES = Counter("assistant_failures", "Turns that failed inside.", ["channel", "cause"])
ERASURES_PENDING = Gauge(
    "assistant_erasures_pending",
    "Erasures whose last bytes are still on the disk.",
    multiprocess_mode="livesum",
)
LIMITS_ALONE = Gauge(
    "assistant_limits_alone",
    "1 while the shared counters are away and this process counts alone.",
    multiprocess_mode="livemax",
)
ARCHIVE = Gauge(
    "assistant_archive",
    "1 for the archive that is served, 0 for those before it.",
    ["archive"],
    # While the workers of one instance differ, both are 1.
    multiprocess_mode="livemax",
)
TRIAL = Gauge(
    "assistant_trial",
    "1 for the draft on trial that answers some conversations, 0 for those before it.",
    ["archive"],
    multiprocess_mode="livemax",
)
TRIAL_COUNTS = Counter(
    "assistant_trial_counts", "What happened on each side of a trial.", ["arm", "measure"]
)
INBOX = Counter("assistant_inbox", "Messages noted for editors, and those not kept.", ["outcome"])
STAGES = Histogram("assistant_stage_seconds", "Time spent in a stage.", ["stage"], buckets=_FAST)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Measure one stage of a message's way."""
    start = perf_counter()
    try:
        yield
    finally:
        STAGES.labels(name).observe(perf_counter() - start)


def all_counts() -> CollectorRegistry:
    """What is counted: by this process, or by all the workers it is one of."""
    if values.ValueClass is values.MutexValue:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
