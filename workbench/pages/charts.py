"""Bars as SVG, made here: no script draws them, and each has a table behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH = 720
HEIGHT = 180
LEFT = 44
BOTTOM = 24
TOP = 12
# Labels under the bars: so many fit.
LABELS = 10

_CHART = Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>')
_BAR = Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>')
_LABEL = Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>')
_LINE = Markup(
    '<line class="axis" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>'
    '<text x="{}" y="{:.1f}" text-anchor="end">{}</text>'
)


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
    return _CHART.format(WIDTH, HEIGHT, title, Markup("").join(parts))


def nice(most: int) -> int:
    """A round number that is not below `most`, nor far above."""
    size = 1
    while True:
        for step in (1, 2, 5):
            if step * size >= max(most, 5):
                return step * size
        size *= 10


def _grid(most: int, height: int) -> Markup:
    lines = []
    for part in (0.0, 0.5, 1.0):
        y = TOP + height * (1 - part)
        lines.append(_LINE.format(LEFT, WIDTH, y, y, LEFT - 6, y + 4, round(most * part)))
    return Markup("").join(lines)
