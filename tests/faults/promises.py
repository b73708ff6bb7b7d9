"""What is promised of every breakdown: to people, and to the operator."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content import Content
from bot.content.typography import typeset
from tests.faults.watch import Breakdown, Observed

# In seconds, on a machine that is not busy with other things.
RECOVERY_SECONDS = 5.0
ANSWER_SECONDS = 6.0
HEALTH_SECONDS = 1.0
# Different complaints about one thing that is away.
COMPLAINTS_A_MINUTE = 6

_WORDS = Content.from_files()
UNAVAILABLE = typeset(_WORDS.text("connector_error_unavailable", "web") or "")


def broken(observed: Observed, breakdown: Breakdown, *, patience: float = 1.0) -> list[str]:
    """The promises that were not kept.

    Args:
        patience: how many times slower a busy machine may be.
    """
    return list(_broken(observed, breakdown, patience))


def _broken(observed: Observed, breakdown: Breakdown, patience: float) -> Iterator[str]:
    # Who is under way when it ends is served.
    if not set(observed.statuses) <= breakdown.seen | {200}:
        yield f"people saw {dict(observed.statuses)}"
    for one in observed.during:
        if one.status == 503 and not (
            int(one.retry_after or 0) >= 1
            and one.refusal["message"] == UNAVAILABLE
            and one.refusal["contact"]["path"]
        ):
            yield f"a 503 without its words: {one}"
    # While it begins and ends there may be a last and a first 200.
    never_said = breakdown.ready == 503 and 503 not in observed.ready
    if never_said or (breakdown.ready == 200 and 503 in observed.ready):
        yield f"/readyz said {observed.ready}"
    for what, seconds, most in (
        ("an answer", observed.slowest, ANSWER_SECONDS),
        ("/healthz", observed.health, HEALTH_SECONDS),
        ("recovery", observed.recovery, RECOVERY_SECONDS),
    ):
        if seconds > most * patience:
            yield f"{what} took {seconds:.1f} s"
    if observed.lost or observed.doubled or observed.answered != observed.sent:
        yield (
            f"{observed.sent} sent, {observed.answered} answered,"
            f" {observed.lost} lost, {observed.doubled} doubled"
        )
    minutes = 1 + int((observed.seconds + observed.recovery) / 60)
    if sum(observed.lines.values()) > COMPLAINTS_A_MINUTE * minutes or observed.lines["?"]:
        yield f"the log says {dict(observed.lines)}"
