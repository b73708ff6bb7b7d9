"""What a report says, as pictures with the figures behind each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from workbench.models.report import Report
from workbench.pages.cards import Titles
from workbench.pages.charts import Curve, curves, flows

PAIRS = 15
PERCENTS = ("0 %", "25 %", "50 %", "75 %", "100 %")


class Past(NamedTuple):
    """A model of the past, as the trend shows it: shares of the messages that may hold back."""

    name: str
    trained_at: str
    messages: int
    right: float
    wrong_and_sure: float
    crossed: float | None


def drawn(report: Report, titles: Titles) -> dict[str, Any]:
    """The pictures of one report."""
    return {"confused": _confused(report, titles), "calibrated": _calibrated(report)}


def past_of(name: str, report: Report) -> Past:
    """What the trend shows of a model."""
    scores = [one.draft for one in report.comparisons if one.gates]
    messages = sum(one.messages for one in scores)

    def share(values: Sequence[float]) -> float:
        weighed = zip(values, scores, strict=True)
        return sum(value * one.messages for value, one in weighed) / messages if messages else 0.0

    return Past(
        name,
        report.trained_at,
        messages,
        share([one.first_acceptable for one in scores]),
        share([one.wrong_and_sure for one in scores]),
        report.crossed.right if report.crossed else None,
    )


def trend(past: Sequence[Past]) -> Markup:
    """How the models of the past did, the oldest first."""
    steps = max(len(past) - 1, 1)
    places = [place / steps for place in range(len(past))]
    lines = [
        Curve("good", [(x, one.right) for x, one in zip(places, past, strict=True)]),
        Curve("bad", [(x, one.wrong_and_sure) for x, one in zip(places, past, strict=True)]),
    ]
    return curves("Les modèles, du plus ancien au plus récent", ("ancien", "récent"), lines)


def _confused(report: Report, titles: Titles) -> Markup:
    pairs = [
        (titles.of(one.right), titles.of(one.read) if one.read else "rien de connu", one.count)
        for one in report.confusions[:PAIRS]
    ]
    return flows("Les intentions les plus confondues", pairs)


def _calibrated(report: Report) -> Markup:
    points = [(one.confidence, one.right) for one in report.calibration]
    lines = [Curve("soft", [(0.0, 0.0), (1.0, 1.0)]), Curve("first", points)]
    return curves("Confiance annoncée et réponses justes", PERCENTS, lines)
