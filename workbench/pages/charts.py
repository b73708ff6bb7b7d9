"""Pictures as SVG, made here: no script draws them, and each has a table behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH = 720
HEIGHT = 180
# Room for six figures and a date as large as a small screen writes them.
LEFT = 88
BOTTOM = 36
TOP = 18
# Labels under the bars: so many fit.
LABELS = 10

_CHART = Markup('<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>')
_BAR = Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>')
_LABEL = Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>')
_LINE = Markup(
    '<line class="axis" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>'
    '<text x="{}" y="{:.1f}" text-anchor="end">{}</text>'
)


_CURVE = Markup('<polyline class="{}" points="{}"/>')
_DOT = Markup('<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="4"/>')
_FLOW = Markup(
    '<path class="flow" d="M{x1} {y1:.1f} C{middle} {y1:.1f} {middle} {y2:.1f} {x2} {y2:.1f}"'
    ' stroke-width="{width:.1f}"/>'
)
_NAME = Markup('<text x="{}" y="{:.1f}" text-anchor="{}">{}</text>')
# Of two lists side by side: where they end and begin, how far apart names are, how long.
SIDES = (290, 430)
ROW = 26
LONGEST_NAME = 42
WIDEST = 14


@dataclass(frozen=True)
class Series:
    """One measure of every bar; `style` is a class of the style sheet."""

    name: str
    style: str
    values: Sequence[int]


def bars(title: str, labels: Sequence[str], series: Sequence[Series]) -> Markup:
    """Stacked bars, one a label.

    Args:
        title: what a screen reader says; the figures are in the table.
    """
    tops = [sum(values) for values in zip(*(one.values for one in series), strict=True)]
    most = nice(max(tops, default=0))
    step = (WIDTH - LEFT) / max(len(labels), 1)
    height = HEIGHT - TOP - BOTTOM
    parts = [_grid(most, height)]
    for place, label in enumerate(labels):
        x, y = LEFT + place * step, float(TOP + height)
        for one in series:
            tall = one.values[place] / most * height
            y -= tall
            if tall:
                parts.append(_BAR.format(one.style, x + step * 0.1, y, step * 0.8, tall))
        if place % (len(labels) // LABELS + 1) == 0:
            parts.append(_LABEL.format(x + step / 2, HEIGHT - 6, label))
    return _CHART.format("chart", WIDTH, HEIGHT, title, Markup("").join(parts))


@dataclass(frozen=True)
class Curve:
    """One line of a picture: points from 0 to 1 in both directions; `style` is a class."""

    style: str
    points: Sequence[tuple[float, float]]


def curves(title: str, labels: Sequence[str], drawn: Sequence[Curve]) -> Markup:
    """Lines in a square of shares.

    Args:
        labels: what stands under the picture, at even distances from one side to the other.
    """
    height = HEIGHT - TOP - BOTTOM
    parts = [_grid(100, height)]
    for one in drawn:
        places = [(LEFT + x * (WIDTH - LEFT - 8), TOP + height * (1 - y)) for x, y in one.points]
        spelled = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(_CURVE.format(f"curve {one.style}", spelled))
        parts += [_DOT.format(one.style, x, y) for x, y in places]
    steps = max(len(labels) - 1, 1)
    for place, label in enumerate(labels):
        anchor = "start" if place == 0 else "end" if place == steps else "middle"
        x = LEFT + place / steps * (WIDTH - LEFT - 8)
        parts.append(_NAME.format(f"{x:.1f}", HEIGHT - 6, anchor, label))
    return _CHART.format("chart", WIDTH, HEIGHT, title, Markup("").join(parts))


def flows(title: str, pairs: Sequence[tuple[str, str, int]]) -> Markup:
    """Two lists side by side, and bands between them as thick as their count."""
    left = list(dict.fromkeys(one for one, _, _ in pairs))
    right = list(dict.fromkeys(other for _, other, _ in pairs))
    most = max((count for _, _, count in pairs), default=1)
    height = TOP + ROW * max(len(left), len(right), 1)
    (x1, x2), parts = SIDES, []

    def y(place: int) -> float:
        return TOP + ROW * (place + 0.5)

    for one, other, count in pairs:
        ends = {"y1": y(left.index(one)), "y2": y(right.index(other))}
        width = 1 + (WIDEST - 1) * count / most
        parts.append(_FLOW.format(x1=x1, x2=x2, middle=(x1 + x2) // 2, width=width, **ends))
    for x, anchor, names in ((x1 - 8, "end", left), (x2 + 8, "start", right)):
        for place, name in enumerate(names):
            parts.append(_NAME.format(x, y(place) + 4, anchor, _short(name)))
    return _CHART.format("chart wide", WIDTH, height, title, Markup("").join(parts))


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def nice(most: int) -> int:
    """A round number that is not below `most`, nor far above; its half is whole."""
    size = 10
    while True:
        for step in (1, 2, 5):
            if step * size >= most:
                return step * size
        size *= 10


def _grid(most: int, height: int) -> Markup:
    lines = []
    for part in (0.0, 0.5, 1.0):
        y = TOP + height * (1 - part)
        lines.append(_LINE.format(LEFT, WIDTH, y, y, LEFT - 6, y + 4, round(most * part)))
    return Markup("").join(lines)
